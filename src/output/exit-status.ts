import type { Verdict } from '../core/verdict.ts';
import { meets, type Expectation } from '../core/expectation.ts';

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
