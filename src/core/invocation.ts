import * as v from 'valibot';
import { refuserSchema } from './answers/refused-by.ts';
import { amount, described, name, positive, text, time } from './schemas.ts';

const lambdaPhaseSchema = v.object({
  name: described(v.picklist(['init', 'restore']), 'What was attempted'),
  durationMs: amount('Duration of the attempt, ms'),
  status: v.exactOptional(text('How the attempt ended, in the words of Lambda')),
  errorType: v.exactOptional(text('Type of the error, in the words of Lambda')),
});

/** What Lambda reports about a call at the end of its log. */
export const lambdaReportSchema = v.object({
  durationMs: amount('Time in the handler and in the runtime around it, ms'),
  billedMs: v.exactOptional(amount('Billed duration, ms')),
  memoryMb: v.exactOptional(amount('Memory size of the function, MB')),
  maxMemoryMb: v.exactOptional(amount('Most memory that its environment has used, MB')),
  initMs: v.exactOptional(
    amount('Time to initialize the environment, ms; only on the first call there'),
  ),
  restoreMs: v.exactOptional(amount('Time to restore a snapshot instead of an initialization, ms')),
  billedRestoreMs: v.exactOptional(amount('Billed time to restore a snapshot, ms')),
  status: v.exactOptional(text('How the call ended, in the words of Lambda')),
  phases: v.exactOptional(
    described(
      v.array(lambdaPhaseSchema),
      'Attempts to initialize or restore that Lambda reports separately, mostly failed ones',
    ),
  ),
});

/** What Lambda reports about a call; an unknown is absent. */
export type LambdaReport = v.InferOutput<typeof lambdaReportSchema>;
/** An attempt to initialize or restore an environment, if Lambda reports it separately. */
export type LambdaPhase = NonNullable<LambdaReport['phases']>[number];

/** What the target says about one call; an unknown is absent. */
export const servedSchema = v.pipe(
  v.object({
    instance: v.exactOptional(name('The instance that served the call')),
    startedAt: v.exactOptional(
      time("When the handler started, ms since 1970 on the server's clock"),
    ),
    endedAt: v.exactOptional(time("When the handler ended, ms since 1970 on the server's clock")),
    cold: v.exactOptional(
      described(v.boolean(), 'Whether this was the first call on its instance'),
    ),
    nth: v.exactOptional(positive('Ordinal of the call on its instance, from 1')),
    initializationType: v.exactOptional(
      text('How Lambda initialized the environment: its AWS_LAMBDA_INITIALIZATION_TYPE'),
    ),
    initStartedAt: v.exactOptional(
      time("When the instance began to initialize, ms since 1970 on the server's clock"),
    ),
    initializedAt: v.exactOptional(
      time("When the instance had loaded its code, ms since 1970 on the server's clock"),
    ),
    environment: v.exactOptional(
      name('If instances are worker threads: the execution environment around them'),
    ),
    maxConcurrency: v.exactOptional(
      positive('Number of calls that such an environment takes at a time'),
    ),
    requestId: v.exactOptional(text('Request ID that Lambda gave the call')),
    report: v.exactOptional(
      described(lambdaReportSchema, 'What Lambda reports about the call in its log'),
    ),
    unreadReport: v.exactOptional(
      text('A line of the log that reports something in an unknown form'),
    ),
    serviceMs: v.exactOptional(
      amount(
        'Time that the server took, ms, from a header such as Server-Timing or a Lambda report',
      ),
    ),
    conflictingMs: v.exactOptional(
      described(
        v.record(v.string(), amount('Time that the server took by this header, ms')),
        'Headers that disagree about how long the server took',
      ),
    ),
  }),
  v.partialCheck(
    [['startedAt'], ['endedAt']],
    ({ startedAt, endedAt }) =>
      startedAt === undefined || endedAt === undefined || endedAt >= startedAt,
    'expected endedAt not to be before startedAt',
  ),
);

const errorSchema = v.object({
  code: text('Name of the error, such as ECONNREFUSED, timeout or status-500'),
  message: text('The error in words'),
  refusedBy: v.exactOptional(
    described(
      refuserSchema,
      'The program that refused the call itself, if its error page shows it',
    ),
  ),
});

