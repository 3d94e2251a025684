import { durationMs, hasServerTimes, type Answered } from '../invocation.ts';

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
  return hasServerTimes(call) && offsetMs !== undefined
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
  served: Initialised & { readonly startedAt: number; readonly endedAt: number },
  call: Answered,
  offsetMs: number,
): CallParts {
  const handlingMs = served.endedAt - served.startedAt;
  const outsideMs = Math.max(0, durationMs(call) - handlingMs);
  const beforeMs = between(0, served.startedAt - offsetMs - call.sentAt, outsideMs);
  const waitedFor = waitedForInit(served, call, offsetMs);
  const initMs = waitedFor === undefined ? undefined : between(0, waitedFor, outsideMs);
  const waitedMs = Math.max(0, beforeMs - (initMs ?? 0));
  return {
    waitedMs,
    ...(initMs === undefined ? {} : { initMs }),
    handlingMs,
    restMs: outsideMs - (initMs ?? 0) - waitedMs,
  };
}

interface Initialised {
  readonly initStartedAt?: number;
  readonly initializedAt?: number;
  readonly report?: { readonly initMs?: number };
}

/** Lambda's own figure where there is one, since it counts the starting of the runtime, too. */
function waitedForInit(
  { initStartedAt, initializedAt, report }: Initialised,
  call: Answered,
  offsetMs: number,
): number | undefined {
  if (wasInitialisedBeforehand(call, offsetMs) === true) return 0;
  if (report?.initMs !== undefined) return report.initMs;
  if (initStartedAt === undefined || initializedAt === undefined) return undefined;
  return initializedAt - offsetMs - Math.max(initStartedAt - offsetMs, call.sentAt);
}

/** By Lambda's report alone it is not known when the handler began. */
function reportedParts(call: Answered): CallParts | undefined {
  const { report } = call.served ?? {};
  if (report === undefined) return undefined;
  const handlingMs = report.durationMs;
  const outsideMs = Math.max(0, durationMs(call) - handlingMs);
  const coldMs = report.initMs ?? report.restoreMs;
  if (coldMs === undefined) return { handlingMs, restMs: outsideMs };
  const beforehand = wasInitialisedBeforehand(call, undefined) === true;
  const initMs = beforehand ? 0 : Math.min(coldMs, outsideMs);
  return { initMs, handlingMs, restMs: outsideMs - initMs };
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
