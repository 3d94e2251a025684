import { setMaxListeners } from 'node:events';
import { refuseBeyondMachine, type Machine } from '../src/cli/capacity.ts';
import { measure, type Watch } from '../src/check.ts';
import { compare } from '../src/compare.ts';
import type { Clock } from '../src/core/fire.ts';
import { compareRuns } from '../src/core/diff/diff-runs.ts';
import { inert } from '../src/core/sanitize.ts';
import { judge, type Run } from '../src/core/run.ts';
import { Interruption, messageOf, OutputError, TargetError, UsageError } from '../src/errors.ts';
import { EXIT, type ExitStatus } from '../src/output/exit-status.ts';
import { HELP } from '../src/cli/help.ts';
import { readOptions, type Command, type Output } from '../src/cli/options.ts';
import { openOutputs, STANDARD_OUTPUT } from '../src/output/output-files.ts';
import { ProgressLine } from '../src/output/progress.ts';
import type { Look } from '../src/reporters/terminal/style.ts';
import {
  comparisonResult,
  interruptedComparison,
  interruptedResult,
  runResult,
  type Result,
  type Telling,
} from '../src/output/result.ts';
import { openTarget } from '../src/targets/open-target.ts';
import { readSaved } from '../src/output/saved-run.ts';
import { lookOf, wantsProgress } from '../src/output/terminal-style.ts';

declare const PACKAGE_VERSION: string;

const clock: Clock = {
  now: () => performance.now(),
  wall: () => performance.timeOrigin + performance.now(),
};

type Check = Extract<Command, { do: 'check' }>;
type Comparison = Extract<Command, { do: 'compare' }>;

async function main(argv: readonly string[]): Promise<ExitStatus> {
  const command = readOptions(argv);
  switch (command.do) {
    case 'help':
      process.stdout.write(HELP);
      return EXIT.reached;
    case 'version':
      process.stdout.write(`${PACKAGE_VERSION}\n`);
      return EXIT.reached;
    case 'judge':
      return deliver(command.output, () => judgeSaved(command.file, command.output));
    case 'check':
      return deliver(command.output, () => runCheck(command));
    case 'compare':
      return deliver(command.output, () => runComparison(command));
  }
}

/** Opens the files, produces the result, and is the one place that writes it. */
async function deliver(output: Output, produce: () => Promise<Result>): Promise<ExitStatus> {
  const files = openOutputs(output.files);
  const result = await produce().catch((error: unknown) => {
    files.discard();
    throw error;
  });
  const [printed] = [...output.files].find(([, file]) => file === STANDARD_OUTPUT) ?? [];
  const shown = printed === undefined ? result.report : await result.documents[printed]();
  process.stdout.write(shown);
  for (const warning of result.warnings) process.stderr.write(`warning: ${inert(warning)}\n`);
  if (result.empty === true) files.discard();
  else await files.write(result.documents);
  return result.status;
}

async function judgeSaved(file: string, output: Output): Promise<Result> {
  const earlier = readEarlier(output);
  const saved = readSaved(file);
  if (saved.kind === 'run') {
    const run = judge(saved.recording);
    return runResult(run, tell(run, output, earlier));
  }
  for (const option of ['expect', 'against'] as const) {
    if (output[option] === undefined) continue;
    throw new UsageError(
      `--${option} does not fit a saved comparison (${file}); give it a saved run`,
    );
  }
  return comparisonResult(saved.comparison, look(output));
}

/** The run that `--against` names, judged before anything is fired. */
function readEarlier({ against }: Output): Run | undefined {
  if (against === undefined) return undefined;
  const saved = readSaved(against, '--against');
  if (saved.kind === 'run') return judge(saved.recording);
  throw new UsageError(`--against ${against}: expected a saved run, received a comparison`);
}

function tell(run: Run, output: Output, before: Run | undefined): Telling {
  const telling = { output, look: look(output) };
  return before === undefined ? telling : { ...telling, change: compareRuns(before, run) };
}

