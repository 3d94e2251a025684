import type { Invocation } from '../../core/invocation.ts';
import type { Interval } from '../../core/timeline/overlap.ts';
import type { Timeline } from '../../core/timeline/timeline.ts';

/**
 * When each call was served, by its number, ms after the release: as the target reports, or for as long
 * as it reports, up to the answer. Calls of which nothing is reported are absent.
 */
export function serviceSpans({ handlers, answered }: Timeline): Map<number, Interval> {
  if (handlers !== undefined) return new Map(handlers.spans.map((span) => [span.call, span]));
  const timed = answered.flatMap(({ call, sentAt, receivedAt, served }): [number, Interval][] => {
    const serviceMs = served?.serviceMs;
    if (serviceMs === undefined) return [];
    return [[call, { start: Math.max(sentAt, receivedAt - serviceMs), end: receivedAt }]];
  });
  return new Map(timed);
}

/** Calls in the order in which they were served; those without a span by when they were received, or else sent. */
export function inServiceOrder(
  invocations: readonly Invocation[],
  spans: ReadonlyMap<number, Interval>,
): Invocation[] {
  const servedFrom = ({ call, receivedAt, sentAt }: Invocation): number =>
    spans.get(call)?.start ?? receivedAt ?? sentAt;
  return invocations.toSorted((a, b) => servedFrom(a) - servedFrom(b) || a.call - b.call);
}
