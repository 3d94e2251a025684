import type { RunDiff } from './diff/diff-runs.ts';
import type { Run } from './run.ts';

/** What a report is made of, whatever its format. */
export interface ReportInput {
  readonly run: Run;
  /** Beside a saved run, where one was named. */
  readonly diff?: RunDiff;
  /** The command that makes it again, as one would type it. */
  readonly command?: string;
  /** What was expected, and whether it came. */
  readonly expectation?: {
    readonly text: string;
    readonly met: boolean;
    /** Why not, in one line. */
    readonly mismatch?: string;
  };
}
