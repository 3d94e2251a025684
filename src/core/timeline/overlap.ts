/** A span of time, ms; the end does not belong to it, so a successor does not overlap. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** How long an interval is, ms. */
export function lengthMs({ start, end }: Interval): number {
  return end - start;
}

/** From `at` on, `count` intervals are in progress, until the next step. */
export interface Step {
  readonly at: number;
  readonly count: number;
}

/** How many intervals are in progress, as it changes. Empty intervals count for nothing. */
export function overlapSteps(intervals: readonly Interval[]): Step[] {
  const changes = intervals
    .filter(({ start, end }) => end > start)
    .flatMap(({ start, end }) => [
      { at: start, by: 1 },
      { at: end, by: -1 },
    ])
    .toSorted((a, b) => a.at - b.at);
  const steps: Step[] = [];
  let count = 0;
  for (const [index, { at, by }] of changes.entries()) {
    count += by;
    if (changes[index + 1]?.at !== at) steps.push({ at, count });
  }
  return steps;
}

/** The most intervals in progress at any one time. */
export function peakOverlap(intervals: readonly Interval[]): number {
  return overlapSteps(intervals).reduce((peak, { count }) => Math.max(peak, count), 0);
}

/** For how long at least one interval is in progress, ms. */
export function busyMs(intervals: readonly Interval[]): number {
  return integrate(overlapSteps(intervals), (count) => (count > 0 ? 1 : 0));
}

/** Sums `weight(count)` over time, in ms. */
export function integrate(steps: readonly Step[], weight: (count: number) => number): number {
  let total = 0;
  for (const [index, { at, count }] of steps.entries()) {
    const next = steps[index + 1];
    if (next !== undefined) total += weight(count) * (next.at - at);
  }
  return total;
}