/** One call. Its times are in ms on the monotonic clock of the client; zero is its burst's release. */
export const invocationSchema = v.pipe(
  v.object({
    call: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(0),
      v.description('Index of the call in its burst, or among the solo calls'),
    ),
    outcome: described(
      v.picklist(['answered', 'throttled', 'failed']),
      'A call that was refused (429) is throttled: neither served nor failed',
    ),
    sentAt: time("When it was sent, ms after its burst's release on the client's clock"),
    firstByteAt: v.exactOptional(
      time(
        "When the first byte of the answer's body came, or of its header if nothing of a body did, ms after its burst's release",
      ),
    ),
    receivedAt: v.exactOptional(
      time("When the last byte of the answer came, ms after its burst's release"),
    ),
    cutOff: v.exactOptional(
      described(
        v.boolean(),
        'Whether the client hung up while the answer went on; receivedAt is the last byte that it read',
      ),
    ),
    laterBytes: v.exactOptional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(0),
        v.description(
          'Bytes that came after the first ones of the body, if it was judged by these',
        ),
      ),
    ),
    status: v.exactOptional(v.pipe(v.number(), v.integer(), v.description('HTTP status'))),
    bodyBytes: v.exactOptional(
      v.pipe(v.number(), v.integer(), v.minValue(0), v.description('Size of the body, bytes')),
    ),
    contentType: v.exactOptional(text('Media type of the answer, without parameters')),
    bodyKeys: v.exactOptional(text('Names of the properties of a body that is a JSON object')),
    cached: v.exactOptional(described(v.boolean(), 'Whether a cache answered')),
    error: v.exactOptional(described(errorSchema, 'Why the call failed or was throttled')),
    served: v.exactOptional(described(servedSchema, 'What the target says about the call')),
  }),
  v.forward(
    v.partialCheck(
      [['outcome'], ['receivedAt']],
      ({ outcome, receivedAt }) => outcome !== 'answered' || receivedAt !== undefined,
      'expected the time at which the answer came, received none',
    ),
    ['receivedAt'],
  ),
  v.forward(
    v.partialCheck(
      [['sentAt'], ['receivedAt']],
      ({ sentAt, receivedAt }) => receivedAt === undefined || receivedAt >= sentAt,
      'expected a time that is not before sentAt',
    ),
    ['receivedAt'],
  ),
  v.forward(
    v.partialCheck(
      [['sentAt'], ['firstByteAt'], ['receivedAt']],
      ({ sentAt, firstByteAt, receivedAt = Infinity }) =>
        firstByteAt === undefined || (firstByteAt >= sentAt && firstByteAt <= receivedAt),
      'expected a time that is neither before sentAt nor after receivedAt',
    ),
    ['firstByteAt'],
  ),
);

/** One call and its result. */
export type Invocation = v.InferOutput<typeof invocationSchema>;
/** What the target says about one call. */
export type Served = v.InferOutput<typeof servedSchema>;

/** A call whose answer came in whole. */
export type Answered = Invocation & { outcome: 'answered'; receivedAt: number };

/** An answered call whose target reports the instance and when the handler ran. */
export type ServerTimed = Answered & {
  served: Served & { instance: string; startedAt: number; endedAt: number };
};

/** Whether the answer came in whole. */
export function isAnswered(invocation: Invocation): invocation is Answered {
  return invocation.outcome === 'answered' && invocation.receivedAt !== undefined;
}

/** Whether the target reports the instance and when the handler ran. */
export function hasServerTimes(invocation: Invocation): invocation is ServerTimed {
  const { served } = invocation;
  return (
    isAnswered(invocation) &&
    served?.instance !== undefined &&
    isDate(served.startedAt) &&
    isDate(served.endedAt)
  );
}

/** The largest time that a date can have, ms from 1970 on (ECMA-262, "Time Values and Time Range"). */
const LAST_DATE_MS = 8.64e15;

/** Whether a time is one that a clock can show; anything else counts as not reported. */
function isDate(ms: number | undefined): ms is number {
  return ms !== undefined && Math.abs(ms) <= LAST_DATE_MS;
}

/** Time from sending the request to the last byte of the answer, ms. */
export function durationMs(invocation: Answered): number {
  return invocation.receivedAt - invocation.sentAt;
}

/** Time that the handler ran, ms. Both ends are on the server's clock, so no alignment is needed. */
export function handlerMs(invocation: ServerTimed): number {
  return invocation.served.endedAt - invocation.served.startedAt;
}
