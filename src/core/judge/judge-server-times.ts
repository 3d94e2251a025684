import { defined } from '../defined.ts';
import {
  durationMs,
  hasServerTimes,
  handlerMs as handlerMsOf,
  type Invocation,
} from '../invocation.ts';
import { groupBy } from '../group-by.ts';
import type { DecidedReason } from '../reason.ts';
import {
  isNonEmpty,
  largest,
  mapNonEmpty,
  median,
  smallest,
  sum,
  type NonEmpty,
} from '../statistics.ts';
import { isColdStart } from '../timeline/cold-starts.ts';
import { mostBusyInstances, mostOnOneInstance, sureSpans } from '../timeline/handler-spans.ts';
import { busyMs, lengthMs, peakOverlap, type Interval } from '../timeline/overlap.ts';
import {
  isTooShort,
  placeOf,
  warmSolo,
  type HandlerTimes,
  type Timeline,
} from '../timeline/timeline.ts';
import { decline, type Decided, type Declined, type Verdict, type Workers } from '../verdict.ts';
import { isContended } from './contention.ts';
import { estimateWorkers, type EstimatedWorkers } from './limit.ts';

/** A burst whose target reported when and where it handled each call. */
interface Evidence {
  readonly timeline: Timeline;
  readonly handlers: HandlerTimes;
  readonly solo: readonly Invocation[];
}

/** A handler that is this much slower than a solo call has lost time to others. */
const SLOWED = 1.2;

/** Shorter handlers could seem to follow one another, or to overlap, by the error of the clocks alone. */
const SHORTEST_HANDLER_MS = 10;

/** A target that was busy for less than half of a burst kept no call waiting. */
const BUSY_SHARE = 0.5;

/** From here on a speed-up of serial calls needs an explanation. */
const SPEED_UP_OF_ONE = 1.5;

/** A speed-up outside this band around the number of workers needs an explanation. */
const SPEED_UP_BAND = { low: 0.75, high: 1.25 } as const;

/** Judges by what the handlers did: how many ran together, where, and whether that made them slower. */
export function judgeFromServerTimes(evidence: Evidence): Verdict {
  const { handlers, timeline } = evidence;
  const handlerTimes = mapNonEmpty(handlers.spans, lengthMs);
  const typicalMs = median(handlerTimes);
  if (typicalMs < SHORTEST_HANDLER_MS) {
    return decline({ code: 'handlers-too-short', handlerMs: typicalMs }, { code: 'longer-calls' });
  }
  const peak = peakOverlap(sureSpans(handlers.spans));
  if (peak < 2) return mayBeChance(evidence, typicalMs) ?? judgeOneByOne(timeline, handlers.spans);

  const soloTimes = soloHandlerMs(evidence.solo);
  if (!isNonEmpty(soloTimes)) {
    return decline({ code: 'no-baseline', peak }, { code: 'add-solo-calls', solo: 3 });
  }
  // Medians: one straggler among many calls is no contention.
  const slowdown = typicalMs / median(soloTimes);
  if (isContended(peak / slowdown, peak)) return contended(evidence, { peak, slowdown, soloTimes });
  return together(timeline, handlers, slowdown);
}

/** This many calls or fewer may miss each other by chance. */
const FEW_CALLS = 4;

/** Handlers of a few calls should be at least this many times as long as what varies around them. */
const JITTERS = 2;

/** Declines if calls that did not overlap need not have waited for each other. */
function mayBeChance(
  { timeline, handlers, solo }: Evidence,
  handlerMs: number,
): Declined | undefined {
  const calls = handlers.spans.length;
  const inOrder = handlers.spans.toSorted((a, b) => a.start - b.start);
  const instances = [...groupBy(inOrder, ({ instance }) => instance).values()];
  const others = instances.flatMap(([first]) => first ?? []).slice(1);
  const cold = others.filter(isColdStart(timeline)).length;
  if (cold > (calls - 1) / 2) {
    return decline({ code: 'cold-starts-apart', cold, calls }, { code: 'longer-or-warm-calls' });
  }
  const around = warmSolo(solo)
    .filter(hasServerTimes)
    .map((call) => durationMs(call) - handlerMsOf(call));
  const jitterMs = (largest(around) ?? 0) - (smallest(around) ?? 0);
  return calls <= FEW_CALLS && handlerMs < JITTERS * jitterMs
    ? decline({ code: 'too-few-apart', handlerMs, jitterMs }, { code: 'longer-calls' })
    : undefined;
}

