import * as v from 'valibot';

const time = (text: string) => v.pipe(v.number(), v.finite(), v.description(text));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** What the target says of itself about one call; what it does not say is absent. */
export const servedSchema = v.pipe(
  v.object({
    instance: v.exactOptional(v.pipe(v.string(), v.minLength(1))),
    startedAt: v.exactOptional(time("Ms since 1970, on the server's clock")),
    endedAt: v.exactOptional(time("Ms since 1970, on the server's clock")),
    cold: v.exactOptional(v.pipe(v.boolean(), v.description('First call on its instance'))),
    nth: v.exactOptional(v.pipe(count, v.description('Its ordinal on that instance'))),
    initializationType: v.exactOptional(v.string()),
    serviceMs: v.exactOptional(
      v.pipe(
        v.number(),
        v.finite(),
        v.minValue(0),
        v.description('As a Server-Timing header tells it'),
      ),
    ),
  }),
  v.partialCheck(
    [['startedAt'], ['endedAt']],
    ({ startedAt, endedAt }) =>
      startedAt === undefined || endedAt === undefined || endedAt >= startedAt,
    'Expected endedAt not before startedAt',
  ),
);

/** One call, on one monotonic client clock in ms; zero is the release of its burst. */
export const invocationSchema = v.pipe(
  v.object({
    call: v.pipe(v.number(), v.integer(), v.minValue(0)),
    outcome: v.pipe(
      v.picklist(['answered', 'throttled', 'failed']),
      v.description('A refused call (429) is throttled: neither served nor failed'),
    ),
    sentAt: time('When it was sent, ms after the release of its burst, on the client clock'),
    receivedAt: v.exactOptional(time('When the last byte of its answer came, on the same clock')),
    status: v.exactOptional(v.pipe(v.number(), v.integer())),
    bodyBytes: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    cached: v.exactOptional(v.pipe(v.boolean(), v.description('A cache answered'))),
    error: v.exactOptional(v.object({ code: v.string(), message: v.string() })),
    served: v.exactOptional(servedSchema),
  }),
  v.forward(
    v.partialCheck(
      [['outcome'], ['receivedAt']],
      ({ outcome, receivedAt }) => outcome !== 'answered' || receivedAt !== undefined,
      'Expected the time at which the answer came',
    ),
    ['receivedAt'],
  ),
  v.forward(
    v.partialCheck(
      [['sentAt'], ['receivedAt']],
      ({ sentAt, receivedAt }) => receivedAt === undefined || receivedAt >= sentAt,
      'Expected a time not before sentAt',
    ),
    ['receivedAt'],
  ),
);

export type Invocation = v.InferOutput<typeof invocationSchema>;
export type Served = v.InferOutput<typeof servedSchema>;

/** A call that was served to its end. */
export type Answered = Invocation & { outcome: 'answered'; receivedAt: number };

/** A call that was served, of which the target told where and when. */
export type Witnessed = Answered & {
  served: Served & { instance: string; startedAt: number; endedAt: number };
};

export function isAnswered(invocation: Invocation): invocation is Answered {
  return invocation.outcome === 'answered' && invocation.receivedAt !== undefined;
}

export function isWitnessed(invocation: Invocation): invocation is Witnessed {
  const { served } = invocation;
  return (
    isAnswered(invocation) &&
    served?.instance !== undefined &&
    served.startedAt !== undefined &&
    served.endedAt !== undefined
  );
}

/** How long the client waited for the answer, ms. */
export function durationMs(invocation: Answered): number {
  return invocation.receivedAt - invocation.sentAt;
}

/** How long the handler ran, ms; on the server's clock, so that it needs no alignment. */
export function handlerMs(invocation: Witnessed): number {
  return invocation.served.endedAt - invocation.served.startedAt;
}
