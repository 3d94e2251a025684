import { groupBy } from '../group-by.ts';
import { overlapSteps, peakOverlap, type Interval } from './overlap.ts';
import { largest } from '../statistics.ts';

/** A handler's time, on the client's clock. */
export interface HandlerSpan extends Interval {
  readonly call: number;
  readonly instance: string;
}

/**
 * Instances on one machine read clocks that agree to about a millisecond. An overlap shorter than
 * that, as when a call on one follows a call on another, is not believed.
 */
const CLOCK_STEP_MS = 1;

/** When each handler was surely in progress: on one instance as it says, on several a little less. */
export function sureSpans(handlings: readonly HandlerSpan[]): readonly Interval[] {
  const instances = new Set(handlings.map(({ instance }) => instance));
  return instances.size < 2 ? handlings : handlings.map(trimmed);
}

/** The most calls that any one instance had in progress at the same time. */
export function mostOnOneInstance(handlings: readonly HandlerSpan[]): number {
  return largest(lanesOf(handlings).map((lane) => peakOverlap(lane))) ?? 0;
}

/** The most instances that were at work at the same time. */
export function mostInstancesAtWork(handlings: readonly HandlerSpan[]): number {
  return peakOverlap(lanesOf(handlings).flatMap((lane) => atWork(lane.map(trimmed))));
}

function lanesOf(handlings: readonly HandlerSpan[]): HandlerSpan[][] {
  return [...groupBy(handlings, ({ instance }) => instance).values()];
}

function trimmed({ start, end }: Interval): Interval {
  const trim = Math.min(CLOCK_STEP_MS, (end - start) / 2.5);
  return { start: start + trim, end: end - trim };
}

/** The times in which at least one of the intervals is in progress. */
function atWork(intervals: readonly Interval[]): Interval[] {
  const spans: Interval[] = [];
  let start: number | undefined;
  for (const { at, count } of overlapSteps(intervals)) {
    if (count > 0) start ??= at;
    else if (start !== undefined) {
      spans.push({ start, end: at });
      start = undefined;
    }
  }
  return spans;
}
