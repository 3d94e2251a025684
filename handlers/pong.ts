import * as v from 'valibot';

/** The wire contract of an answer: what a caller needs to judge. Times are ms since 1970, on the server's clock. */
export const pongSchema = v.object({
  PING: v.literal('PONG!'),
  instance: v.pipe(v.string(), v.minLength(1)),
  nth: v.pipe(v.number(), v.integer(), v.minValue(1)),
  cold: v.boolean(),
  startedAt: v.pipe(v.number(), v.finite()),
  endedAt: v.pipe(v.number(), v.finite()),
  requestId: v.exactOptional(v.string()),
  /** `AWS_LAMBDA_INITIALIZATION_TYPE`, where Lambda tells. */
  initializationType: v.exactOptional(v.string()),
});

export type Pong = v.InferOutput<typeof pongSchema>;

/** The run-time check: the answer as a `Pong`, or `undefined` where it is none. */
export function asPong(answer: unknown): Pong | undefined {
  const { success, output } = v.safeParse(pongSchema, answer);
  return success && output.endedAt >= output.startedAt ? output : undefined;
}
