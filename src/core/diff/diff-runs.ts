import type { Run } from '../run.ts';
import { buildRows } from './rows.ts';
import { assessComparability } from './comparability.ts';
import { comparableBursts } from './comparable-bursts.ts';
import type { Conclusion, DiffRow, DiffRows, Outcome, Pair, RunDiff } from './run-diff.ts';

/** Compares a run with an earlier one: what has changed, and whether that is more than noise. */
export function diffRuns(before: Run, after: Run): RunDiff {
  const runs = { before, after };
  const comparable = comparableBursts(runs);
  const { warnings, sameLoad } = assessComparability(runs, comparable);
  const rows = buildRows(runs, comparable, sameLoad);
  if (isSameRun(runs)) {
    return { before, after, rows: unchanged(rows), conclusion: 'same-run', warnings: [] };
  }
  return { before, after, rows, conclusion: conclude(rows), warnings };
}

/** Whether the bursts of both were released at the same moments, so they are the same ones. */
function isSameRun({ before, after }: Pair<Run>): boolean {
  const [was, is] = [before, after].map(({ bursts }) => bursts.map(({ epoch }) => epoch));
  const known = is?.filter((epoch) => epoch !== undefined) ?? [];
  return (
    known.length > 0 && known.length === was?.length && known.every((one, nth) => one === was[nth])
  );
}

/** The rows of a run and itself: the first ones say all. */
function unchanged({ verdict, workers, makespan }: DiffRows): DiffRows {
  return {
    verdict: asSame(verdict),
    workers: asSame(workers),
    makespan: asSame(makespan),
    others: [],
  };
}

function asSame<Row extends DiffRow>(row: Row): Omit<Row, 'change'> & { outcome: 'same' } {
  const { change: _change, ...rest } = row;
  return { ...rest, outcome: 'same' };
}

/** What lies within noise is never called better. */
function conclude({ verdict, workers, makespan }: DiffRows): Conclusion {
  const declined = verdict.before === 'inconclusive' || verdict.after === 'inconclusive';
  if (verdict.outcome === 'cannot-tell' && declined) return 'inconclusive';
  if (isChange(verdict.outcome) || isChange(workers.outcome)) return 'changed';
  if (isChange(makespan.outcome)) return 'faster-or-slower';
  const same = makespan.outcome === 'same' && workers.outcome === 'same';
  return same ? 'no-change' : 'cannot-tell';
}

function isChange(outcome: Outcome): boolean {
  return outcome === 'better' || outcome === 'worse' || outcome === 'different';
}
