import type { Check } from '../core/checks/checks.ts';

/** The exit statuses of the command. Scripts rely on these numbers. */
export const EXIT = {
  /** A verdict was reached, and every check passed that the command line asks for. */
  reached: 0,
  /** The verdict is not the expected one, too many calls failed, or the run is worse than before. */
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

/** The exit status for what a run was held to. */
export function exitStatusOf(checks: readonly Check[]): ExitStatus {
  const states = checks.map(({ state }) => state);
  if (states.includes('open')) return EXIT.noVerdict;
  return states.includes('failed') ? EXIT.unexpected : EXIT.reached;
}
