import type { RunDiff } from '../core/diff/diff-runs.ts';
import { commandOf, comparisonCommand } from '../core/rerun-command.ts';
import type { ComparisonCell } from '../core/comparison.ts';
import type { ReportInput } from '../core/report-input.ts';
import { counted } from '../core/format.ts';
import type { Run } from '../core/run.ts';
import { mismatch, expectationWords } from '../reporters/shared/expectation.ts';
import { EXIT, exitStatusOf, type ExitStatus } from './exit-status.ts';
import { comparisonDocuments, runDocuments, type Documents } from './formats.ts';
import type { Output } from './output-options.ts';
import { renderComparison } from '../reporters/terminal/comparison.ts';
import type { TerminalStyle } from '../reporters/terminal/style.ts';
import { renderTerminal, renderVerdict } from '../reporters/terminal/report.ts';

/** What is to be said, in every form in which it may be asked for, and what to end with. */
export interface Result {
  readonly report: string;
  readonly documents: Documents;
  readonly warnings: readonly string[];
  readonly status: ExitStatus;
  /** Whether there is anything worth keeping: files stay as they were where there is not. */
  readonly empty?: boolean;
}

/** How a run is to be told: what is expected of it, and what it stands beside. */
export interface ReportOptions {
  readonly output: Output;
  readonly style: TerminalStyle;
  readonly diff?: RunDiff;
}

export function runResult(run: Run, options: ReportOptions): Result {
  const { expect, quiet } = options.output;
  const input = reportInput(run, options);
  const unmet = input.expectation?.mismatch;
  return {
    report: quiet ? renderVerdict(input, options.style) : renderTerminal(input, options.style),
    documents: runDocuments(input),
    warnings: [
      ...run.warnings.map(({ message }) => message),
      ...(unmet === undefined ? [] : [unmet]),
    ],
    status: exitStatusOf(run.verdict, expect),
  };
}

function reportInput(run: Run, { output, diff }: ReportOptions): ReportInput {
  const { expect } = output;
  const command = commandOf(run);
  return {
    run,
    ...(diff === undefined ? {} : { diff }),
    ...(command === undefined ? {} : { command }),
    ...(expect === undefined ? {} : { expectation: expectationOf(run, expect) }),
  };
}

function expectationOf(
  { verdict }: Run,
  expect: NonNullable<Output['expect']>,
): NonNullable<ReportInput['expectation']> {
  const text = expectationWords(expect);
  const met = exitStatusOf(verdict, expect) === EXIT.reached;
  return met ? { text, met } : { text, met, mismatch: mismatch(verdict, expect) };
}

/** What had finished by then is reported as ever; nothing measured is lost. */
export function interruptedResult(run: Run, options: ReportOptions): Result {
  const finished = run.bursts.length;
  const result = runResult(run, options);
  return {
    ...result,
    empty: finished === 0,
    report: finished === 0 ? '' : result.report,
    warnings: [`interrupted; ${counted(finished, 'burst')} had finished`],
    status: EXIT.interrupted,
  };
}

export function comparisonResult(
  comparison: readonly ComparisonCell[],
  style: TerminalStyle,
): Result {
  const decided = comparison.every(({ run }) => run.verdict.kind !== 'inconclusive');
  return {
    report: renderComparison(comparison, style),
    documents: comparisonDocuments(comparison, { command: comparisonCommand(comparison) }),
    warnings: comparison.flatMap(({ route, mode, run }) =>
      run.warnings.map(({ message }) => `${route}, ${mode}: ${message}`),
    ),
    status: decided ? EXIT.reached : EXIT.noVerdict,
  };
}

export function interruptedComparison(result: Result, cells: number): Result {
  const warnings = [`interrupted; ${counted(cells, 'cell')} had finished`];
  return {
    ...result,
    warnings,
    empty: cells === 0,
    report: cells === 0 ? '' : result.report,
    status: EXIT.interrupted,
  };
}
