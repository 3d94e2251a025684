import { checkRun } from '../core/checks/checks.ts';
import { defined } from '../core/defined.ts';
import type { ComparisonCell } from '../core/comparison.ts';
import type { RunDiff } from '../core/diff/run-diff.ts';
import { shellQuoted } from '../core/secrets/shell-words.ts';
import { SCHEMA_VERSION } from '../core/run-file/schema-version.ts';
import { judge, type Run } from '../core/run.ts';
import type { TargetError } from '../errors.ts';
import { isAskedFor, problemWords } from '../reporters/shared/checks.ts';
import type { Proof, ReportInput } from '../reporters/shared/report-input.ts';
import { savedComparisonArguments, savedRunArguments } from '../reporters/shared/rerun-command.ts';
import { comparisonWarnings, warningWords } from '../reporters/shared/warnings.ts';
import { renderComparison } from '../reporters/terminal/comparison.ts';
import { renderTerminal, renderVerdict } from '../reporters/terminal/report.ts';
import type { TerminalStyle } from '../reporters/terminal/style.ts';
import { EXIT, exitStatusOf, type ExitStatus } from './exit-status.ts';
import { comparisonDocuments, runDocuments, type Documents } from './formats.ts';
import type { Output } from './output-options.ts';

/** What to print, in every format that may be asked for, and the status to end with. */
export interface Result {
  readonly report: string;
  readonly documents: Documents;
  /** For standard error, a line each. */
  readonly warnings: readonly string[];
  readonly status: ExitStatus;
  /** What was expected and what came; for standard error, a line each. */
  readonly missed?: readonly string[];
  /** Why the check could not go on; one line for standard error. */
  readonly error?: TargetError;
  /** Nothing was measured, so files stay as they were. */
  readonly empty?: boolean;
}

/** How to report a run: what is expected of it, and what it is compared with. */
export interface ReportOptions {
  readonly output: Output;
  readonly style: TerminalStyle;
  readonly diff?: RunDiff;
  readonly rerun: Rerun;
}

/** How the command was called, and what to type after that to fire the same again. */
export interface Rerun {
  readonly invocation: string;
  /** Absent for a saved run: then they are those that its target allows to tell. */
  readonly arguments?: string;
  /** The file that holds the run, if it is not only on standard output. */
  readonly savedAs?: string;
}

/** The result of a run that was finished. */
export function runResult(run: Run, { output, style, diff, rerun }: ReportOptions): Result {
  const checks = checkRun(run, output.demands, diff);
  const missed = checks.filter((check) => check.state !== 'passed' && isAskedFor(check));
  const input = reportInputOf(run, { checks, rerun, ...defined({ diff }) });
  return {
    report: output.quiet ? renderVerdict(input, style) : renderTerminal(input, style),
    documents: runDocuments(input),
    warnings: run.warnings.map(warningWords),
    missed: missed.map((check) => problemWords(check, run)),
    status: exitStatusOf(checks),
  };
}

/** What a report of a run is made from, with the command that repeats it. */
export function reportInputOf(
  run: Run,
  about: Pick<ReportInput, 'checks' | 'diff'> & { readonly rerun: Rerun },
): ReportInput {
  const { rerun, ...given } = about;
  const command = commandOf(rerun, () => savedRunArguments(run));
  const isProof = given.diff === undefined && command !== undefined;
  const proof = isProof ? proofOf(command, rerun, run) : undefined;
  return { run, ...given, ...defined({ command, proof }) };
}

/** The result of a run that could not go on: the files say why, and hold what was measured by then. */
export function failedResult(error: TargetError, options: ReportOptions): Result {
  const measured = error.measured ?? { schemaVersion: SCHEMA_VERSION, solo: [], bursts: [] };
  const { documents } = runResult(judge({ ...measured, problem: error.message }), options);
  return { report: '', documents, warnings: [], status: EXIT.noVerdict, error };
}

/** The result of a run that was interrupted: what had finished is reported all the same. */
export function interruptedResult(run: Run, options: ReportOptions): Result {
  const about = run.warnings.filter(
    ({ code }) => code === 'interrupted' || code === 'why-interrupted',
  );
  const warnings = about.map(warningWords);
  return asInterrupted({ ...runResult(run, options), warnings, missed: [] }, run.bursts.length);
}

/** The result after an interruption: without a report and files if nothing had finished. */
export function asInterrupted(result: Result, finished: number): Result {
  const empty = finished === 0;
  return { ...result, empty, report: empty ? '' : result.report, status: EXIT.interrupted };
}

/** A result after which something is left to be restored by hand: the last lines say what. */
export function withLeftovers(result: Result, leftovers: readonly string[]): Result {
  if (leftovers.length === 0) return result;
  return { ...result, warnings: [...result.warnings, ...leftovers], status: EXIT.noVerdict };
}

/** How to report a comparison. */
interface ComparisonOptions extends Pick<ReportOptions, 'style' | 'rerun'> {
  /** Whether cells are missing. */
  readonly interrupted?: true;
}

/** The result of a comparison. */
export function comparisonResult(
  comparison: readonly ComparisonCell[],
  { style, rerun, interrupted }: ComparisonOptions,
): Result {
  const command = commandOf(rerun, () => savedComparisonArguments(comparison));
  const decided = comparison.every(({ run }) => run.verdict.kind !== 'inconclusive');
  return {
    report: renderComparison(comparison, style),
    documents: comparisonDocuments(comparison, defined({ command, interrupted })),
    warnings: comparisonWarnings(comparison, defined({ interrupted })),
    status: decided ? EXIT.reached : EXIT.noVerdict,
  };
}

/** The same command, held against this run. Options come first, since a server's command may come last. */
function proofOf(command: string, { invocation, savedAs }: Rerun, { recordedBy }: Run): Proof {
  const isSaved = savedAs !== undefined && !savedAs.startsWith('-') && recordedBy === undefined;
  const file = isSaved ? savedAs : 'before.json';
  const against = `${invocation} --against ${shellQuoted(file)}${command.slice(invocation.length)}`;
  return { command: against, ...(isSaved ? {} : { saveAs: file }) };
}

/** The command to run again, if it is known. */
export function commandOf(rerun: Rerun, fallback: () => string | undefined): string | undefined {
  const words = rerun.arguments ?? fallback();
  return words === undefined ? undefined : `${rerun.invocation} ${words}`.trimEnd();
}