async function runCheck({ target: request, plan, timeoutMs, output }: Check): Promise<Result> {
  const earlier = readEarlier(output);
  const localInstances = request.kind === 'local' && request.mode === 'instance-per-call';
  refuseBeyondMachine({ calls: plan.calls, localInstances }, machine(plan.calls));
  const interruption = listenForInterruption();
  const { watch, line } = watchOf(output, interruption);
  try {
    if (request.kind === 'local') watch.onProgress({ phase: 'starting' });
    const { target, close } = await openTarget(request, { timeoutMs, ...watch, ...aws(line) });
    try {
      const run = judge(await measure(target, plan, watch));
      const result = interruption.aborted ? interruptedResult : runResult;
      return result(run, tell(run, output, earlier));
    } finally {
      await close();
    }
  } finally {
    line?.clear();
  }
}

async function runComparison(command: Comparison): Promise<Result> {
  const { plan, timeoutMs, output } = command;
  refuseBeyondMachine({ calls: plan.calls, localInstances: true }, machine(plan.calls));
  const interruption = listenForInterruption();
  const { watch, line } = watchOf(output, interruption);
  let cell = '';
  const onCell = (route: string, mode: string): void => {
    cell = `${route} ${mode}: `.trimStart();
  };
  try {
    const comparison = await compare(command, {
      ...watch,
      ...aws(line),
      timeoutMs,
      onCell,
      onProgress: (progress) => line?.show(progress, cell),
    });
    const result = comparisonResult(comparison, look(output));
    return interruption.aborted ? interruptedComparison(result, comparison.length) : result;
  } finally {
    line?.clear();
  }
}

/** What the parts that call AWS have to know of the environment, beyond what the SDK reads itself. */
function aws(line: ProgressLine | undefined): { fallbackRegion: string; say: Say } {
  const say: Say = (notice) => {
    line?.clear();
    process.stderr.write(`${notice}\n`);
  };
  return { fallbackRegion: process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1', say };
}

type Say = (notice: string) => void;

function look(output: Output): Look {
  return lookOf(process, output);
}

function watchOf(
  output: Output,
  signal: AbortSignal,
): { watch: Watch; line: ProgressLine | undefined } {
  const line = wantsProgress(process, output)
    ? new ProgressLine((text) => process.stderr.write(text), clock.now)
    : undefined;
  return { watch: { clock, signal, onProgress: (progress) => line?.show(progress) }, line };
}

/** The report that knows the limit takes a while to make, and few calls are below any limit. */
function machine(calls: number): Machine {
  const freeMemoryBytes = process.availableMemory();
  if (calls <= 128) return { freeMemoryBytes };
  const { userLimits } = process.report.getReport() as { userLimits?: UserLimits };
  const openFiles = Number(userLimits?.open_files?.soft);
  return { freeMemoryBytes, ...(Number.isFinite(openFiles) ? { openFiles } : {}) };
}

interface UserLimits {
  readonly open_files?: { readonly soft: number | string };
}

/** The first signal ends the check in order, with what it has; the second ends it at once. */
function listenForInterruption(): AbortSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every connection of a burst listens
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort(new Interruption('interrupted before anything had finished'));
    });
  }
  return controller.signal;
}

function fail(error: unknown): ExitStatus {
  const status = statusOf(error);
  if (status === undefined) throw error;
  const lines = messageOf(error).split('\n').map(inert); // whatever a server said
  process.stderr.write(`concurrency-check: ${lines.join('\n')}\n`);
  return status;
}

function statusOf(error: unknown): ExitStatus | undefined {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof TargetError || error instanceof OutputError) return EXIT.noVerdict;
  return error instanceof Interruption ? EXIT.interrupted : undefined;
}

// Nobody may be left to read what goes wrong; the exit status still tells.
process.stderr.on('error', () => {});

// Whoever reads us may have had enough, as `head` has: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') fail(new OutputError(`standard output: ${error.message}`));
  process.exit(error.code === 'EPIPE' ? undefined : EXIT.noVerdict);
});

process.exitCode = await main(process.argv.slice(2)).catch(fail);
