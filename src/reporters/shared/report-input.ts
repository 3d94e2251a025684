import type { RunDiff } from '../../core/diff/run-diff.ts';
import type { Expectation } from '../../core/expectation.ts';
import type { Run } from '../../core/run.ts';

/** What a report of any format is made from. */
export interface ReportInput {
  readonly run: Run;
  /** The comparison with an earlier run, if one was asked for. */
  readonly diff?: RunDiff;
  /** The command that repeats the run, as one would type it. */
  readonly command?: string;
  readonly expectation?: CheckedExpectation;
}

/** What `--expect` asked for, and whether the verdict meets it. */
export interface CheckedExpectation {
  readonly expected: Expectation;
  readonly met: boolean;
}
