import type { ComparedRun } from './core/comparison.ts';
import { counted } from './core/format.ts';
import type { Run } from './core/run.ts';
import { disappointment, EXIT, exitStatusOf, type ExitStatus } from './exit-status.ts';
import type { Output } from './options.ts';
import { renderComparison } from './reporters/comparison.ts';
import { renderComparisonJson, renderJson } from './reporters/json.ts';
import type { Look } from './reporters/style.ts';
import { renderTerminal, renderVerdict } from './reporters/terminal.ts';

/** What is to be said, in every form in which it may be asked for, and what to end with. */
export interface Result {
  readonly report: string;
  readonly json: string;
  readonly warnings: readonly string[];
  readonly status: ExitStatus;
}

export function runResult(run: Run, { expect, quiet }: Output, look: Look): Result {
  const status = exitStatusOf(run.verdict, expect);
  const unmet =
    expect !== undefined && status !== EXIT.reached ? [disappointment(run.verdict, expect)] : [];
  return {
    report: quiet ? renderVerdict(run, look) : renderTerminal(run, look),
    json: renderJson(run),
    warnings: [...run.warnings.map(({ message }) => message), ...unmet],
    status,
  };
}

/** What had finished by then is reported as ever; nothing measured is lost. */
export function interruptedResult(run: Run, output: Output, look: Look): Result {
  const finished = run.bursts.length;
  const result = runResult(run, output, look);
  return {
    ...result,
    report: finished === 0 ? '' : result.report,
    warnings: [`interrupted; ${counted(finished, 'burst')} had finished`],
    status: EXIT.interrupted,
  };
}

export function comparisonResult(comparison: readonly ComparedRun[], look: Look): Result {
  const decided = comparison.every(({ run }) => run.verdict.kind !== 'inconclusive');
  return {
    report: renderComparison(comparison, look),
    json: renderComparisonJson(comparison),
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
    report: cells === 0 ? '' : result.report,
    status: EXIT.interrupted,
  };
}
