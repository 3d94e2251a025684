import type { TraceSpan } from './events.ts';

/**
 * The lane of each span: the lowest one in which it overlaps no earlier span. Viewers assume that slices
 * which overlap in a row are nested; they drop or cut those that are not.
 */
export function assignLanes(spans: readonly TraceSpan[]): number[] {
  const lanes: TraceSpan[][] = [];
  return spans.map((span) => {
    const free = lanes.findIndex((lane) => lane.every((other) => !overlap(span, other)));
    const index = free === -1 ? lanes.length : free;
    (lanes[index] ??= []).push(span);
    return index;
  });
}

/** Viewers draw empty spans, so these take up a microsecond. */
function overlap(a: TraceSpan, b: TraceSpan): boolean {
  return (
    a.startUs < Math.max(b.endUs, b.startUs + 1) && b.startUs < Math.max(a.endUs, a.startUs + 1)
  );
}
