import { defined } from '../defined.ts';
import type { Verdict, Workers } from '../verdict.ts';
import { ofBoth, type Pair, type WorkersRow } from './run-diff.ts';
import { NEGLIGIBLE_FACTOR } from './significance.ts';

/**
 * Workers differ if their intervals have nothing in common, which two intervals of 95 % have by
 * chance in fewer than 1 of 100 cases (Schenker and Gentleman, "On judging the significance of
 * differences by examining the overlap between confidence intervals", 2001).
 */
export function workersRow(verdicts: Pair<Verdict>): WorkersRow {
  const { before, after } = ofBoth(verdicts, (verdict) =>
    verdict.kind === 'inconclusive' ? undefined : verdict.workers,
  );
  const row = { name: 'workers', ...defined({ before, after }) } as const;
  if (before === undefined || after === undefined) return { ...row, outcome: 'cannot-tell' };
  if (after.low > upperBound(before)) {
    return {
      ...row,
      change: { code: 'more-workers', ...factor(after, before) },
      outcome: 'better',
    };
  }
  if (before.low > upperBound(after)) {
    return {
      ...row,
      change: { code: 'fewer-workers', ...factor(before, after) },
      outcome: 'worse',
    };
  }
  return { ...row, ...overlapping(before, after) };
}

function factor(more: Workers, fewer: Workers): { times: number; atLeast: boolean } {
  return { times: more.estimate / fewer.estimate, atLeast: more.high === null };
}

function overlapping(before: Workers, after: Workers): Pick<WorkersRow, 'change' | 'outcome'> {
  if (before.high === null && after.high === null) {
    return before.estimate === after.estimate
      ? { change: { code: 'no-limit-in-either' }, outcome: 'same' }
      : { change: { code: 'limits-not-seen' }, outcome: 'cannot-tell' };
  }
  const low = Math.min(before.low, after.low);
  const high = Math.max(upperBound(before), upperBound(after));
  if (high <= NEGLIGIBLE_FACTOR * low) return { outcome: 'same' };
  return { change: { code: 'intervals-overlap' }, outcome: 'cannot-tell' };
}

function upperBound({ high }: Workers): number {
  return high ?? Number.POSITIVE_INFINITY;
}
