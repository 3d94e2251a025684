import { isContended } from './contention.ts';
import { counted, formatMs, formatRatio } from '../format.ts';
import { handlerMs, hasServerTimes, type Invocation } from '../invocation.ts';
import {
  mostInstancesAtWork,
  mostOnOneInstance,
  sureSpans,
  type HandlerSpan,
} from '../timeline/handler-spans.ts';
import { estimateWorkers } from './limit.ts';
import { busyMs, lengthMs, peakOverlap, type Interval } from '../timeline/overlap.ts';
import { largest, mean, median, smallest, sum } from '../statistics.ts';
import { placeWords, warmSolo, type Timeline } from '../timeline/timeline.ts';
import { decline, type Decided, type Verdict, type Workers } from '../verdict.ts';

/** A burst of which the target told where and when each call was served. */
interface Evidence {
  readonly timeline: Timeline;
  readonly handlings: readonly HandlerSpan[];
  readonly solo: readonly Invocation[];
}

/** Slower than alone by so much, a call has lost time to others. */
const SLOWED = 1.2;

/** Shorter handlers could seem to follow one another, or to overlap, by the clocks' own error. */
const SHORTEST_HANDLER_MS = 10;

/** Judges by what the handlers did: how many ran together, where, and whether that made them slower. */
export function judgeFromServerTimes(testimony: Evidence): Verdict {
  const { handlings, timeline } = testimony;
  const peak = peakOverlap(sureSpans(handlings));
  const typicalMs = median(handlings.map(lengthMs)) ?? 0;
  if (typicalMs < SHORTEST_HANDLER_MS) {
    return decline(
      `Calls of ${formatMs(typicalMs)} are too short to see whether they overlap.`,
      'ask for longer calls: --delay on our own service, a slower route elsewhere',
    );
  }
  if (peak < 2) return judgeOneByOne(timeline, handlings);

  const soloMs = baselineMs(testimony.solo);
  if (soloMs === undefined) {
    return decline(
      `Up to ${peak} calls were in progress together, but no warm solo call tells how long one takes alone.`,
      'add calls to compare with: --solo 3',
    );
  }
  const stretch = (mean(handlings.map(lengthMs)) ?? 0) / soloMs;
  if (isContended(peak / stretch, peak)) return contended(testimony, { peak, soloMs, stretch });
  return together(timeline, handlings, stretch);
}

function judgeOneByOne(timeline: Timeline, handlings: readonly HandlerSpan[]): Verdict {
  const inFlight = timeline.answered.map(({ sentAt, receivedAt }) => ({
    start: sentAt,
    end: receivedAt,
  }));
  const worked = sum(handlings.map(lengthMs)) / spanMs(handlings);
  if (peakOverlap(inFlight) < 2 || worked < 0.5) {
    return decline(
      'No two calls overlapped, but the target was idle between them: none had to wait for another.',
      'ask for longer calls, or send them faster',
    );
  }
  return {
    kind: 'serial',
    workers: { estimate: 1, low: 1, high: 1 },
    reasons: [
      `Each of the ${handlings.length} calls began only when the one before it had ended, on ${placeWords(timeline)}.`,
      ...speedUpOfOne(timeline),
    ],
  };
}

function speedUpOfOne({ speedUp }: Timeline): string[] {
  if (speedUp === undefined || speedUp < 1.5) return [];
  return [
    `The speed-up of ${formatRatio(speedUp)} is not believed: solo calls spent long outside the handler.`,
  ];
}

function contended(
  { timeline, handlings, solo }: Evidence,
  { peak, soloMs, stretch }: { peak: number; soloMs: number; stretch: number },
): Decided {
  const rate = (eachMs: number) => (handlings.length * eachMs) / busyMs(handlings);
  const alone = soloHandlerMs(solo);
  const estimate = Math.max(1, Math.round(rate(soloMs)));
  const low = Math.max(1, Math.floor(rate(smallest(alone) ?? soloMs)));
  const high = Math.max(estimate, Math.ceil(rate(largest(alone) ?? soloMs)));
  return {
    kind: 'contended',
    workers: { estimate, low: Math.min(low, estimate), high },
    reasons: [
      `Up to ${peak} calls were in progress together, but each took ${formatRatio(stretch)} times as long as alone: they share a core or a lock.`,
      `The work got done at the rate of ${formatRatio(rate(soloMs))} calls at a time${besideSpeedUp(timeline)}; overlap alone is not believed.`,
    ],
  };
}

