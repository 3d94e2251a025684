import type { DecidedReason } from '../reason.ts';
import { largest, mapNonEmpty, median, smallest } from '../statistics.ts';
import { isColdStart } from '../timeline/cold-starts.ts';
import { sureSpans, type HandlerSpan } from '../timeline/handler-spans.ts';
import {
  integrate,
  lengthMs,
  overlapSteps,
  peakOverlap,
  type Interval,
} from '../timeline/overlap.ts';
import type { HandlerTimes, Timeline } from '../timeline/timeline.ts';
import type { Workers } from '../verdict.ts';

/**
 * A limit counts only if, while calls waited, three quarters of it were in use on average. Below
 * that the work is spread unevenly, and more could have run.
 */
const SATURATED = 0.75;

/** A peak that took longer than half a handler to build up shows late arrivals, not a limit. */
const SLOW_START = 0.5;

/** A call that starts within half a handler of its sending has not waited for another to end. */
const WAITED = 0.5;

export interface EstimatedWorkers {
  readonly workers: Workers;
  readonly reason: DecidedReason;
}

/** How many ran at a time: all of them, a limit that made the others wait, or as many as came together. */
export function estimateWorkers(
  timeline: Pick<Timeline, 'instances' | 'answered'>,
  handlers: HandlerTimes,
): EstimatedWorkers {
  const sure = sureSpans(handlers.spans);
  const peak = peakOverlap(sure);
  const calls = handlers.spans.length;
  const { startedWithinMs } = handlers;
  if (peak === calls) return openFrom(peak, { code: 'all-at-once', calls });
  if (!isAnyKeptWaiting(handlers)) {
    return openFrom(peak, { code: 'sent-slowly', peak, calls, startedWithinMs });
  }
  if (!isAnyKeptWaiting(handlers, isColdStart({ ...timeline, handlers }))) {
    return openFrom(peak, { code: 'first-over-before-last', peak, calls, startedWithinMs });
  }
  const whileWaiting = meanWhileWaiting(sure);
  const low = Math.min(peak, Math.max(1, Math.round(whileWaiting)));
  if (startedSlowly(handlers, peak)) {
    const reason = { code: 'first-over-before-last', peak, calls, startedWithinMs } as const;
    const { instances } = timeline;
    const cameLate = instances !== undefined && instances > peak;
    return cameLate ? closedAt(peak, low, reason) : openFrom(peak, reason);
  }
  return whileWaiting >= SATURATED * peak
    ? closedAt(peak, peak, { code: 'limit-reached', peak, waiting: calls - peak })
    : closedAt(peak, low, { code: 'uneven-load', peak });
}

function openFrom(peak: number, reason: DecidedReason): EstimatedWorkers {
  return { workers: { estimate: peak, low: peak, high: null }, reason };
}

function closedAt(peak: number, low: number, reason: DecidedReason): EstimatedWorkers {
  return { workers: { estimate: peak, low, high: peak }, reason };
}

/**
 * Whether any call waited as long as a limit makes calls wait. If none did, there is no limit in sight. A call
 * that `waitedForStart` waited for its own instance, not for others.
 */
function isAnyKeptWaiting(
  { spans }: HandlerTimes,
  waitedForStart: (span: HandlerSpan) => boolean = () => false,
): boolean {
  const leastMs = WAITED * median(mapNonEmpty(spans, lengthMs));
  return spans.some((span) => span.waitedMs > leastMs && !waitedForStart(span));
}

/** Whether the peak built up so slowly that it was not a limit that held the rest back. */
function startedSlowly({ spans }: HandlerTimes, peak: number): boolean {
  const starts = spans.map(({ start }) => start).toSorted((a, b) => a - b);
  const [first, last] = [starts[0], starts[peak - 1]];
  if (first === undefined || last === undefined) return false;
  return last - first > SLOW_START * median(mapNonEmpty(spans, lengthMs));
}

/** Mean number in progress from the first start to the last: until then, some call waited. */
function meanWhileWaiting(spans: readonly Interval[]): number {
  const starts = spans.map(({ start }) => start);
  const [first, last] = [smallest(starts), largest(starts)];
  if (first === undefined || last === undefined || last <= first) return 0;
  const clipped = spans.map(({ start, end }) => ({ start, end: Math.min(end, last) }));
  return integrate(overlapSteps(clipped), (count) => count) / (last - first);
}
