import { comparableBursts } from './comparable-bursts.ts';
import type { RunDiff } from './row.ts';
import { rowsOf } from './rows.ts';
import { summaryOf } from './summary.ts';
import { comparabilityOf } from './warnings.ts';
import type { Run } from '../run.ts';

export type { RunDiff, DiffRow } from './row.ts';

/** Sets a run beside an earlier one: what has changed, and whether that is more than noise. */
export function diffRuns(before: Run, after: Run): RunDiff {
  const runs = { before, after };
  const like = comparableBursts(runs);
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
