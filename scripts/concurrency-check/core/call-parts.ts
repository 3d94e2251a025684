import { durationMs, isWitnessed, type Answered } from './invocation.ts';

/** Where the time of one call went, ms; together they are as long as the call. Unknown parts are absent. */
export interface CallParts {
  /** From the sending until its instance began to initialise, or, on a warm one, until the handler began. */
  readonly waitedMs?: number;
  /** The part of the initialization that this call waited for. */
  readonly initMs?: number;
  readonly handlingMs: number;
  /** All else: on the way, in queues, in what the platform does around. */
  readonly restMs: number;
}

/**
 * Splits a call into its parts. The handler's own times come first, then Lambda's report; `offsetMs`
 * is what brings the clock of the server to the client's.
 */
export function partsOf(call: Answered, offsetMs: number | undefined): CallParts | undefined {
  return isWitnessed(call) && offsetMs !== undefined
    ? witnessedParts(call.served, call, offsetMs)
    : reportedParts(call);
}

/**
 * Whether the first call on an instance found it initialised before the call was sent, as Lambda may
 * do ahead of calls: then the caller did not wait for a cold start. Unknown where nothing tells.
 */
export function wasInitialisedBeforehand(
  call: Answered,
  offsetMs: number | undefined,
): boolean | undefined {
  const { cold, initializedAt, report } = call.served ?? {};
  if (cold !== true) return undefined;
  if (initializedAt !== undefined && offsetMs !== undefined) {
    return initializedAt - offsetMs < call.sentAt;
  }
  if (report?.initMs === undefined) return undefined;
  return durationMs(call) - report.durationMs < report.initMs;
}

function witnessedParts(
  served: { startedAt: number; endedAt: number; initStartedAt?: number; initializedAt?: number } & {
    report?: { initMs?: number };
  },
  call: Answered,
  offsetMs: number,
): CallParts {
  const start = served.startedAt - offsetMs;
  const handlingMs = served.endedAt - served.startedAt;
  const totalMs = durationMs(call);
  const beforeMs = Math.max(0, start - call.sentAt);
  const initMs = waitedForInit(served, call, { offsetMs, beforeMs });
  const waitedMs = beforeMs - (initMs ?? 0);
  return {
    waitedMs,
    ...(initMs === undefined ? {} : { initMs }),
    handlingMs,
    restMs: Math.max(0, totalMs - beforeMs - handlingMs),
  };
}

/** Lambda's own figure where there is one, since it counts the starting of the runtime, too. */
function waitedForInit(
  served: { initStartedAt?: number; initializedAt?: number; report?: { initMs?: number } },
  call: Answered,
  { offsetMs, beforeMs }: { offsetMs: number; beforeMs: number },
): number | undefined {
  const beforehand = wasInitialisedBeforehand(call, offsetMs);
  if (beforehand === true) return 0;
  const { initStartedAt, initializedAt, report } = served;
  if (report?.initMs !== undefined) return Math.min(report.initMs, beforeMs);
  if (initStartedAt === undefined || initializedAt === undefined) return undefined;
  const from = Math.max(initStartedAt - offsetMs, call.sentAt);
  return Math.min(beforeMs, Math.max(0, initializedAt - offsetMs - from));
}

/** By Lambda's report alone it is not known when the handler began. */
function reportedParts(call: Answered): CallParts | undefined {
  const { report } = call.served ?? {};
  if (report === undefined) return undefined;
  const totalMs = durationMs(call);
  const coldMs = report.initMs ?? report.restoreMs;
  const beforehand = wasInitialisedBeforehand(call, undefined) === true;
  const initMs = coldMs === undefined ? {} : { initMs: beforehand ? 0 : coldMs };
  const restMs = totalMs - report.durationMs - (initMs.initMs ?? 0);
  return { ...initMs, handlingMs: report.durationMs, restMs: Math.max(0, restMs) };
}
