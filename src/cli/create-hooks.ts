import { defined } from '../core/defined.ts';
import { formatCount } from '../core/format-count.ts';
import { sanitizeLine } from '../core/sanitize.ts';
import type { Hooks } from '../create-context.ts';
import { writeNotice } from '../output/notice.ts';
import type { Output } from '../output/output-options.ts';
import { ProgressLine } from '../output/progress.ts';
import { wantsProgress } from '../output/terminal-style.ts';
import type { Host } from './host.ts';
import { listenForInterruption } from './interruption.ts';

/** How the command follows a run. */
export interface CommandHooks extends Hooks {
  readonly signal: AbortSignal;
  readonly onNotice: (notice: string) => void;
  readonly onProgress: NonNullable<Hooks['onProgress']>;
  /** Sets what stands before the progress, such as which of several runs it is: `2 of 5: `. */
  readonly showBefore: (prefix: string) => void;
  /** Erases the line that shows the progress. */
  readonly clearProgress: () => void;
  /** What was changed and could not be restored, a line each. */
  readonly leftovers: readonly string[];
}

/** What is said before calls are made to find a cause. */
const PROBES: Readonly<Record<ProbedCalls, (upTo: string) => string>> = {
  waited: (upTo) => `Calls waited; ${upTo} to find out why.\n`,
  'answered-otherwise': (upTo) =>
    `Some calls got another answer at once; ${upTo} to find out why.\n`,
  'did-not-wait': (upTo) =>
    `No call waited; ${upTo} with the cookie that the server set, to see if calls of one session do.\n`,
};

type ProbedCalls = Parameters<NonNullable<Hooks['onProbes']>>[0]['others'];

/** Follows a run on standard error, and interrupts it on a signal. */
export function createHooks(output: Output, host: Host): CommandHooks {
  const { clock, env, stderr } = host;
  const line = wantsProgress(host, output) ? new ProgressLine(stderr.write, clock.now) : undefined;
  const leftovers: string[] = [];
  let prefix = '';
  const onProbes: Hooks['onProbes'] = ({ calls, others }) => {
    line?.clear();
    stderr.write(PROBES[others](`sending up to ${formatCount(calls)} more`));
  };
  return {
    signal: listenForInterruption(host.signals),
    onProgress: (progress) => line?.show(progress, prefix),
    ...(output.quiet ? {} : { onProbes }),
    onNotice: (notice) => {
      line?.clear();
      writeNotice(sanitizeLine(notice), stderr);
    },
    onLeftover: (leftover) => leftovers.push(leftover),
    leftovers,
    ...defined({ region: env['AWS_DEFAULT_REGION'] }),
    showBefore: (text) => {
      prefix = text;
    },
    clearProgress: () => line?.clear(),
  };
}
