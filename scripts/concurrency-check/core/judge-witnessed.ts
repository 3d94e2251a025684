import { counted, formatMs, formatRatio } from './format.ts';
import { groupBy } from './group.ts';
import { handlerMs, isWitnessed, type Invocation } from './invocation.ts';
import { busyMs, integrate, overlapSteps, peakOverlap, surely, type Interval } from './overlap.ts';
import { mean, median, smallest, sum } from './statistics.ts';
import { warmSolo, type Handling, type Timeline } from './timeline.ts';
import { decline, type Decided, type Verdict, type Workers } from './verdict.ts';

/** A burst of which the target told where and when each call was served. */
interface Testimony {
  readonly timeline: Timeline;
  readonly handlings: readonly Handling[];
  readonly solo: readonly Invocation[];
}

/**
 * Half-way, as a ratio, between a call that runs as fast as alone (1) and one that shares a core
 * with another (2).
 */
const CONTENTION_STRETCH = Math.SQRT2;

/** Shorter handlers could seem to follow one another, or to overlap, by the clocks' own error. */
const SHORTEST_HANDLER_MS = 10;

/** Of the time in which calls waited, the part in which a limit must have been met to be believed. */
const SATURATED = 0.75;

/** Judges by what the handlers did: how many ran together, where, and whether that made them slower. */
export function judgeWitnessed(testimony: Testimony): Verdict {
  const { handlings, timeline } = testimony;
  const spans = handlings.map(surely);
  const peak = peakOverlap(spans);
  const typicalMs = median(handlings.map(lengthMs)) ?? 0;
  if (typicalMs < SHORTEST_HANDLER_MS) {
    return decline(
      `Calls of ${formatMs(typicalMs)} are too short to see whether they overlap.`,
      'ask for longer calls: --delay on our own service, a slower route elsewhere',
    );
  }
  if (peak < 2) return judgeOneByOne(timeline, handlings);

  const aloneMs = baselineMs(testimony.solo);
  if (aloneMs === undefined) {
    return decline(
      `Up to ${peak} calls were in progress together, but nothing tells how long one takes alone.`,
      'add calls to compare with: --solo 3',
    );
  }
  const stretch = (mean(handlings.map(lengthMs)) ?? 0) / aloneMs;
  if (stretch > CONTENTION_STRETCH) return contended(testimony, { peak, aloneMs, stretch });
  return together(testimony, peak, spans);
}

