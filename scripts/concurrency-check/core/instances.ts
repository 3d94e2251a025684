import { groupBy } from './group.ts';
import { overlapSteps, peakOverlap, surely, type Interval } from './overlap.ts';
import { largest } from './statistics.ts';
import type { Handling } from './timeline.ts';

/** The most calls that any one instance had in progress at the same time. */
export function mostOnOneInstance(handlings: readonly Handling[]): number {
  return largest(lanes(handlings).map((lane) => peakOverlap(lane))) ?? 0;
}

/** The most instances that were at work at the same time. */
export function mostInstancesAtWork(handlings: readonly Handling[]): number {
  return peakOverlap(lanes(handlings).flatMap(atWork));
}

function lanes(handlings: readonly Handling[]): Interval[][] {
  return [...groupBy(handlings, ({ instance }) => instance).values()].map((own) => own.map(surely));
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
