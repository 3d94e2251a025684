import type { Expectation } from '../../core/checks/expectation.ts';
import type { RunDiff } from '../../core/diff/run-diff.ts';
import type { Check } from '../../core/checks/checks.ts';
import type { Run } from '../../core/run.ts';

/** What a report is made from if the target could not be called, so there is no run. */
export interface FailureInput {
  /** What should have been called. */
  readonly title: string;
  /** What happened, in one sentence. */
  readonly message: string;
  /** What the verdict should have been, if anything was expected. */
  readonly expected?: Expectation;
  readonly command?: string;
}

/** What a report of any format is made from. */
export interface ReportInput {
  readonly run: Run;
  /** The comparison with an earlier run, if one was asked for. */
  readonly diff?: RunDiff;
  /** The command that repeats the run, as one would type it. */
  readonly command?: string;
  /** What the run is held to; absent if that is only a verdict. */
  readonly checks?: readonly Check[];
}
