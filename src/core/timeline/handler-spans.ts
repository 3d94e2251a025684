import { groupBy } from '../group-by.ts';
import { largest } from '../statistics.ts';
import { CLOCK_STEP_MS } from './clock.ts';
import { overlapSteps, peakOverlap, type Interval } from './overlap.ts';

/** A span of time on an instance. */
export interface InstanceSpan extends Interval {
  readonly instance: string;
}

/** When a handler ran, ms on the client's clock after the release of its burst. */
export interface HandlerSpan extends InstanceSpan {
  readonly call: number;
  /** How long after its sending the handler started. */
  readonly waitedMs: number;
}

/** Trimming leaves at least a fifth of a short span, so no handler vanishes. */
const MOST_TRIMMED = 0.4;

/**
 * When each handler was certainly in progress: as reported on a single instance, a little less on
 * several. Their clocks agree to about a millisecond at best, so an overlap shorter than that, as when
 * one call follows another on a different instance, does not count.
 */
export function sureSpans(spans: readonly InstanceSpan[]): readonly Interval[] {
  const instances = new Set(spans.map(({ instance }) => instance));
  return instances.size < 2 ? spans : spans.map(trimmed);
}

/** The most calls that any one instance had in progress at the same time. */
export function mostOnOneInstance(spans: readonly InstanceSpan[]): number {
  return largest(spansByInstance(spans).map((lane) => peakOverlap(lane))) ?? 0;
}

/** The most instances that were busy at the same time. */
export function mostBusyInstances(spans: readonly InstanceSpan[]): number {
  return peakOverlap(spansByInstance(spans).flatMap((lane) => busySpans(lane.map(trimmed))));
}

function spansByInstance(spans: readonly InstanceSpan[]): InstanceSpan[][] {
  return [...groupBy(spans, ({ instance }) => instance).values()];
}

function trimmed({ start, end }: Interval): Interval {
  const trim = Math.min(CLOCK_STEP_MS, (end - start) * MOST_TRIMMED);
  return { start: start + trim, end: end - trim };
}

/** The times in which at least one of the intervals is in progress. */
function busySpans(intervals: readonly Interval[]): Interval[] {
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
