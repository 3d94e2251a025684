import { defined } from '../defined.ts';
import {
  durationMs,
  hasServerTimes,
  isAnswered,
  type Answered,
  type Invocation,
  type ServerTimed,
} from '../invocation.ts';
import {
  isNonEmpty,
  largest,
  mapNonEmpty,
  median,
  smallest,
  type NonEmpty,
} from '../statistics.ts';
import { alignClocks, clockOffset, type AlignedClocks } from './clock.ts';
import { buildTemperature, type Temperature } from './cold-starts.ts';
import { isTimeout, mostFrequentFailure, STILL_ANSWERING, type Failure } from './failures.ts';
import { sureSpans, type HandlerSpan } from './handler-spans.ts';
import { peakOverlap } from './overlap.ts';
import { harmfulStall, type HarmfulStall, type Stall } from './stalls.ts';
import { refusedByOf, type RefusedBy } from './refusals.ts';
import { throttleReasonOf } from './throttling.ts';

/** One burst, set in order. Times are ms; what the target does not report is absent. */
export interface Timeline extends Place {
  readonly calls: number;
  readonly answered: readonly Answered[];
  readonly throttled: number;
  /** Why calls were throttled, in the target's own word. */
  readonly throttleReason?: string;
  /** The program that refused all calls that got no answer, if their error pages show it. */
  readonly refusedBy?: RefusedBy;
  readonly failed: number;
  /** How most of the failed calls ended. */
  readonly failure?: Failure;
  /** When each handler ran, if the target reported it for every call that it answered. */
  readonly handlers?: HandlerTimes;
  /** Set if an instance reports handling calls outside the time they were in flight. */
  readonly contradictory?: { readonly instance: string };
  /** What was cold, if any call says. */
  readonly temperature?: Temperature;
  /** How long a warm call takes with nothing else in flight, as the client sees it: the median. */
  readonly soloMs?: number;
  /** From the first sending to the last answer. */
  readonly makespanMs?: number;
  /** Answered calls x solo duration / makespan. */
  readonly speedUp?: number;
  /** How many times slower than solo ones streams came in, if calls are judged by when answers begin. */
  readonly streamSlowdown?: number;
  /** From the first sending to the last. */
  readonly sentWithinMs: number;
  /** Set if the client itself was stalled for so long that answers may look too late. */
  readonly stalled?: HarmfulStall;
}

/** Where calls were handled, as far as the target says. */
export interface Place {
  readonly instances?: number;
  /** If instances are worker threads: the execution environments around them. */
  readonly environments?: number;
}

/** When the handlers of a burst ran, on the client's clock. */
export interface HandlerTimes {
  readonly spans: NonEmpty<HandlerSpan>;
  readonly clocks: AlignedClocks;
  /** The most handlers in progress at one time. */
  readonly peakOverlap: number;
  /** From the first start to the last. */
  readonly startedWithinMs: number;
}

/** Sets the calls of a burst in order, against solo calls as the baseline. */
export function buildTimeline(
  invocations: readonly Invocation[],
  solo: readonly Invocation[],
  stalls: readonly Stall[] = [],
): Timeline {
  const answered = invocations.filter(isAnswered);
  const throttleReason = throttleReasonOf(invocations);
  const baseline = baselineAndMakespan(answered, solo);
  const handled = buildHandlers(answered);
  const temperature = buildTemperature(answered, { warmSolo: warmSolo(solo), ...handled });
  return {
    calls: invocations.length,
    answered,
    throttled: countOf(invocations, 'throttled'),
    ...defined({ throttleReason, temperature, refusedBy: refusedByOf(invocations) }),
    failed: countOf(invocations, 'failed'),
    ...mostFrequentFailure(invocations, baseline.soloMs),
    sentWithinMs: rangeOf(invocations.map((call) => call.sentAt)),
    ...baseline,
    ...defined({ stalled: harmfulStall({ invocations, stalls }, baseline.soloMs) }),
    ...instancesOf(answered),
    ...handled,
  };
}

/** Where the calls of a burst were handled. */
export function placeOf({ instances, environments }: Timeline): Place {
  return defined({ instances, environments });
}

/** Solo calls that may serve as a baseline: answered, and not cold as far as anyone says. */
export function warmSolo(solo: readonly Invocation[]): Answered[] {
  return solo.filter(isAnswered).filter((call) => call.served?.cold !== true);
}

/** A shorter call is lost in what sockets and schedulers add. */
const SHORT_MS = 10;

/** While a call is in progress, twice as many should have been sent as are still to come. */
const SENDINGS_PER_CALL = 2;

/** Whether calls are over before it can be seen how they share the target with others. */
export function isTooShort({ soloMs, sentWithinMs, calls }: Timeline): boolean {
  const shortest = Math.max(SHORT_MS, SENDINGS_PER_CALL * sentWithinMs);
  return soloMs !== undefined && calls > 1 && soloMs < shortest;
}

/** Whether more calls failed than were answered: then fewer competed than were sent. */
export function isMostlyFailed({ failed, answered }: Timeline): boolean {
  return failed > answered.length;
}

