import { Interruption } from '../errors.ts';
import { EXIT } from '../output/exit-status.ts';
import type { Signals } from './host.ts';

/**
 * Returns a signal that aborts on the first SIGINT, SIGTERM or SIGHUP, so the check can report what
 * has finished. The second one ends the process at once.
 */
export function listenForInterruption(signals: Signals): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    signals.on(signal, () => {
      if (controller.signal.aborted) signals.exit(EXIT.interrupted);
      const cause = signal === 'SIGINT' ? 'Ctrl-C' : signal;
      controller.abort(
        new Interruption(`interrupted (${cause}) before anything could be reported`),
      );
    });
  }
  return controller.signal;
}
