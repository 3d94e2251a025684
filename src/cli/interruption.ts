import { setMaxListeners } from 'node:events';
import { Interruption } from '../errors.ts';
import { EXIT } from '../output/exit-status.ts';
import type { Signals } from './host.ts';

/** The first signal ends the check in order, with what it has; the second ends it at once. */
export function listenForInterruption(signals: Signals): AbortSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every connection of a burst listens
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    signals.on(signal, () => {
      if (controller.signal.aborted) signals.exit(EXIT.interrupted);
      controller.abort(new Interruption('interrupted before anything had finished'));
    });
  }
  return controller.signal;
}
