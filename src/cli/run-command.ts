import { checkOnce } from '../check.ts';
import { compare } from '../compare.ts';
import { defined } from '../core/defined.ts';
import { diffRuns } from '../core/diff/diff-runs.ts';
import { judge, type Run } from '../core/run.ts';
import type { TargetDescription } from '../core/target-description.ts';
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
import { openTarget } from '../targets/open-target.ts';
import { describeSpec } from '../targets/target-spec.ts';
import { awsContext, createContext, fitPlan, showStart } from './create-context.ts';
import type { Host } from './host.ts';
import type { Command } from './options.ts';
import { invocationOf } from './rerun.ts';

type Check = Extract<Command, { do: 'check' }>;
type Comparison = Extract<Command, { do: 'compare' }>;

/**
 * Judges a saved run, comparison or scan again.
 * @throws UsageError if a file is not a saved run, or if an option does not apply to it.
 */
export async function judgeSaved(file: string, output: Output, host: Host): Promise<Result> {
  const earlier = readEarlier(output);
  const saved = readSaved(file);
  if (saved.kind === 'run') {
    const run = judge(saved.recording);
    return runResult(run, reportOptions({ run, output, before: earlier, host }));
  }
  const { expect, mostFailuresPercent } = output.demands;
  const given = { expect, against: output.against, 'max-failures': mostFailuresPercent };
  for (const [option, value] of Object.entries(given)) {
    if (value === undefined) continue;
    throw new UsageError(
      `--${option} applies only to a saved run, but ${file} is a saved ${saved.kind}`,
    );
  }
  const options = { output, style: terminalStyleOf(host, output), rerun: rerunOf(host) };
  const several = { ...options, ...defined({ interrupted: saved.interrupted }) };
  if (saved.kind === 'comparison') return comparisonResult(saved.comparison, several);
  return scanResult(saved.scan, several);
}

/** Judges the run that `--against` names. This comes first: a bad file must not cost a run. */
function readEarlier({ against }: Output): Run | undefined {
  if (against === undefined) return undefined;
  const saved = readSaved(against, '--against');
  if (saved.kind === 'run') return judge(saved.recording);
  throw new UsageError(`--against ${against}: expected a saved run, received a ${saved.kind}`);
}

function reportOptions(about: {
  readonly run: Run;
  readonly output: Output;
  readonly rerun?: string;
  readonly before: Run | undefined;
  readonly host: Host;
}): ReportOptions {
  const { run, output, rerun, before, host } = about;
  return {
    output,
    style: terminalStyleOf(host, output),
    ...defined({ diff: before && diffRuns(before, run) }),
    rerun: rerunOf(host, rerun),
  };
}

export function rerunOf(host: Host, words?: string): Rerun {
  return { invocation: invocationOf(host), ...defined({ arguments: words }) };
}

/**
 * Fires calls at one target and judges them.
 * @throws UsageError if this machine has no room for the burst.
 * @throws Interruption if a signal comes while the target starts.
 */
export async function runCheck(check: Check, host: Host): Promise<Result> {
  const { target: spec, timeoutMs, output, rerun } = check;
  const earlier = readEarlier(output);
  const service = spec.kind === 'local' ? spec.mode : undefined;
  const plan = fitPlan({ plan: check.plan, ...defined({ service }) }, host);
  const { context, line } = createContext(output, host);
  const aws = awsContext(line, host);
  try {
    showStart(spec, context);
    const opened = await openTarget(spec, { timeoutMs, ...context, ...aws });
    const run = await checkOnce(opened, plan, context);
    const make = run.interrupted ? interruptedResult : runResult;
    const result = make(run, reportOptions({ run, output, rerun, before: earlier, host }));
    return withLeftovers(result, aws.leftovers);
  } catch (error) {
    aws.leftovers.forEach(aws.notify);
    return resultOfFailure(error, { output, rerun, host, target: describeSpec(spec) });
  } finally {
    line?.clear();
  }
}

/**
 * Checks every route of our service in each way to run it.
 * @throws UsageError if this machine has no room for the burst.
 * @throws Interruption if a signal comes while the target starts.
 */
export async function runComparison(command: Comparison, host: Host): Promise<Result> {
  const { timeoutMs, output, rerun } = command;
  const plan = fitPlan({ plan: command.plan, service: 'instance-per-call' }, host);
  const { context, line } = createContext(output, host);
  let cell = '';
  const onCell = (route: string, mode: string): void => {
    cell = `${route} ${mode}: `.trimStart();
  };
  try {
    const comparison = await compare(
      { ...command, plan },
      {
        ...context,
        ...awsContext(line, host),
        timeoutMs,
        onCell,
        onProgress: (progress) => line?.show(progress, cell),
      },
    );
    const interrupted = context.signal.aborted || undefined;
    const result = comparisonResult(comparison, {
      style: terminalStyleOf(host, output),
      rerun: rerunOf(host, rerun),
      ...defined({ interrupted }),
    });
    return interrupted ? asInterrupted(result, comparison.length) : result;
  } catch (error) {
    return resultOfFailure(error, { output, rerun, host, target: { kind: 'comparison' } });
  } finally {
    line?.clear();
  }
}

/** @throws the error itself if it is not that of a target. */
function resultOfFailure(
  error: unknown,
  about: {
    readonly output: Output;
    readonly rerun: string;
    readonly host: Host;
    readonly target: TargetDescription;
  },
): Result {
  if (!(error instanceof TargetError)) throw error;
  const { output, rerun, host, target } = about;
  const style = terminalStyleOf(host, output);
  return failedResult(error, { output, target, style, rerun: rerunOf(host, rerun) });
}
