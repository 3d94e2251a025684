import { abortReason } from '../errors.ts';
import { formatCount } from '../core/format-count.ts';
import { listenResult } from '../output/listen-result.ts';
import { writeNotice } from '../output/notice.ts';
import { ERASE_LINE } from '../output/progress.ts';
import type { Result } from '../output/result.ts';
import { terminalStyleOf, wantsProgress } from '../output/terminal-style.ts';
import { runListen } from '../run-requests.ts';
import type { Host } from './host.ts';
import { listenForInterruption } from './interruption.ts';
import type { Command } from './options.ts';

/** What `--listen` asks for. */
export type ListenCommand = Extract<Command, { do: 'listen' }>;

/**
 * Waits for calls, and judges the callers.
 * @throws UsageError if the port is taken.
 * @throws Interruption if a signal comes before any call.
 */
export async function listenToCallers(
  command: ListenCommand,
  host: Host,
): Promise<Pick<Result, 'report' | 'status'>> {
  const { output, delayMs } = command;
  const { stderr } = host;
  const signal = listenForInterruption(host.signals);
  const shows = wantsProgress(host, output);
  const heard = await runListen(command, {
    signal,
    onListening: (port) =>
      writeNotice(
        `Listening on http://127.0.0.1:${port}/ (any path; answers after ${formatCount(delayMs)} ms, or ?delay=MS). Make your calls; the verdict follows once none has been in flight for 3 s. Ctrl-C ends it.`,
        stderr,
      ),
    onCalls: ({ seen, inFlight }) => {
      if (shows) stderr.write(`${ERASE_LINE}calls: ${seen}, in flight: ${inFlight}`);
    },
  });
  if (shows) stderr.write(ERASE_LINE);
  if (signal.aborted && heard.callers.length === 0) throw abortReason(signal);
  const style = terminalStyleOf(host, output);
  return listenResult(heard, { style, quiet: output.quiet, interrupted: signal.aborted });
}
