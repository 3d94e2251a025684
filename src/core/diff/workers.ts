import { formatRatio } from '../format.ts';
import type { Verdict, Workers } from '../verdict.ts';
import { ofBoth, type DiffRow, type Pair } from './row.ts';

/** Intervals that lie within this factor of each other leave no room for a change that matters. */
const MATTERS = 1.25;

/**
 * Workers differ where their intervals have nothing in common, which two intervals of 95 % have by
 * chance in fewer than 1 of 100 cases (Schenker and Gentleman, "On judging the significance of
 * differences by examining the overlap between confidence intervals", 2001).
 */
export function workersRow(verdicts: Pair<Verdict>): DiffRow {
  const { before, after } = ofBoth(verdicts, (verdict) =>
    verdict.kind === 'inconclusive' ? undefined : verdict.workers,
  );
  const row = { name: 'workers', before: workersText(before), after: workersText(after) };
  if (before === undefined || after === undefined) {
    return { ...row, change: '', outcome: 'cannot tell' };
  }
  if (after.low > highest(before)) {
    return { ...row, change: `${times(after, before)} as many`, outcome: 'better' };
  }
  if (before.low > highest(after)) {
    return { ...row, change: `${times(before, after)} fewer`, outcome: 'worse' };
  }
  return { ...row, ...alike(before, after) };
}

/** `10 or more`, `4 (3 to 5)`. */
export function workersText(workers: Workers | undefined): string {
  if (workers === undefined) return '?';
  const { estimate, low, high } = workers;
  if (high === null) return `${estimate} or more`;
  return low === high ? `${estimate}` : `${estimate} (${low} to ${high})`;
}

function times(more: Workers, less: Workers): string {
  const least = more.high === null ? 'at least ' : '';
  return `${least}${formatRatio(more.estimate / less.estimate)} times`;
}

function alike(before: Workers, after: Workers): Pick<DiffRow, 'change' | 'outcome'> {
  if (before.high === null && after.high === null) {
    return before.estimate === after.estimate
      ? { change: 'no limit seen in either', outcome: 'same' }
      : { change: 'no limit seen; how far it goes is open', outcome: 'cannot tell' };
  }
  const low = Math.min(before.low, after.low);
  const high = Math.max(highest(before), highest(after));
  if (high <= MATTERS * low) return { change: '', outcome: 'same' };
  return { change: 'the intervals overlap', outcome: 'cannot tell' };
}

function highest({ high }: Workers): number {
  return high ?? Number.POSITIVE_INFINITY;
}
