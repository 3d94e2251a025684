import type { Change } from '../core/diff/diff-runs.ts';
import { commandOf, comparisonCommand } from '../core/rerun-command.ts';
import type { ComparedRun } from '../core/comparison.ts';
import type { Findings } from '../core/report-input.ts';
import { counted } from '../core/format.ts';
import type { Run } from '../core/run.ts';
import { disappointment, EXIT, exitStatusOf, type ExitStatus } from './exit-status.ts';
import { expectationWords } from '../cli/expectation.ts';
import { comparisonDocuments, runDocuments, type Documents } from './formats.ts';
import type { Output } from '../cli/options.ts';
import { renderComparison } from '../reporters/terminal/comparison.ts';
import type { Look } from '../reporters/terminal/style.ts';
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
export interface Telling {
  readonly output: Output;
  readonly look: Look;
  readonly change?: Change;
}

export function runResult(run: Run, telling: Telling): Result {
  const { expect, quiet } = telling.output;
  const findings = findingsOf(run, telling);
  const unmet = findings.expectation?.disappointment;
  return {
    report: quiet ? renderVerdict(findings, telling.look) : renderTerminal(findings, telling.look),
    documents: runDocuments(findings),
    warnings: [
      ...run.warnings.map(({ message }) => message),
      ...(unmet === undefined ? [] : [unmet]),
    ],
    status: exitStatusOf(run.verdict, expect),
  };
}

function findingsOf(run: Run, { output, change }: Telling): Findings {
  const { expect } = output;
  const command = commandOf(run);
  return {
    run,
    ...(change === undefined ? {} : { change }),
    ...(command === undefined ? {} : { command }),
    ...(expect === undefined ? {} : { expectation: expectationOf(run, expect) }),
  };
}

function expectationOf(
  { verdict }: Run,
  expect: NonNullable<Output['expect']>,
): NonNullable<Findings['expectation']> {
  const text = expectationWords(expect);
  const met = exitStatusOf(verdict, expect) === EXIT.reached;
  return met ? { text, met } : { text, met, disappointment: disappointment(verdict, expect) };
}

/** What had finished by then is reported as ever; nothing measured is lost. */
export function interruptedResult(run: Run, telling: Telling): Result {
  const finished = run.bursts.length;
  const result = runResult(run, telling);
  return {
    ...result,
    empty: finished === 0,
    report: finished === 0 ? '' : result.report,
    warnings: [`interrupted; ${counted(finished, 'burst')} had finished`],
    status: EXIT.interrupted,
  };
}

export function comparisonResult(comparison: readonly ComparedRun[], look: Look): Result {
  const decided = comparison.every(({ run }) => run.verdict.kind !== 'inconclusive');
  return {
    report: renderComparison(comparison, look),
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
