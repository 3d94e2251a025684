import type { Progress } from '../core/plan.ts';

/** One line about where a check stands. */
function renderProgress(progress: Progress): string {
  switch (progress.phase) {
    case 'starting':
      return 'starting the local service';
    case 'forcing-cold-start':
      return 'replacing the instances';
    case 'solo':
      return `solo call ${progress.nth} of ${progress.of}`;
    case 'burst':
      return `burst ${progress.nth}${progress.of === undefined ? '' : ` of ${progress.of}`}: ${progress.answered} of ${progress.calls} back`;
  }
}

/** Shows progress on one line of a terminal, and not so often that showing would disturb measuring. */
export class ProgressLine {
  readonly #write: (text: string) => void;
  readonly #now: () => number;
  #shownAt = Number.NEGATIVE_INFINITY;
  #phase = '';

  constructor(write: (text: string) => void, now: () => number) {
    this.#write = write;
    this.#now = now;
  }

  show(progress: Progress, prefix = ''): void {
    const phase = `${prefix}${progress.phase}${'nth' in progress ? progress.nth : ''}`;
    if (phase === this.#phase && this.#now() - this.#shownAt < 100) return;
    this.#phase = phase;
    this.#shownAt = this.#now();
    this.#write(`\r\u001B[K${prefix}${renderProgress(progress)}`);
  }

  clear(): void {
    if (this.#phase !== '') this.#write('\r\u001B[K');
    this.#phase = '';
  }
}
