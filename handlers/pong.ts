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
  /** Of the first call on an instance: when that began to initialise, and when its code had been loaded. */
  initStartedAt: v.exactOptional(v.pipe(v.number(), v.finite())),
  initializedAt: v.exactOptional(v.pipe(v.number(), v.finite())),
  /** Where an environment serves several calls at a time: which it is, and how many it takes. */
  environment: v.exactOptional(v.pipe(v.string(), v.minLength(1))),
  maxConcurrency: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

export type Pong = v.InferOutput<typeof pongSchema>;

/** The run-time check: the answer as a `Pong`, or `undefined` where it is none. */
export function asPong(answer: unknown): Pong | undefined {
  const { success, output } = v.safeParse(pongSchema, answer);
  return success && output.endedAt >= output.startedAt ? output : undefined;
}
