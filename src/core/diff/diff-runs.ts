import type { Run } from '../run.ts';
import { buildRows } from './rows.ts';
import { assessComparability } from './comparability.ts';
import { comparableBursts } from './comparable-bursts.ts';
import type { Conclusion, DiffRows, Outcome, RunDiff } from './run-diff.ts';

/** Compares a run with an earlier one: what has changed, and whether that is more than noise. */
export function diffRuns(before: Run, after: Run): RunDiff {
  const runs = { before, after };
  const comparable = comparableBursts(runs);
  const { warnings, sameLoad } = assessComparability(runs, comparable);
  const rows = buildRows(runs, comparable, sameLoad);
  return { before, after, rows, conclusion: conclude(rows), warnings };
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
