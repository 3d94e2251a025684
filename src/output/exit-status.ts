import { workersWords } from '../core/phrases.ts';
import type { Verdict } from '../core/verdict.ts';
import { expectationWords, type Expectation } from '../cli/expectation.ts';

/** What the command ends with; scripts rest on these. */
export const EXIT = {
  reached: 0,
  unexpected: 1,
  usage: 2,
  noVerdict: 3,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

export function exitStatusOf(verdict: Verdict, expected: Expectation | undefined): ExitStatus {
  if (expected !== undefined && meets(verdict, expected)) return EXIT.reached;
  if (verdict.kind === 'inconclusive') return EXIT.noVerdict;
  return expected === undefined ? EXIT.reached : EXIT.unexpected;
}

/** Whether the kind is the expected one, and as many workers are sure: the low end of the interval counts. */
function meets(verdict: Verdict, { kind, workers = 0 }: Expectation): boolean {
  if (verdict.kind !== kind) return false;
  return verdict.kind === 'inconclusive' || verdict.workers.low >= workers;
}

/** Why the expectation was not met, in one line. */
export function disappointment(verdict: Verdict, expected: Expectation): string {
  const wanted = expectationWords(expected);
  const got =
    verdict.kind === 'inconclusive'
      ? verdict.kind
      : `${verdict.kind}, ${workersWords(verdict.workers)}`;
  return `expected ${wanted}, but the verdict is ${got}`;
}
