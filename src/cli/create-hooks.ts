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

/** Follows a run on standard error, and interrupts it on a signal. */
export function createHooks(output: Output, host: Host): CommandHooks {
  const { clock, env, stderr } = host;
  const line = wantsProgress(host, output) ? new ProgressLine(stderr.write, clock.now) : undefined;
  const leftovers: string[] = [];
  let prefix = '';
  const onProbes: Hooks['onProbes'] = ({ calls, haveWaited }) => {
    line?.clear();
    const upTo = `sending up to ${formatCount(calls)} more`;
    stderr.write(
      haveWaited
        ? `Calls waited; ${upTo} to find out why.\n`
        : `No call waited; ${upTo} with the cookie that the server set, to see if calls of one session do.\n`,
    );
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
