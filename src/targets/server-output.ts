import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../core/fire.ts';
import { hideSecrets } from '../core/secrets/request-secrets.ts';
import { namesError } from '../core/timeline/server-report.ts';

/** A line that a process printed. */
export interface OutputLine {
  /** Wall clock when it was read, ms since 1970. */
  readonly at: number;
  readonly text: string;
}

/** Lines that are kept to explain a failure. */
const MOST_KEPT = 100;
/** In characters; the rest of a kept line is cut. */
const LONGEST_KEPT = 500;

/**
 * What a process prints. Only the times are taken while it comes in, because splitting it into lines
 * would delay the time stamps of answers.
 */
export class ServerOutput {
  readonly #clock: Clock;
  readonly #secrets: readonly string[];
  #chunks: { readonly at: number; readonly stream: Readable; readonly text: string }[] = [];
  readonly #unfinished = new Map<Readable, string>();
  #kept: string[] = [];
  #lastAt = Number.NEGATIVE_INFINITY;

  /** The lines that are kept show none of the secrets. */
  constructor(streams: readonly Readable[], clock: Clock, secrets: readonly string[] = []) {
    this.#clock = clock;
    this.#secrets = secrets;
    for (const stream of streams) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#lastAt = clock.now();
        this.#chunks.push({ at: clock.wall(), stream, text });
      });
    }
  }

  /** The lines that have been finished since the last time, in the order in which they came. */
  take(): OutputLine[] {
    const lines = this.#chunks.flatMap(({ at, stream, text }) => {
      const parts = `${this.#unfinished.get(stream) ?? ''}${text}`.split(/\r?\n/);
      this.#unfinished.set(stream, parts.pop() ?? '');
      return parts.map((part) => ({ at, text: part }));
    });
    this.#chunks = [];
    const printed = lines.slice(-MOST_KEPT).map(({ text }) => this.#shown(text));
    this.#kept = [...this.#kept, ...printed].slice(-MOST_KEPT);
    return lines;
  }

  /** Keeps, of what was printed so far, only lines that name an error: others explain no later failure. */
  forgetStart(): void {
    this.take();
    this.#kept = this.#kept.filter(namesError);
  }

  /** The last lines, with those that are not finished; without empty ones. */
  last(count: number): string[] {
    this.take();
    const unfinished = [...this.#unfinished.values()].map((line) => this.#shown(line));
    return [...this.#kept, ...unfinished].filter((line) => line.trim() !== '').slice(-count);
  }

  #shown(line: string): string {
    return hideSecrets(line, this.#secrets).slice(0, LONGEST_KEPT);
  }

  /** Waits until nothing has come in for this long, but not for longer than `mostMs`. */
  async quiet(quietMs: number, mostMs: number, signal?: AbortSignal): Promise<void> {
    const deadline = this.#clock.now() + mostMs;
    const since = this.#clock.now();
    const isQuiet = (): boolean => this.#clock.now() - Math.max(since, this.#lastAt) >= quietMs;
    while (!isQuiet() && this.#clock.now() < deadline) await wait(10, undefined, { signal });
  }
}
