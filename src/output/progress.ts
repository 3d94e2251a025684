import type { Progress } from '../core/plan.ts';
import type { ProbeName } from '../core/why/probes.ts';
import { sanitizeLine } from '../core/sanitize.ts';

/** One line that says how far a check has come. */
function renderProgress(progress: Progress): string {
  switch (progress.phase) {
    case 'starting':
      return 'starting the local service';
    case 'starting-server':
      return `starting ${sanitizeLine(progress.command)} and waiting for its first answer`;
    case 'forcing-cold-start':
      return 'replacing all instances';
    case 'probe':
      return `looking for the cause: ${PROBES[progress.probe]}`;
    case 'solo':
      return `solo call ${progress.nth} of ${progress.of}`;
    case 'burst':
      return `${burstText(progress)}: ${progress.answered} of ${progress.calls} calls answered`;
  }
}

const PROBES: Readonly<Record<ProbeName, string>> = {
  bystander: 'another path while calls wait',
  'after-pause': 'the same calls after a rest',
  'other-requests': 'different requests',
  'other-sessions': 'different sessions',
  'shared-session': 'one session for all',
  'other-sources': 'different source addresses',
  'other-connections': 'a connection for each call',
  'same-again': 'the same calls once more',
};

function burstText({ nth, of }: Extract<Progress, { phase: 'burst' }>): string {
  return of === undefined ? `burst ${nth}` : `burst ${nth} of ${of}`;
}

/** Erases the line of a terminal that the cursor is on, and goes to its start. */
export const ERASE_LINE = '\r\u001B[K';

/** Drawing more often could disturb the measurement. */
const REDRAW_AFTER_MS = 100;

/** Shows progress on one line of a terminal. `now` is a monotonic clock in ms. */
export class ProgressLine {
  readonly #write: (text: string) => void;
  readonly #now: () => number;
  #shownAt = Number.NEGATIVE_INFINITY;
  #phase = '';

  constructor(write: (text: string) => void, now: () => number) {
    this.#write = write;
    this.#now = now;
  }

  /** Draws the line, with a prefix if given; skips it if little has changed since the last time. */
  show(progress: Progress, prefix = ''): void {
    const phase = `${prefix}${progress.phase}${'nth' in progress ? progress.nth : ''}`;
    if (phase === this.#phase && this.#now() - this.#shownAt < REDRAW_AFTER_MS) return;
    this.#phase = phase;
    this.#shownAt = this.#now();
    this.#write(`${ERASE_LINE}${prefix}${renderProgress(progress)}`);
  }

  /** Erases the line, so something else can be written there. */
  clear(): void {
    if (this.#phase !== '') this.#write(ERASE_LINE);
    this.#phase = '';
  }
}
