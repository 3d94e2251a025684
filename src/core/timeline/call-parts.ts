import { defined } from '../defined.ts';
import { durationMs, hasServerTimes, type Answered } from '../invocation.ts';
import { clamp } from '../statistics.ts';

/** Where the time of one call went, ms; the parts add up to the call. An unknown part is absent. */
export interface CallParts {
  /** From sending until its instance started to initialize or, on a warm one, until the handler started. */
  readonly waitedMs?: number;
  /** The part of the initialization that this call waited for. */
  readonly initMs?: number;
  readonly handlingMs: number;
  /** Everything else: the network, queues, what the platform does around the handler. */
  readonly otherMs: number;
}

/**
 * Splits a call into its parts, by the handler's own times if they are known, otherwise by Lambda's
 * report. `offsetMs` brings the server's clock to the client's.
 */
export function splitCall(call: Answered, offsetMs: number | undefined): CallParts | undefined {
  return hasServerTimes(call) && offsetMs !== undefined
    ? partsByServerTimes(call.served, call, offsetMs)
    : partsByReport(call);
}

/**
 * Whether the first call on an instance found it initialized before the call was sent, as Lambda may
 * do: then the caller did not wait for a cold start. `undefined` if nothing shows it.
 */
export function wasPreInitialized(
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

function partsByServerTimes(
  served: Initialized & { readonly startedAt: number; readonly endedAt: number },
  call: Answered,
  offsetMs: number,
): CallParts {
  const handlingMs = served.endedAt - served.startedAt;
  const outsideMs = Math.max(0, durationMs(call) - handlingMs);
  const beforeMs = clamp(served.startedAt - offsetMs - call.sentAt, 0, outsideMs);
  const waitedFor = initWaitedFor(served, call, offsetMs);
  const initMs = waitedFor === undefined ? undefined : clamp(waitedFor, 0, outsideMs);
  const waitedMs = Math.max(0, beforeMs - (initMs ?? 0));
  return defined({
    waitedMs,
    initMs,
    handlingMs,
    otherMs: outsideMs - (initMs ?? 0) - waitedMs,
  });
}

interface Initialized {
  readonly initStartedAt?: number;
  readonly initializedAt?: number;
  readonly report?: { readonly initMs?: number };
}

/** Lambda's own figure if there is one, since it includes the start of the runtime. */
function initWaitedFor(
  { initStartedAt, initializedAt, report }: Initialized,
  call: Answered,
  offsetMs: number,
): number | undefined {
  if (wasPreInitialized(call, offsetMs) === true) return 0;
  if (report?.initMs !== undefined) return report.initMs;
  if (initStartedAt === undefined || initializedAt === undefined) return undefined;
  return initializedAt - offsetMs - Math.max(initStartedAt - offsetMs, call.sentAt);
}

/** Lambda's report alone does not say when the handler started. */
function partsByReport(call: Answered): CallParts | undefined {
  const { report } = call.served ?? {};
  if (report === undefined) return undefined;
  const handlingMs = report.durationMs;
  const outsideMs = Math.max(0, durationMs(call) - handlingMs);
  const coldMs = report.initMs ?? report.restoreMs;
  if (coldMs === undefined) return { handlingMs, otherMs: outsideMs };
  const preInitialized = wasPreInitialized(call, undefined) === true;
  const initMs = preInitialized ? 0 : Math.min(coldMs, outsideMs);
  return { initMs, handlingMs, otherMs: outsideMs - initMs };
}
