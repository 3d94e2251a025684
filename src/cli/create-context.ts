import { formatCount } from '../core/format-count.ts';
import { defined } from '../core/defined.ts';
import type { Plan } from '../core/plan.ts';
import { sanitizeLine } from '../core/sanitize.ts';
import { writeNotice } from '../output/notice.ts';
import type { Output } from '../output/output-options.ts';
import { serverWatch } from '../observe/server-watch.ts';
import { ProgressLine } from '../output/progress.ts';
import { wantsProgress } from '../output/terminal-style.ts';
import type { RunContext } from '../run-context.ts';
import { stallWatch } from '../targets/stall-watch.ts';
import type { TargetSpec } from '../targets/target-spec.ts';
import { fitToMachine } from '../options/capacity.ts';
import type { Host } from './host.ts';
import { listenForInterruption, pauseUntil } from './interruption.ts';

// What a check needs from the process that runs it.

/** What calls to AWS need beyond what the SDK reads from the environment itself. */
export function awsContext(line: ProgressLine | undefined, { env, stderr }: Host): AwsContext {
  const leftovers: string[] = [];
  return {
    fallbackRegion: env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    notify: (notice) => {
      line?.clear();
      writeNotice(sanitizeLine(notice), stderr);
    },
    leftovers,
    onLeftover: (notice) => leftovers.push(notice),
  };
}

interface AwsContext {
  readonly fallbackRegion: string;
  readonly notify: (notice: string) => void;
  readonly onLeftover: (notice: string) => void;
  /** What was changed and could not be restored, a line each. */
  readonly leftovers: readonly string[];
}

/** What any check needs, and the line that shows its progress, if it is shown. */
export function createContext(
  output: Output,
  host: Host,
): { context: RunContext; line: ProgressLine | undefined } {
  const { client, clock, stderr } = host;
  const signal = listenForInterruption(host.signals);
  const line = wantsProgress(host, output) ? new ProgressLine(stderr.write, clock.now) : undefined;
  const onProgress: RunContext['onProgress'] = (progress) => line?.show(progress);
  const { load: machineLoad } = host.machine;
  const watchStalls = stallWatch(clock.now);
  const pause = pauseUntil(signal);
  const onProbes = (calls: number): void => {
    line?.clear();
    stderr.write(`Calls waited; sending up to ${formatCount(calls)} more to find out why.\n`);
  };
  const context: RunContext = {
    client,
    clock,
    watchStalls,
    serverWatch: serverWatch(clock.wall),
    signal,
    onProgress,
    ...(output.quiet ? {} : { onProbes }),
    machineLoad,
    pause,
  };
  return { context, line };
}

/** The plan, or as much of it as this machine has room for. */
export function fitPlan(
  demand: Parameters<typeof fitToMachine>[0],
  { machine, stderr }: Host,
): Plan {
  const { plan, notice } = fitToMachine(demand, {
    freeMemoryBytes: machine.freeMemoryBytes(),
    ...defined({ openFiles: machine.openFiles() }),
  });
  if (notice !== undefined) writeNotice(`warning: ${notice}`, stderr);
  return plan;
}

/** Shows that the target is being started, if it is. */
export function showStart(spec: TargetSpec, { onProgress }: RunContext): void {
  if (spec.kind === 'local') onProgress({ phase: 'starting' });
  if (spec.kind !== 'http' || spec.server === undefined) return;
  onProgress({ phase: 'starting-server', command: spec.server.command[0] ?? '' });
}
