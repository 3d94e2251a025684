import { likeBursts } from './comparable-bursts.ts';
import type { Change } from './row.ts';
import { rowsOf } from './rows.ts';
import { summaryOf } from './summary.ts';
import { comparabilityOf } from './warnings.ts';
import type { Run } from '../run.ts';

export type { Change, ChangeRow } from './row.ts';

/** Sets a run beside an earlier one: what has changed, and whether that is more than noise. */
export function compareRuns(before: Run, after: Run): Change {
  const runs = { before, after };
  const like = likeBursts(runs);
  const { warnings, sameLoad } = comparabilityOf(runs, like);
  const rows = rowsOf(runs, like, sameLoad);
  const { verdict, workers, makespan, others } = rows;
  return {
    before,
    rows: [verdict, workers, makespan, ...others],
    summary: summaryOf(runs, rows),
    warnings,
  };
}
