import type { Verdict } from '../core/verdict.ts';
import { meets, type Expectation } from '../core/expectation.ts';

/** The exit statuses of the command. Scripts rely on these numbers. */
export const EXIT = {
  /** A verdict was reached, and it is the expected one if one was expected. */
  reached: 0,
  /** The verdict is not the expected one. */
  unexpected: 1,
  /** The command line, or a file that it names, is wrong. */
  usage: 2,
  /** No verdict was reached, or the results could not be written. */
  noVerdict: 3,
  /** As after SIGINT in a shell: 128 + 2. */
  interrupted: 130,
} as const;

/** One of the exit statuses. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** The exit status for a verdict and what `--expect` asked for, if anything. */
export function exitStatusOf(verdict: Verdict, expected: Expectation | undefined): ExitStatus {
  if (expected !== undefined && meets(verdict, expected)) return EXIT.reached;
  if (verdict.kind === 'inconclusive') return EXIT.noVerdict;
  return expected === undefined ? EXIT.reached : EXIT.unexpected;
}
