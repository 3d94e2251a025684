import { defined } from '../core/defined.ts';
import { diffRuns } from '../core/diff/diff-runs.ts';
import type { Choice } from '../core/recorded/choice.ts';
import { judge, type Run } from '../core/run.ts';
import { TargetError, UsageError } from '../errors.ts';
import type { Output } from '../output/output-options.ts';
import {
  asInterrupted,
  comparisonResult,
  failedResult,
  interruptedResult,
  runResult,
  withLeftovers,
  type ReportOptions,
  type Rerun,
  type Result,
} from '../output/result.ts';
import { scanResult } from '../output/scan-result.ts';
import { readSaved } from '../saved-run.ts';
import { terminalStyleOf } from '../output/terminal-style.ts';
import {
  runCheck,
  runComparison,
  runScan,
  type ComparisonHooks,
  type ScanHooks,
} from '../run-requests.ts';
import { createHooks, type CommandHooks } from './create-hooks.ts';
import type { Host } from './host.ts';
import type { Command } from './options.ts';
import { invocationOf } from './rerun.ts';

type Judge = Extract<Command, { do: 'judge' }>;
type Check = Extract<Command, { do: 'check' }>;
type Comparison = Extract<Command, { do: 'compare' }>;
type Scan = Extract<Command, { do: 'scan' }>;

/**
 * Judges a saved run, comparison or scan again.
 * @throws UsageError if a file is not a saved run, or if an option does not apply to it.
 */
export async function judgeSaved(command: Judge, host: Host): Promise<Result> {
  const { file, choice, output } = command;
  const earlier = readEarlier(output, choice);
  const saved = readSaved(file, '--from', choice);
  if (saved.kind === 'run') {
    const run = judge(saved.recording);
    return runResult(run, reportOptions({ run, output, savedAs: file, before: earlier, host }));
  }
  const { expect, mostFailuresPercent } = output.demands;
  const given = { expect, against: output.against, 'max-failures': mostFailuresPercent };
  for (const [option, value] of Object.entries(given)) {
    if (value === undefined) continue;
    throw new UsageError(
      `--${option} applies only to a saved run, but ${file} is a saved ${saved.kind}`,
    );
  }
  const options = { style: terminalStyleOf(host, output), rerun: rerunOf(host) };
  const several = { ...options, ...defined({ interrupted: saved.interrupted }) };
  if (saved.kind === 'comparison') return comparisonResult(saved.comparison, several);
  return scanResult(saved.scan, { ...several, quiet: output.quiet });
}

/** Judges the run that `--against` names. This comes first: a bad file must not cost a run. */
function readEarlier({ against }: Output, choice?: Choice): Run | undefined {
  if (against === undefined) return undefined;
  const saved = readSaved(against, '--against', choice);
  if (saved.kind === 'run') return judge(saved.recording);
  throw new UsageError(`--against ${against}: expected a saved run, received a ${saved.kind}`);
}

function reportOptions(about: {
  readonly run: Run;
  readonly output: Output;
  readonly rerun?: string;
  readonly savedAs?: string | undefined;
  readonly before: Run | undefined;
  readonly host: Host;
}): ReportOptions {
  const { run, output, rerun, savedAs, before, host } = about;
  return {
    output,
    style: terminalStyleOf(host, output),
    ...defined({ diff: before && diffRuns(before, run) }),
    rerun: { ...rerunOf(host, rerun), ...defined({ savedAs }) },
  };
}

function rerunOf(host: Host, words?: string): Rerun {
  return { invocation: invocationOf(host), ...defined({ arguments: words }) };
}

/**
 * Fires calls at one target and judges them.
 * @throws UsageError if this machine has no room for the burst.
 * @throws Interruption if a signal comes while the target starts.
 */
export async function fireCheck(command: Check, host: Host): Promise<Result> {
  const { output, rerun } = command;
  const before = readEarlier(output);
  return followed(command, host, async (hooks) => {
    const run = await runCheck(command, hooks);
    const make = run.interrupted ? interruptedResult : runResult;
    const savedAs = output.files.get('json');
    return make(run, reportOptions({ run, output, rerun, savedAs, before, host }));
  });
}

/**
 * Checks every route of our service in each way to run it.
 * @throws UsageError if this machine has no room for the burst.
 * @throws Interruption if a signal comes while the target starts.
 */
export async function fireComparison(command: Comparison, host: Host): Promise<Result> {
  const { output, rerun } = command;
  return followed(command, host, async (hooks) => {
    const onCell: ComparisonHooks['onCell'] = ({ route = '', mode }) =>
      hooks.showBefore(`${route} ${mode}: `.trimStart());
    const { cells, interrupted } = await runComparison(command, { ...hooks, onCell });
    const result = comparisonResult(cells, {
      style: terminalStyleOf(host, output),
      rerun: rerunOf(host, rerun),
      ...defined({ interrupted }),
    });
    return interrupted ? asInterrupted(result, cells.length) : result;
  });
}

/**
 * Runs the check once for each row of a scan.
 * @throws UsageError if this machine has no room for the burst.
 */
export async function fireScan(command: Scan, host: Host): Promise<Result> {
  const { output, rerun } = command;
  return followed(command, host, async (hooks) => {
    const onRow: ScanHooks['onRow'] = ({ nth, of }) => hooks.showBefore(`${nth} of ${of}: `);
    const { rows, interrupted } = await runScan(command, { ...hooks, onRow });
    const result = scanResult(rows, {
      quiet: output.quiet,
      style: terminalStyleOf(host, output),
      rerun: rerunOf(host, rerun),
      ...defined({ interrupted }),
    });
    return interrupted ? asInterrupted(result, rows.length) : result;
  });
}

/** Runs something with hooks that follow it. Reports what could not be restored, however it ends. */
async function followed(
  { output, rerun }: Check | Comparison | Scan,
  host: Host,
  run: (hooks: CommandHooks) => Promise<Result>,
): Promise<Result> {
  const hooks = createHooks(output, host);
  try {
    return withLeftovers(await run(hooks), hooks.leftovers);
  } catch (error) {
    hooks.leftovers.forEach(hooks.onNotice);
    return resultOfFailure(error, { output, rerun, host });
  } finally {
    hooks.clearProgress();
  }
}

/** @throws the error itself if it is not that of a target. */
function resultOfFailure(
  error: unknown,
  about: { readonly output: Output; readonly rerun: string; readonly host: Host },
): Result {
  if (!(error instanceof TargetError)) throw error;
  const { output, rerun, host } = about;
  const style = terminalStyleOf(host, output);
  return failedResult(error, { output, style, rerun: rerunOf(host, rerun) });
}