function judgeOneByOne(timeline: Timeline, handlings: readonly Handling[]): Verdict {
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
  const where = timeline.instances === 1 ? 'on one instance' : `on ${timeline.instances} instances`;
  return {
    kind: 'serial',
    workers: { estimate: 1, low: 1, high: 1 },
    reasons: [
      `Each of the ${handlings.length} calls began only when the one before it had ended, ${where}.`,
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
  { timeline, handlings, solo }: Testimony,
  { peak, aloneMs, stretch }: { peak: number; aloneMs: number; stretch: number },
): Decided {
  const rate = (soloMs: number) => (handlings.length * soloMs) / busyMs(handlings);
  const alone = soloHandlerMs(solo);
  const estimate = Math.max(1, Math.round(rate(aloneMs)));
  const low = Math.max(1, Math.floor(rate(smallest(alone) ?? aloneMs)));
  const high = Math.max(estimate, Math.ceil(rate(alone.reduce((a, b) => Math.max(a, b), aloneMs))));
  return {
    kind: 'contended',
    workers: { estimate, low: Math.min(low, estimate), high },
    reasons: [
      `Up to ${peak} calls were in progress together, but each took ${formatRatio(stretch)} times as long as alone: they share a core or a lock.`,
      `The work got done at the rate of ${formatRatio(rate(aloneMs))} calls at a time${besideSpeedUp(timeline)}; overlap alone is not believed.`,
    ],
  };
}

function besideSpeedUp({ speedUp }: Timeline): string {
  return speedUp === undefined ? '' : ` (speed-up ${formatRatio(speedUp)})`;
}

function together(
  { timeline, handlings }: Testimony,
  peak: number,
  spans: readonly Interval[],
): Decided {
  const onOne = largestOnOneInstance(handlings);
  const kind = busiestInstances(handlings) > 1 ? 'parallel' : 'concurrent';
  const { workers, reason } = limit({ timeline, handlings, peak, spans });
  const reasons = [placing(kind, timeline, onOne), reason, ...besideWorkers(timeline, workers)];
  return { kind, workers, reasons };
}

/** Why the overlap is believed where the speed-up says something else. */
function besideWorkers(
  { speedUp, soloMs = 0, makespanMs = 0 }: Timeline,
  workers: Workers,
): string[] {
  if (speedUp === undefined) return [];
  const differs = `The speed-up of ${formatRatio(speedUp)} is not believed`;
  if (speedUp > 1.25 * (workers.high ?? workers.estimate)) {
    return [`${differs}: solo calls of ${formatMs(soloMs)} spent long outside the handler.`];
  }
  if (speedUp < 0.75 * workers.estimate) {
    return [
      `${differs}: of the ${formatMs(makespanMs)} that the burst took, part was spent before handlers began.`,
    ];
  }
  return [];
}

function placing(kind: 'parallel' | 'concurrent', timeline: Timeline, onOne: number): string {
  if (kind === 'concurrent') {
    return 'The calls were in progress together on one instance, and took no longer than alone: their waits interleave.';
  }
  const each =
    onOne === 1 ? 'at most one call at a time on each' : `up to ${onOne} at a time on one`;
  return `The calls were in progress together on ${timeline.instances ?? 0} instances, ${each}, and took no longer than alone.`;
}

/** How many at a time: all of them, or a limit that kept the others waiting, or as many as came together. */
function limit(burst: {
  readonly timeline: Timeline;
  readonly handlings: readonly Handling[];
  readonly peak: number;
  readonly spans: readonly Interval[];
}): { workers: Workers; reason: string } {
  const { timeline, handlings, peak, spans } = burst;
  const calls = handlings.length;
  if (peak === calls) {
    return {
      workers: { estimate: calls, low: calls, high: null },
      reason: `All ${calls} ran at the same time, so that the limit lies there or above.`,
    };
  }
  const whileWaiting = meanWhileWaiting(timeline, handlings, spans);
  const low = Math.min(peak, Math.max(1, Math.round(whileWaiting)));
  if (startedSlowly(handlings, peak)) {
    const late = (timeline.instances ?? 0) > peak;
    return {
      workers: { estimate: peak, low, high: late ? peak : null },
      reason: `At most ${peak} of ${calls} ran at the same time: the first were over before the last began, ${formatMs(timeline.startedWithinMs ?? 0)} later.`,
    };
  }
  if (whileWaiting >= SATURATED * peak) {
    return {
      workers: { estimate: peak, low: peak, high: peak },
      reason: `${peak} ran at the same time while the other ${counted(calls - peak, 'call')} waited: that is the limit.`,
    };
  }
  return {
    workers: { estimate: peak, low, high: peak },
    reason: `At most ${peak} ran at the same time, and fewer while calls still waited: the work is spread unevenly.`,
  };
}

/** Whether so many came together only after the time that a call takes: then it was no limit that held the rest. */
function startedSlowly(handlings: readonly Handling[], peak: number): boolean {
  const starts = handlings.map(({ start }) => start).toSorted((a, b) => a - b);
  const filledMs = (starts[peak - 1] ?? 0) - (starts[0] ?? 0);
  return filledMs > 0.5 * (median(handlings.map(lengthMs)) ?? 0);
}

/** Mean number in progress, from the first beginning until the last call stopped waiting. */
function meanWhileWaiting(
  timeline: Timeline,
  handlings: readonly Handling[],
  spans: readonly Interval[],
): number {
  const starts = handlings.map(({ start }) => start);
  const first = smallest(starts) ?? 0;
  const last = starts.reduce((a, b) => Math.max(a, b), first);
  if (last <= first || timeline.answered.length === 0) return 0;
  const clipped = spans.map(({ start, end }) => ({ start, end: Math.min(end, last) }));
  return integrate(overlapSteps(clipped), (count) => count) / (last - first);
}

function largestOnOneInstance(handlings: readonly Handling[]): number {
  const peaks = [...groupBy(handlings, ({ instance }) => instance).values()].map((own) =>
    peakOverlap(own.map(surely)),
  );
  return peaks.reduce((a, b) => Math.max(a, b), 0);
}

/** The most instances that were at work at the same time. */
function busiestInstances(handlings: readonly Handling[]): number {
  const lanes = [...groupBy(handlings, ({ instance }) => instance).values()];
  return peakOverlap(lanes.flatMap((own) => merge(own.map(surely))));
}

function merge(intervals: readonly Interval[]): Interval[] {
  const merged: { start: number; end: number }[] = [];
  let open: number | undefined;
  for (const { at, count } of overlapSteps(intervals)) {
    if (count > 0) open ??= at;
    else if (open !== undefined) {
      merged.push({ start: open, end: at });
      open = undefined;
    }
  }
  return merged;
}

/** How long a handler runs alone: of warm solo calls, or where there are none of cold ones. */
function baselineMs(solo: readonly Invocation[]): number | undefined {
  return median(soloHandlerMs(solo));
}

function soloHandlerMs(solo: readonly Invocation[]): number[] {
  const warm = warmSolo(solo).filter(isWitnessed);
  return (warm.length > 0 ? warm : solo.filter(isWitnessed)).map(handlerMs);
}

function lengthMs({ start, end }: Interval): number {
  return end - start;
}

function spanMs(intervals: readonly Interval[]): number {
  const first = smallest(intervals.map(({ start }) => start)) ?? 0;
  return intervals.reduce((last, { end }) => Math.max(last, end), first) - first;
}
