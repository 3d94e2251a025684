import type { RunDiff } from '../../core/diff/run-diff.ts';
import type { Check } from '../../core/checks/checks.ts';
import type { Run } from '../../core/run.ts';

/** What a report of any format is made from. */
export interface ReportInput {
  readonly run: Run;
  /** The comparison with an earlier run, if one was asked for. */
  readonly diff?: RunDiff;
  /** The command that repeats the run, as one would type it. */
  readonly command?: string;
  /** The same held against this run: it proves what a change did. */
  readonly proof?: Proof;
  /** What the run is held to; absent if that is only a verdict. */
  readonly checks?: readonly Check[];
}

/** How to hold a later run against this one. */
export interface Proof {
  /** The command, as one would type it. */
  readonly command: string;
  /** The file that this run is to be saved to first; absent if it is saved already. */
  readonly saveAs?: string;
}

/** What a report of several runs says besides. */
export interface RunsInput {
  /** The command that repeats them, as one would type it. */
  readonly command?: string;
  /** Whether runs are missing. */
  readonly interrupted?: true;
}
