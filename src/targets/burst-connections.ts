import { abortReason } from '../errors.ts';
import type { HeldConnection } from './held-connection.ts';
import type { PrepareOptions } from './target.ts';

/** Once nothing has come in for so long, there is time to parse. */
const QUIET_MS = 20;

/** By then V8 has optimized what a write goes through, and no longer does so during the release. */
const REHEARSED_WRITES = 10_000;
/** So few are away before that would matter. */
const FEW_CALLS = 50;

/**
 * The connections of one burst. Answers are only noted as they come in, since parsing one would
 * delay the noticing of the next; they are parsed when all are there, or when it has gone quiet.
 */
export class BurstConnections {
  readonly #connections: HeldConnection[] = [];
  readonly #timeoutMs: number;
  readonly #options: PrepareOptions;
  #unfinished = 0;
  #unsettled = 0;
  #untold = 0;
  #stirred = false;
  #busy = false;
  #idle: NodeJS.Immediate | undefined;
  readonly #ended: HeldConnection[] = [];
  #quiet: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number, options: PrepareOptions) {
    this.#timeoutMs = timeoutMs;
    this.#options = options;
    options.signal.addEventListener('abort', this.#interrupted, { once: true });
  }

  /** Takes a connection in. Its call has to be reported with `settled` when it is over. */
  add(connection: HeldConnection): void {
    this.#connections.push(connection);
    this.#unfinished += 1;
    this.#unsettled += 1;
    connection.onBytes = this.#arrived;
    connection.onFinished = () => {
      this.#unfinished -= 1;
      this.#hangUpSoon(connection);
      if (this.#unfinished === 0) this.#deliver();
      else this.#waitForQuiet();
    };
  }

  /** Goes through the writing without sending anything, before the release. */
  async rehearse(): Promise<void> {
    const calls = this.#connections.length;
    const rounds = calls < FEW_CALLS ? 1 : Math.ceil(REHEARSED_WRITES / calls);
    for (let round = 0; round < rounds; round += 1) {
      for (const connection of this.#connections) connection.rehearse();
      await new Promise(setImmediate);
    }
  }

  release(connection: HeldConnection): void {
    if (this.#deadline === undefined) this.#begin();
    connection.release();
  }

  /** A connection that was lost while it was held makes no further sound: it is looked at, too. */
  #begin(): void {
    this.#deadline = setTimeout(() => this.#expire(), this.#timeoutMs);
    this.#waitForQuiet();
  }

  settled(connection: HeldConnection): void {
    connection.destroy();
    this.#unsettled -= 1;
    if (this.#unsettled > 0) return;
    clearTimeout(this.#deadline);
    clearTimeout(this.#quiet);
    clearImmediate(this.#idle);
    this.#options.signal.removeEventListener('abort', this.#interrupted);
  }

  readonly #arrived = (first: boolean): void => {
    if (first) this.#untold += 1;
    this.#busy = true;
    this.#waitForQuiet();
  };

  /**
   * Closing takes longer than the next answer takes to come, and some servers wait for it: it is
   * done at once, but one by one, each time that the event loop has gone round and nothing came.
   */
  #hangUpSoon(connection: HeldConnection): void {
    this.#ended.push(connection);
    this.#busy = true;
    this.#idle ??= setImmediate(this.#hangUpWhenIdle);
  }

  readonly #hangUpWhenIdle = (): void => {
    if (!this.#busy) this.#ended.pop()?.hangUp();
    this.#busy = false;
    this.#idle = this.#ended.length > 0 ? setImmediate(this.#hangUpWhenIdle) : undefined;
  };

  #waitForQuiet(): void {
    this.#stirred = true;
    this.#quiet ??= setTimeout(() => this.#look(), QUIET_MS);
  }

  #look(): void {
    this.#quiet = undefined;
    if (!this.#stirred) return this.#deliver();
    this.#tell();
    this.#stirred = false;
    this.#quiet = setTimeout(() => this.#look(), QUIET_MS);
  }

  #tell(): void {
    for (; this.#untold > 0; this.#untold -= 1) this.#options.onAnswer?.();
  }

  #deliver(): void {
    this.#tell();
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
    const reason = abortReason(this.#options.signal);
    for (const connection of this.#connections) connection.giveUp(reason);
  };
}
