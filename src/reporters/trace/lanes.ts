import type { Span } from './events.ts';

/**
 * The lane of each span: the lowest in which it overlaps nothing before it. Viewers take what
 * overlaps in one row for nested, and drop it or cut it off where it is not.
 */
export function lanesOf(spans: readonly Span[]): number[] {
  const lanes: Span[][] = [];
  return spans.map((span) => {
    const free = lanes.findIndex((lane) => lane.every((other) => !overlap(span, other)));
    const index = free === -1 ? lanes.length : free;
    (lanes[index] ??= []).push(span);
    return index;
  });
}

/** Empty spans take room, too: they are drawn. */
function overlap(a: Span, b: Span): boolean {
  return (
    a.startUs < Math.max(b.endUs, b.startUs + 1) && b.startUs < Math.max(a.endUs, a.startUs + 1)
  );
}
