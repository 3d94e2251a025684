import type { Run } from '../run.ts';
import type { Verdict } from '../verdict.ts';
import type { Pair } from './row.ts';
import type { Rows } from './rows.ts';

/** The change in one line. What lies within noise is never called better. */
export function summaryOf({ before, after }: Pair<Run>, rows: Rows): string {
  const { verdict, workers, makespan } = rows;
  if (verdict.outcome === 'cannot tell' && isDeclined(before.verdict, after.verdict)) {
    return `Cannot tell: ${declinedWords(before.verdict, after.verdict)}; ${doneWords(rows)}.`;
  }
  const changed = [verdict, workers].some(({ outcome }) => isChange(outcome));
  if (changed) {
    return `Before ${verdictText(before.verdict)}; now ${verdictText(after.verdict)}: ${doneWords(rows)}.`;
  }
  const still = `${verdict.outcome === 'same' ? 'still' : 'now'} ${verdictText(after.verdict)}`;
  if (isChange(makespan.outcome)) return capital(`${still}: ${doneWords(rows)}.`);
  return makespan.outcome === 'same' && workers.outcome === 'same'
    ? `No change beyond noise: ${still} (${makespan.before} -> ${makespan.after}).`
    : `Cannot tell: ${still}, ${doneWords(rows)}.`;
}

function isChange(outcome: string): boolean {
  return outcome === 'better' || outcome === 'worse' || outcome === 'different';
}

function isDeclined(...verdicts: readonly Verdict[]): boolean {
  return verdicts.some(({ kind }) => kind === 'inconclusive');
}

function declinedWords(before: Verdict, after: Verdict): string {
  if (before.kind !== 'inconclusive') return `before ${verdictText(before)}, now inconclusive`;
  if (after.kind !== 'inconclusive') return `before inconclusive, now ${verdictText(after)}`;
  return 'both runs are inconclusive';
}

/** `serial`, `parallel, 10+ at a time`. */
function verdictText(verdict: Verdict): string {
  if (verdict.kind === 'inconclusive') return verdict.kind;
  const { estimate, high } = verdict.workers;
  if (verdict.kind === 'serial' && high === 1) return verdict.kind;
  return `${verdict.kind}, ${estimate}${high === null ? '+' : ''} at a time`;
}

/** `9.8 times sooner (10.1 s -> 1.03 s)`. */
function doneWords({ makespan }: Rows): string {
  const { before, after, change, outcome } = makespan;
  const span = `${before} -> ${after}`;
  if (outcome === 'better') return `${change.replace('shorter', 'sooner')} (${span})`;
  if (outcome === 'worse') return `${change.replace('longer', 'later')} (${span})`;
  if (outcome === 'same') return `done as soon (${span})`;
  if (outcome === 'different') return `done in ${span}, with another load`;
  return change === '' ? `done in ${span}` : `done in ${span}, which may be noise`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
