import { measure, type RunContext } from '../check.ts';
import { compare } from '../compare.ts';
import { diffRuns } from '../core/diff/diff-runs.ts';
import { judge, type Run } from '../core/run.ts';
import { UsageError } from '../errors.ts';
import type { Output } from '../output/output-options.ts';
import { ProgressLine } from '../output/progress.ts';
import {
  comparisonResult,
  interruptedComparison,
  interruptedResult,
  runResult,
  type ReportOptions,
  type Result,
} from '../output/result.ts';
import { readSaved } from '../output/saved-run.ts';
import { terminalStyleOf, wantsProgress } from '../output/terminal-style.ts';
import { openTarget } from '../targets/open-target.ts';
import { assertWithinMachine, type Machine } from './capacity.ts';
import type { Host } from './host.ts';
import { listenForInterruption } from './interruption.ts';
import type { Command } from './options.ts';

type Check = Extract<Command, { do: 'check' }>;
type Comparison = Extract<Command, { do: 'compare' }>;

/** Judges a saved run or comparison again. */
export async function judgeSaved(file: string, output: Output, host: Host): Promise<Result> {
  const earlier = readEarlier(output);
  const saved = readSaved(file);
  if (saved.kind === 'run') {
    const run = judge(saved.recording);
    return runResult(run, reportOptions({ run, output, before: earlier, host }));
  }
  for (const option of ['expect', 'against'] as const) {
    if (output[option] === undefined) continue;
    throw new UsageError(
      `--${option} does not fit a saved comparison (${file}); give it a saved run`,
    );
  }
  return comparisonResult(saved.comparison, terminalStyleOf(host, output));
}

/** The run that `--against` names, judged before anything is fired. */
function readEarlier({ against }: Output): Run | undefined {
  if (against === undefined) return undefined;
  const saved = readSaved(against, '--against');
  if (saved.kind === 'run') return judge(saved.recording);
  throw new UsageError(`--against ${against}: expected a saved run, received a comparison`);
}

function reportOptions(about: {
  readonly run: Run;
  readonly output: Output;
  readonly before: Run | undefined;
  readonly host: Host;
}): ReportOptions {
  const { run, output, before, host } = about;
  const options = { output, style: terminalStyleOf(host, output) };
  return before === undefined ? options : { ...options, diff: diffRuns(before, run) };
}

/** Calls one target, and judges it. */
export async function runCheck(check: Check, host: Host): Promise<Result> {
  const { target: spec, plan, timeoutMs, output } = check;
  const earlier = readEarlier(output);
  const localInstances = spec.kind === 'local' && spec.mode === 'instance-per-call';
  assertWithinMachine({ calls: plan.calls, localInstances }, machine(plan.calls, host));
  const { context, line } = contextFor(output, host);
  try {
    if (spec.kind === 'local') context.onProgress({ phase: 'starting' });
    const { target, close } = await openTarget(spec, { timeoutMs, ...context, ...aws(line, host) });
    try {
      const run = judge(await measure(target, plan, context));
      const result = context.signal.aborted ? interruptedResult : runResult;
      return result(run, reportOptions({ run, output, before: earlier, host }));
    } finally {
      await close();
    }
  } finally {
    line?.clear();
  }
}

/** Calls every route of the service each way, and judges each. */
export async function runComparison(command: Comparison, host: Host): Promise<Result> {
  const { plan, timeoutMs, output } = command;
  assertWithinMachine({ calls: plan.calls, localInstances: true }, machine(plan.calls, host));
  const { context, line } = contextFor(output, host);
  let cell = '';
  const onCell = (route: string, mode: string): void => {
    cell = `${route} ${mode}: `.trimStart();
  };
  try {
    const comparison = await compare(command, {
      ...context,
      ...aws(line, host),
      timeoutMs,
      onCell,
      onProgress: (progress) => line?.show(progress, cell),
    });
    const result = comparisonResult(comparison, terminalStyleOf(host, output));
    return context.signal.aborted ? interruptedComparison(result, comparison.length) : result;
  } finally {
    line?.clear();
  }
}

/** What the parts that call AWS have to know of the environment, beyond what the SDK reads itself. */
function aws(
  line: ProgressLine | undefined,
  { env, stderr }: Host,
): { fallbackRegion: string; notify: (notice: string) => void } {
  const notify = (notice: string): void => {
    line?.clear();
    stderr.write(`${notice}\n`);
  };
  return { fallbackRegion: env['AWS_DEFAULT_REGION'] ?? 'us-east-1', notify };
}

function contextFor(
  output: Output,
  host: Host,
): { context: RunContext; line: ProgressLine | undefined } {
  const { clock, stderr } = host;
  const signal = listenForInterruption(host.signals);
  const line = wantsProgress(host, output) ? new ProgressLine(stderr.write, clock.now) : undefined;
  return { context: { clock, signal, onProgress: (progress) => line?.show(progress) }, line };
}

/** So few calls are below any limit of open files, and asking for the limit takes a while. */
const BELOW_ANY_LIMIT = 128;

function machine(calls: number, { machine: { freeMemoryBytes, openFiles } }: Host): Machine {
  const limit = calls <= BELOW_ANY_LIMIT ? undefined : openFiles();
  return {
    freeMemoryBytes: freeMemoryBytes(),
    ...(limit === undefined ? {} : { openFiles: limit }),
  };
}