function besideSpeedUp({ speedUp }: Timeline): string {
  return speedUp === undefined ? '' : ` (speed-up ${formatRatio(speedUp)})`;
}

function together(timeline: Timeline, handlings: readonly HandlerSpan[], stretch: number): Decided {
  const kind = mostInstancesAtWork(handlings) > 1 ? 'parallel' : 'concurrent';
  const { workers: seen, reason } = estimateWorkers(timeline, handlings);
  const workers = stretch > SLOWED && seen.high === null ? slowed(seen, stretch) : seen;
  const where = placing(kind, { timeline, stretch, onOne: mostOnOneInstance(handlings) });
  const beside = [...besideWorkers(timeline, workers), ...withinEnvironment(timeline)];
  return { kind, workers, reasons: [where, reason, ...beside] };
}

/** Why the overlap is believed where the speed-up says something else. */
function besideWorkers(
  { speedUp, soloMs = 0, makespanMs = 0 }: Timeline,
  workers: Workers,
): string[] {
  if (speedUp === undefined) return [];
  if (speedUp > 1.25 * (workers.high ?? workers.estimate)) {
    return [
      `The speed-up of ${formatRatio(speedUp)} is not believed: solo calls of ${formatMs(soloMs)} spent long outside the handler.`,
    ];
  }
  if (speedUp < 0.75 * workers.estimate) {
    return [
      `The speed-up stays at ${formatRatio(speedUp)}: of the ${formatMs(makespanMs)} that the burst took, part was spent outside the handlers.`,
    ];
  }
  return [];
}

/** Of calls that ran together and somewhat slower, fewer may be all that get done at a time. */
function slowed(workers: Workers, stretch: number): Workers {
  return { ...workers, low: Math.max(1, Math.floor(workers.low / stretch)) };
}

function placing(
  kind: 'parallel' | 'concurrent',
  { timeline, stretch, onOne }: { timeline: Timeline; stretch: number; onOne: number },
): string {
  const pace =
    stretch > SLOWED
      ? `took ${formatRatio(stretch)} times as long as alone`
      : 'took no longer than alone';
  if (kind === 'concurrent') {
    const how = stretch > SLOWED ? '' : ': their waits interleave';
    return `The calls were in progress together on ${placeWords(timeline)}, and ${pace}${how}.`;
  }
  const each =
    onOne === 1 ? 'at most one call at a time on each' : `up to ${onOne} at a time on one`;
  return `The calls were in progress together on ${placeWords(timeline)}, ${each}, and ${pace}.`;
}

/** Threads of one environment are no scaling out, though they are several instances. */
function withinEnvironment({ environments, answered }: Timeline): string[] {
  if (environments !== 1) return [];
  const most = largest(answered.flatMap(({ served }) => served?.maxConcurrency ?? []));
  const upTo = most === undefined ? 'several calls' : `up to ${counted(most, 'call')}`;
  return [
    `One environment takes ${upTo} at a time here (Managed Instances): the overlap lies within it and is no scaling out.`,
  ];
}

/** How long a handler runs alone, of warm solo calls; cold ones are no baseline. */
function baselineMs(solo: readonly Invocation[]): number | undefined {
  return median(soloHandlerMs(solo));
}

function soloHandlerMs(solo: readonly Invocation[]): number[] {
  return warmSolo(solo).filter(hasServerTimes).map(handlerMs);
}

function spanMs(intervals: readonly Interval[]): number {
  const first = smallest(intervals.map(({ start }) => start)) ?? 0;
  return intervals.reduce((last, { end }) => Math.max(last, end), first) - first;
}