/** If fewer of the calls than this were served or throttled, more than a few failed. */
const FEW_FAILURES = 0.9;

/**
 * Whether more than a few calls failed: a limit, if a burst of fewer calls is served whole. Calls that the
 * client no longer waited for may have been queueing, unless not even one was answered.
 */
export function isPartlyRefused(timeline: Timeline): boolean {
  const { calls, failed, failure } = timeline;
  if (isHanging(timeline)) return true;
  return calls - failed < FEW_FAILURES * calls && !isTimeout(failure);
}

/** Whether the client's time-out ended every call, and most of them had no answer at all. */
export function isHanging({ calls, failed, failure }: Timeline): boolean {
  const isSilent = isTimeout(failure) && failure?.code !== STILL_ANSWERING;
  return failed === calls && calls > 0 && isSilent;
}

/** The bursts with the most calls: while bursts grow, smaller ones could not show the limit. */
export function largestBursts<Burst extends { readonly timeline: Timeline }>(
  bursts: readonly Burst[],
): readonly Burst[] {
  const most = largest(bursts.map(({ timeline }) => timeline.calls));
  return bursts.filter(({ timeline }) => timeline.calls === most);
}

/** The burst that a verdict rests on: of the largest of its kind, the last. */
export function judgedBurst<
  Burst extends { readonly timeline: Timeline; readonly verdict: { readonly kind: string } },
>({
  verdict,
  bursts,
}: {
  readonly verdict: { readonly kind: string };
  readonly bursts: readonly Burst[];
}): Burst | undefined {
  const ofKind = bursts.filter((burst) => burst.verdict.kind === verdict.kind);
  return largestBursts(ofKind.length > 0 ? ofKind : bursts).at(-1);
}

/** Whether a burst was served as if no call had waited for another. */
export function isDoneAtOnce({ speedUp, answered }: Timeline): boolean {
  return speedUp !== undefined && speedUp >= DONE_AT_ONCE * answered.length;
}

/** A burst that gets less of its calls done at a time has made some of them wait. */
const DONE_AT_ONCE = 0.7;

function baselineAndMakespan(
  answered: readonly Answered[],
  solo: readonly Invocation[],
): Pick<Timeline, 'soloMs' | 'makespanMs' | 'speedUp'> {
  const soloMs = median(warmSolo(solo).map(durationMs));
  const baseline = defined({ soloMs });
  if (!isNonEmpty(answered)) return baseline;
  const makespanMs =
    largest(mapNonEmpty(answered, (call) => call.receivedAt)) -
    smallest(mapNonEmpty(answered, (call) => call.sentAt));
  if (soloMs === undefined || makespanMs <= 0) return { ...baseline, makespanMs };
  return { soloMs, makespanMs, speedUp: (answered.length * soloMs) / makespanMs };
}

function instancesOf(answered: readonly Answered[]): Place {
  const instances = distinctNames(answered.map((call) => call.served?.instance));
  const environments = distinctNames(answered.map((call) => call.served?.environment));
  return defined({ instances, environments });
}

/** How many names there are; `undefined` unless every call has one. */
function distinctNames(names: readonly (string | undefined)[]): number | undefined {
  if (names.length === 0 || names.includes(undefined)) return undefined;
  return new Set(names).size;
}

function buildHandlers(
  answered: readonly Answered[],
): Pick<Timeline, 'handlers' | 'contradictory'> {
  const timed = answered.filter(hasServerTimes);
  if (!isNonEmpty(timed) || timed.length < answered.length) return {};
  const clocks = alignClocks(timed);
  if (clocks.state === 'contradictory') return { contradictory: { instance: clocks.instance } };
  const spans = mapNonEmpty(timed, (call) => handlerSpan(call, clocks));
  return {
    handlers: {
      spans,
      clocks,
      peakOverlap: peakOverlap(sureSpans(spans)),
      startedWithinMs: rangeOf(spans.map(({ start }) => start)),
    },
  };
}

function handlerSpan(call: ServerTimed, clocks: AlignedClocks): HandlerSpan {
  const { instance, startedAt, endedAt } = call.served;
  const offsetMs = clockOffset(clocks, instance) ?? 0;
  const start = startedAt - offsetMs;
  const waitedMs = start - call.sentAt;
  return { call: call.call, instance, start, end: endedAt - offsetMs, waitedMs };
}

function countOf(invocations: readonly Invocation[], outcome: Invocation['outcome']): number {
  return invocations.filter((call) => call.outcome === outcome).length;
}

/** From the smallest to the largest; 0 of nothing. */
function rangeOf(times: readonly number[]): number {
  return (largest(times) ?? 0) - (smallest(times) ?? 0);
}

/**
 * Calls in each burst before the last, if they all have as many: the last may test a limit with more.
 * `undefined` if there is no such burst.
 */
export function onlySize(bursts: readonly { readonly timeline: Timeline }[]): number | undefined {
  const sizes = new Set(bursts.slice(0, -1).map(({ timeline }) => timeline.calls));
  return sizes.size === 1 ? [...sizes][0] : undefined;
}
