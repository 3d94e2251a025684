import { overlapSteps, type Interval } from '../../core/timeline/overlap.ts';
import { columnOf, halfColumn, type Axis } from './axis.ts';
import type { Glyphs } from './style.ts';

/** How many intervals are in progress at a time, on a scale from none to their peak, a glyph for each column. */
export function levels(
  intervals: readonly Interval[],
  { axis, glyphs }: { readonly axis: Axis; readonly glyphs: Glyphs },
): string {
  const counts = columnPeaks(intervals, axis);
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const full = glyphs.levels.length - 1;
  return counts.map((count) => glyphs.levels[Math.ceil((count / most) * full)] ?? ' ').join('');
}

/** The peak of each column. A count that holds for less than half a column does not count there. */
function columnPeaks(intervals: readonly Interval[], axis: Axis): number[] {
  const most = Array.from({ length: axis.columns }, () => 0);
  const steps = overlapSteps(intervals);
  for (const [index, { at, count }] of steps.entries()) {
    const end = steps[index + 1]?.at ?? at;
    const from = columnOf(axis, at + halfColumn(axis));
    const to = columnOf(axis, end - halfColumn(axis));
    for (let column = Math.min(from, to); column <= to; column += 1) {
      most[column] = Math.max(most[column] ?? 0, count);
    }
  }
  return most;
}
