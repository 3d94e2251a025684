import { counted, formatMs } from '../format.ts';
import { sureSpans, type HandlerSpan } from '../timeline/handler-spans.ts';
import {
  integrate,
  lengthMs,
  overlapSteps,
  peakOverlap,
  type Interval,
} from '../timeline/overlap.ts';
import { largest, median, smallest } from '../statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Workers } from '../verdict.ts';

/** Of the time in which calls waited, the part in which a limit must have been met to be believed. */
const SATURATED = 0.75;

/** The end of what is said where no limit was met. */
export const LIMIT_ABOVE = 'so that the limit lies there or above.';

/** How many at a time: all of them, or a limit that kept the others waiting, or as many as came together. */
export function estimateWorkers(
  { instances = 0, startedWithinMs = 0 }: Timeline,
  handlings: readonly HandlerSpan[],
): { workers: Workers; reason: string } {
  const spans = sureSpans(handlings);
  const peak = peakOverlap(spans);
  const calls = handlings.length;
  if (peak === calls) {
    return {
      workers: { estimate: calls, low: calls, high: null },
      reason: `All ${calls} ran at the same time, ${LIMIT_ABOVE}`,
    };
  }
  const whileWaiting = meanWhileWaiting(spans);
  const low = Math.min(peak, Math.max(1, Math.round(whileWaiting)));
  if (startedSlowly(handlings, peak)) {
    const reason = `At most ${peak} of ${calls} ran at the same time: the first were over before the last began, ${formatMs(startedWithinMs)} later.`;
    const instancesCameLate = instances > peak;
    return instancesCameLate
      ? { workers: { estimate: peak, low, high: peak }, reason }
      : { workers: { estimate: peak, low: peak, high: null }, reason };
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
function startedSlowly(handlings: readonly HandlerSpan[], peak: number): boolean {
  const starts = handlings.map(({ start }) => start).toSorted((a, b) => a - b);
  const filledMs = (starts[peak - 1] ?? 0) - (starts[0] ?? 0);
  return filledMs > 0.5 * (median(handlings.map(lengthMs)) ?? 0);
}

/** Mean number in progress, from the first beginning to the last: until then, somebody waited. */
function meanWhileWaiting(spans: readonly Interval[]): number {
  const starts = spans.map(({ start }) => start);
  const first = smallest(starts) ?? 0;
  const last = largest(starts) ?? 0;
  if (last <= first) return 0;
  const clipped = spans.map(({ start, end }) => ({ start, end: Math.min(end, last) }));
  return integrate(overlapSteps(clipped), (count) => count) / (last - first);
}