function judgeOneByOne(timeline: Timeline, spans: HandlerTimes['spans']): Verdict {
  const inFlight = timeline.answered.map(({ sentAt, receivedAt }) => ({
    start: sentAt,
    end: receivedAt,
  }));
  const busyShare = sum(spans.map(lengthMs)) / wholeMs(spans);
  if (peakOverlap(inFlight) < 2 || busyShare < BUSY_SHARE) {
    return decline({ code: 'idle-between-calls' }, { code: 'longer-or-faster-calls' });
  }
  const { speedUp, soloMs } = timeline;
  if (soloMs !== undefined && isTooShort(timeline)) {
    return decline({ code: 'calls-too-short', soloMs }, { code: 'longer-calls' });
  }
  const tooHigh = speedUp !== undefined && speedUp >= SPEED_UP_OF_ONE;
  return {
    kind: 'serial',
    workers: { estimate: 1, low: 1, high: 1 },
    reasons: [
      { code: 'one-after-another', calls: spans.length, place: placeOf(timeline) },
      ...(tooHigh ? [{ code: 'speed-up-too-high', speedUp } as const] : []),
    ],
  };
}

function contended(
  { timeline, handlers }: Evidence,
  about: { peak: number; slowdown: number; soloTimes: NonEmpty<number> },
): Decided {
  const { peak, slowdown, soloTimes } = about;
  const { spans } = handlers;
  const rate = (soloMs: number) => (spans.length * soloMs) / busyMs(spans);
  const typical = rate(median(soloTimes));
  const estimate = Math.max(1, Math.round(typical));
  const low = Math.max(1, Math.floor(rate(smallest(soloTimes))));
  const high = Math.max(estimate, Math.ceil(rate(largest(soloTimes))));
  const { speedUp } = timeline;
  return {
    kind: 'contended',
    workers: { estimate, low: Math.min(low, estimate), high },
    reasons: [
      { code: 'slowed-together', peak, slowdown },
      { code: 'throughput', rate: typical, ...defined({ speedUp }) },
    ],
  };
}

function together(timeline: Timeline, handlers: HandlerTimes, slowdown: number): Decided {
  const kind = mostBusyInstances(handlers.spans) > 1 ? 'parallel' : 'concurrent';
  const seen = estimateWorkers(timeline, handlers);
  const slowed = slowdown > SLOWED;
  const { workers, reason } =
    slowed && seen.workers.high === null ? withSlowerCalls(seen, slowdown) : seen;
  return {
    kind,
    workers,
    reasons: [
      {
        code: 'ran-together',
        kind,
        place: placeOf(timeline),
        mostOnOne: mostOnOneInstance(handlers.spans),
        ...(slowed ? { slowdown } : {}),
      },
      reason,
      ...speedUpReasons(timeline, workers),
      ...withinOneEnvironment(timeline),
    ],
  };
}

/** Why the overlap counts although the speed-up differs from it. */
function speedUpReasons(
  { speedUp, soloMs, makespanMs }: Timeline,
  workers: Workers,
): DecidedReason[] {
  if (speedUp === undefined || soloMs === undefined || makespanMs === undefined) return [];
  if (speedUp > SPEED_UP_BAND.high * (workers.high ?? workers.estimate)) {
    return [{ code: 'speed-up-too-high', speedUp, soloMs }];
  }
  if (speedUp < SPEED_UP_BAND.low * workers.estimate) {
    return [{ code: 'speed-up-too-low', speedUp, makespanMs }];
  }
  return [];
}

/** Of calls that ran together but slower, fewer may be all that get done at a time. */
function withSlowerCalls(
  { workers, reason }: EstimatedWorkers,
  slowdown: number,
): EstimatedWorkers {
  const low = Math.max(1, Math.floor(workers.low / slowdown));
  const saysLimit = reason.code === 'all-at-once' || reason.code === 'sent-slowly';
  return {
    workers: { ...workers, low },
    reason: saysLimit ? { ...reason, atFullSpeed: low } : reason,
  };
}

/** Worker threads of one environment count as instances, but are no scaling out. */
function withinOneEnvironment({ environments, answered }: Timeline): DecidedReason[] {
  if (environments !== 1) return [];
  const most = largest(answered.flatMap(({ served }) => served?.maxConcurrency ?? []));
  return [{ code: 'within-one-environment', ...defined({ maxConcurrency: most }) }];
}

/** How long the handler ran in each warm solo call, ms; cold ones are no baseline. */
function soloHandlerMs(solo: readonly Invocation[]): number[] {
  return warmSolo(solo).filter(hasServerTimes).map(handlerMsOf);
}

/** From the first start to the last end, ms. */
function wholeMs(intervals: NonEmpty<Interval>): number {
  return (
    largest(mapNonEmpty(intervals, ({ end }) => end)) -
    smallest(mapNonEmpty(intervals, ({ start }) => start))
  );
}
