import { setMaxListeners } from 'node:events';
import { measure, type Watch } from './concurrency-check/check.ts';
import { compare } from './concurrency-check/compare.ts';
import type { Clock } from './concurrency-check/core/fire.ts';
import { judge, type Run } from './concurrency-check/core/run.ts';
import { messageOf, TargetError, UsageError } from './concurrency-check/errors.ts';
import {
  disappointment,
  EXIT,
  exitStatusOf,
  type ExitStatus,
} from './concurrency-check/exit-status.ts';
import { HELP } from './concurrency-check/help.ts';
import { readOptions, type Command, type Output } from './concurrency-check/options.ts';
import { openOutput } from './concurrency-check/output-file.ts';
import { ProgressLine } from './concurrency-check/progress.ts';
import { renderComparison } from './concurrency-check/reporters/comparison.ts';
import { renderComparisonJson, renderJson } from './concurrency-check/reporters/json.ts';
import { renderTerminal, renderVerdict } from './concurrency-check/reporters/terminal.ts';
import { openTarget } from './concurrency-check/targets/open.ts';
import { readSaved } from './concurrency-check/targets/recording.ts';
import { lookOf, wantsProgress } from './concurrency-check/terminal.ts';

declare const PACKAGE_VERSION: string;

const clock: Clock = {
  now: () => performance.now(),
  wall: () => performance.timeOrigin + performance.now(),
};

type Check = Extract<Command, { do: 'check' }>;
type Comparison = Extract<Command, { do: 'compare' }>;

/** What is to be said, in every form in which it may be asked for. */
interface Result {
  readonly report: string;
  readonly json: string;
  readonly warnings: readonly string[];
  readonly status: ExitStatus;
}

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
      return deliver(command.output, () =>
        Promise.resolve(judgeSaved(command.file, command.output)),
      );
    case 'check':
      return deliver(command.output, () => runCheck(command));
    case 'compare':
      return deliver(command.output, () => runComparison(command));
  }
}

/** Opens the files, produces the result, and is the one place that writes it. */
async function deliver(output: Output, produce: () => Promise<Result>): Promise<ExitStatus> {
  const toFile = output.json !== undefined && output.json !== '-';
  const file = toFile ? openOutput('--json', output.json) : undefined;
  const result = await produce().catch((error: unknown) => {
    file?.discard();
    throw error;
  });
  file?.write(result.json);
  process.stdout.write(output.json === '-' ? result.json : result.report);
  for (const warning of result.warnings) process.stderr.write(`warning: ${warning}\n`);
  return result.status;
}

function judgeSaved(file: string, output: Output): Result {
  const saved = readSaved(file);
  return saved.kind === 'run'
    ? runResult(judge(saved.recording), output)
    : comparisonResult(saved.comparison);

  function comparisonResult(comparison: Parameters<typeof renderComparison>[0]): Result {
    if (output.expect !== undefined) {
      throw new UsageError(
        `--expect does not fit a saved comparison (${file}); give it a saved run`,
      );
    }
    return comparedResult(comparison, output);
  }
}

async function runCheck({ target: request, plan, timeoutMs, output }: Check): Promise<Result> {
  const interruption = listenForInterruption();
  const { watch, line } = watchOf(output, interruption);
  try {
    if (request.kind === 'local') watch.onProgress({ phase: 'starting' });
    const { target, close } = await openTarget(request, { timeoutMs, ...watch });
    try {
      const run = judge(await measure(target, plan, watch));
      return interruption.aborted ? interruptedResult(run, output) : runResult(run, output);
    } finally {
      await close();
    }
  } finally {
    line?.clear();
  }
}

async function runComparison({ plan, delayMs, timeoutMs, output }: Comparison): Promise<Result> {
  const interruption = listenForInterruption();
  const { watch, line } = watchOf(output, interruption);
  let cell = '';
  const onCell = (route: string, mode: string): void => {
    cell = `${route} ${mode}: `.trimStart();
  };
  try {
    const comparison = await compare(
      { plan, delayMs, timeoutMs },
      { ...watch, onCell, onProgress: (progress) => line?.show(progress, cell) },
    );
    const result = comparedResult(comparison, output);
    if (!interruption.aborted) return result;
    const warnings = [`interrupted; ${comparison.length} of 6 cells had finished`];
    return { ...result, warnings, status: EXIT.interrupted };
  } finally {
    line?.clear();
  }
}

function runResult(run: Run, output: Output): Result {
  const look = lookOf(process, output);
  const status = exitStatusOf(run.verdict, output.expect);
  const unmet =
    output.expect !== undefined && status !== EXIT.reached
      ? [disappointment(run.verdict, output.expect)]
      : [];
  return {
    report: output.quiet ? renderVerdict(run, look) : renderTerminal(run, look),
    json: renderJson(run),
    warnings: [...run.warnings.map(({ message }) => message), ...unmet],
    status,
  };
}

function interruptedResult(run: Run, output: Output): Result {
  const finished = run.bursts.length;
  const result = runResult(run, output);
  return {
    ...result,
    report: finished === 0 ? '' : result.report,
    warnings: [`interrupted; ${finished} ${finished === 1 ? 'burst' : 'bursts'} had finished`],
    status: EXIT.interrupted,
  };
}

function comparedResult(
  comparison: Parameters<typeof renderComparison>[0],
  output: Output,
): Result {
  const decided = comparison.every(({ run }) => run.verdict.kind !== 'inconclusive');
  return {
    report: renderComparison(comparison, lookOf(process, output)),
    json: renderComparisonJson(comparison),
    warnings: comparison.flatMap(({ route, mode, run }) =>
      run.warnings.map(({ message }) => `${route}, ${mode}: ${message}`),
    ),
    status: decided ? EXIT.reached : EXIT.noVerdict,
  };
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

/** The first signal ends the check in order, with what it has; the second ends it at once. */
function listenForInterruption(): AbortSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every connection of a burst listens
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort(new Error('interrupted'));
    });
  }
  return controller.signal;
}

function fail(error: unknown): ExitStatus {
  if (error instanceof UsageError) {
    process.stderr.write(`concurrency-check: ${messageOf(error)}\n`);
    return EXIT.usage;
  }
  if (error instanceof TargetError) {
    process.stderr.write(`concurrency-check: ${messageOf(error)}\n`);
    return EXIT.noVerdict;
  }
  throw error;
}

// Whoever reads us may have had enough, as `head` has: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await main(process.argv.slice(2)).catch(fail);
