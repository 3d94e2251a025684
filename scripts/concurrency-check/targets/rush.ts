import { reasonOf } from '../errors.ts';
import type { HeldConnection } from './held-connection.ts';
import type { HoldOptions } from './target.ts';

/** Once nothing has come in for so long, there is time to parse. */
const QUIET_MS = 20;

/**
 * The connections of one burst. Answers are only noted as they come in, since parsing one would
 * delay the noticing of the next; they are parsed when all are there, or when it has gone quiet.
 */
export class Rush {
  readonly #connections: HeldConnection[] = [];
  readonly #timeoutMs: number;
  readonly #hold: HoldOptions;
  #unfinished = 0;
  #unsettled = 0;
  #quiet: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number, hold: HoldOptions) {
    this.#timeoutMs = timeoutMs;
    this.#hold = hold;
    hold.signal.addEventListener('abort', this.#interrupted, { once: true });
  }

  /** Takes a connection in. Its call has to be reported with `settled` when it is over. */
  add(connection: HeldConnection): void {
    this.#connections.push(connection);
    this.#unfinished += 1;
    this.#unsettled += 1;
    let silent = true;
    connection.onBytes = () => {
      if (silent) this.#hold.onAnswer?.();
      silent = false;
      this.#waitForQuiet();
    };
    connection.onFinished = () => {
      this.#unfinished -= 1;
      if (this.#unfinished === 0) this.#deliver();
      else this.#waitForQuiet();
    };
  }

  release(connection: HeldConnection): void {
    connection.release();
    this.#deadline ??= setTimeout(() => this.#expire(), this.#timeoutMs);
  }

  settled(connection: HeldConnection): void {
    connection.destroy();
    this.#unsettled -= 1;
    if (this.#unsettled > 0) return;
    clearTimeout(this.#deadline);
    clearTimeout(this.#quiet);
    this.#hold.signal.removeEventListener('abort', this.#interrupted);
  }

  #waitForQuiet(): void {
    if (this.#quiet === undefined) this.#quiet = setTimeout(() => this.#deliver(), QUIET_MS);
    else this.#quiet.refresh();
  }

  #deliver(): void {
    for (const connection of this.#connections) connection.deliver();
  }

  /** What has come in counts; what has not by now is given up, a moment later, once that is parsed. */
  #expire(): void {
    this.#deliver();
    setImmediate(() => {
      for (const connection of this.#connections) connection.giveUp(this.#late(connection));
    });
  }

  #late(connection: HeldConnection): Error {
    const what = connection.answering ? 'no complete answer' : 'no answer';
    return Object.assign(new Error(`${what} within ${this.#timeoutMs} ms`), { code: 'timeout' });
  }

  readonly #interrupted = (): void => {
    const reason = reasonOf(this.#hold.signal);
    for (const connection of this.#connections) connection.giveUp(reason);
  };
}
