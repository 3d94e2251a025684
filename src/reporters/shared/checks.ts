import type { Check } from '../../core/checks/checks.ts';
import type { Accepted, Expectation } from '../../core/checks/expectation.ts';
import type { Run } from '../../core/run.ts';
import { diffSummary } from './diff-words.ts';
import { counted } from './format.ts';
import { headline } from './phrases.ts';
import { wordsFrom, type WordTable } from './word-table.ts';
import { workerCount } from './worker-count.ts';

/** Whether the command line asked for this check; that a verdict is reached is checked anyway. */
export function isAskedFor(check: Check): boolean {
  return check.code !== 'verdict' || check.expected !== undefined;
}

/** What is checked: `parallel with at least 3 at a time`. */
export function checkWords(check: Check): string {
  return wordsFrom<Check>(WORDS, check);
}

const WORDS: WordTable<Check> = {
  verdict: ({ expected }) => (expected === undefined ? 'verdict reached' : acceptedWords(expected)),
  failures: ({ mostPercent }) =>
    mostPercent === 0 ? 'no failed calls' : `at most ${mostPercent} % failed calls`,
  'not-worse': () => 'not worse than the earlier run',
};

function acceptedWords(expected: Expectation): string {
  return expected.map(oneAccepted).join(' or ');
}

function oneAccepted({ kind, workers }: Accepted): string {
  const name = kind === 'not-serial' ? 'any verdict but serial' : kind;
  return workers === undefined ? name : `${name} with at least ${workers} at a time`;
}

/** Why a check did not pass: `expected serial, got parallel, ...`. */
export function problemWords(check: Check, { verdict }: Pick<Run, 'verdict'>): string {
  switch (check.code) {
    case 'verdict': {
      if (check.expected === undefined) return headline(verdict, undefined);
      const workers =
        verdict.kind === 'inconclusive' ? '' : `, ${workerCount(verdict.workers)} at a time`;
      return `expected ${acceptedWords(check.expected)}, got ${verdict.kind}${workers}`;
    }
    case 'failures': {
      const { mostPercent, failed, calls } = check;
      const most = mostPercent === 0 ? 'no call' : `at most ${mostPercent} % of the calls`;
      const came = `${failed} of ${counted(calls, 'call')} did`;
      return `expected ${most} to fail, but ${came} (${percentWords(failed / calls)}); --max-failures allows more`;
    }
    case 'not-worse':
      return `expected the run not to be worse than the earlier one. ${diffSummary(check.diff)}`;
  }
}

/** `4 %`, `0.3 %` */
function percentWords(share: number): string {
  const percent = 100 * share;
  return `${percent < 0.95 ? percent.toPrecision(1) : percent.toFixed(0)} %`;
}
