import * as v from 'valibot';

const time = (text: string) => v.pipe(v.number(), v.finite(), v.description(text));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const ms = (text: string) => v.pipe(v.number(), v.finite(), v.minValue(0), v.description(text));

/** What Lambda reports of a call, in the last lines of its log. */
export const lambdaReportSchema = v.object({
  durationMs: ms('The handler, and what the runtime does around it'),
  billedMs: v.exactOptional(ms('Duration that is paid for')),
  memoryMb: v.exactOptional(ms('Memory that the function has, MB')),
  maxMemoryMb: v.exactOptional(ms('Memory that its environment has used, MB')),
  initMs: v.exactOptional(
    ms('Initialization of its environment, where this was the first call there'),
  ),
  restoreMs: v.exactOptional(ms('Restoring of a snapshot, instead of an initialization')),
  billedRestoreMs: v.exactOptional(ms('Restoring that is paid for')),
  status: v.exactOptional(v.string()),
  phases: v.exactOptional(
    v.array(
      v.object({
        name: v.picklist(['init', 'restore']),
        durationMs: ms('Duration of an attempt that has a report of its own: one that failed'),
        status: v.exactOptional(v.string()),
        errorType: v.exactOptional(v.string()),
      }),
    ),
  ),
});

export type LambdaReport = v.InferOutput<typeof lambdaReportSchema>;
/** An attempt to initialise or to restore that Lambda reports by itself. */
export type LambdaPhase = NonNullable<LambdaReport['phases']>[number];

/** What the target says of itself about one call; what it does not say is absent. */
export const servedSchema = v.pipe(
  v.object({
    instance: v.exactOptional(v.pipe(v.string(), v.minLength(1))),
    startedAt: v.exactOptional(time("Ms since 1970, on the server's clock")),
    endedAt: v.exactOptional(time("Ms since 1970, on the server's clock")),
    cold: v.exactOptional(v.pipe(v.boolean(), v.description('First call on its instance'))),
    nth: v.exactOptional(v.pipe(count, v.description('Its ordinal on that instance'))),
    initializationType: v.exactOptional(v.string()),
    initStartedAt: v.exactOptional(time('When its instance began to initialise, on that clock')),
    initializedAt: v.exactOptional(time('When its instance had loaded its code, on that clock')),
    environment: v.exactOptional(
      v.pipe(
        v.string(),
        v.minLength(1),
        v.description('Where an instance is a worker thread: the execution environment around it'),
      ),
    ),
    maxConcurrency: v.exactOptional(
      v.pipe(count, v.description('Calls that such an environment takes at a time')),
    ),
    requestId: v.exactOptional(v.string()),
    report: v.exactOptional(lambdaReportSchema),
    unreadReport: v.exactOptional(
      v.pipe(
        v.string(),
        v.description('A line of the log that reports something in an unknown form'),
      ),
    ),
    serviceMs: v.exactOptional(
      v.pipe(
        v.number(),
        v.finite(),
        v.minValue(0),
        v.description('As a Server-Timing header or a Lambda report tells it'),
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
export type ServerTimed = Answered & {
  served: Served & { instance: string; startedAt: number; endedAt: number };
};

export function isAnswered(invocation: Invocation): invocation is Answered {
  return invocation.outcome === 'answered' && invocation.receivedAt !== undefined;
}

export function hasServerTimes(invocation: Invocation): invocation is ServerTimed {
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
export function handlerMs(invocation: ServerTimed): number {
  return invocation.served.endedAt - invocation.served.startedAt;
}
