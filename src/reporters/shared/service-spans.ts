import type { Interval } from '../../core/timeline/overlap.ts';
import type { Timeline } from '../../core/timeline/timeline.ts';

/** When calls were served: as the target told, or for as long as it told, up to the answer. */
export function serviceSpans({ handlings, answered }: Timeline): Map<number, Interval> {
  if (handlings !== undefined)
    return new Map(handlings.map((handling) => [handling.call, handling]));
  const timed = answered.flatMap(({ call, sentAt, receivedAt, served }): [number, Interval][] => {
    const serviceMs = served?.serviceMs;
    if (serviceMs === undefined) return [];
    return [[call, { start: Math.max(sentAt, receivedAt - serviceMs), end: receivedAt }]];
  });
  return new Map(timed);
}
