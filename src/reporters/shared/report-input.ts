import type { RunDiff } from '../../core/diff/run-diff.ts';
import type { Expectation } from '../../core/expectation.ts';
import type { Run } from '../../core/run.ts';

/** What a report is made of, in any format. */
export interface ReportInput {
  readonly run: Run;
  /** Compared with a saved run, if one was named. */
  readonly diff?: RunDiff;
  /** The command that makes the run again, as one would type it. */
  readonly command?: string;
  readonly expectation?: CheckedExpectation;
}

/** What `--expect` asked for, and whether the verdict is that. */
export interface CheckedExpectation {
  readonly expected: Expectation;
  readonly met: boolean;
}
