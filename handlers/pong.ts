import * as v from 'valibot';

/**
 * The wire contract of an answer, with what a caller needs to judge. Times are ms since 1970 on the
 * server's clock.
 */
export const pongSchema = v.object({
  PING: v.literal('PONG!'),
  /** The instance that served the call. */
  instance: v.pipe(v.string(), v.minLength(1)),
  /** Ordinal of the call on its instance, from 1. */
  nth: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Whether this was the first call on its instance. */
  cold: v.boolean(),
  /** When the handler started and ended. */
  startedAt: v.pipe(v.number(), v.finite()),
  endedAt: v.pipe(v.number(), v.finite()),
  requestId: v.exactOptional(v.string()),
  /** The value of AWS_LAMBDA_INITIALIZATION_TYPE; absent outside Lambda. */
  initializationType: v.exactOptional(v.string()),
  /** On the first call of an instance: when it began to initialize, and when its code was loaded. */
  initStartedAt: v.exactOptional(v.pipe(v.number(), v.finite())),
  initializedAt: v.exactOptional(v.pipe(v.number(), v.finite())),
  /** If an execution environment serves several calls at a time: its name, and how many it takes. */
  environment: v.exactOptional(v.pipe(v.string(), v.minLength(1))),
  maxConcurrency: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

/** An answer of our own service. */
export type Pong = v.InferOutput<typeof pongSchema>;

/** Checks an answer at run time; `undefined` if it is not a `Pong`. */
export function asPong(answer: unknown): Pong | undefined {
  const { success, output } = v.safeParse(pongSchema, answer);
  return success && output.endedAt >= output.startedAt ? output : undefined;
}
