import { abortReason } from '../errors.ts';
import { STILL_ANSWERING } from '../core/timeline/failures.ts';
import type { Until } from '../core/target-description.ts';
import type { PrepareOptions } from './target.ts';

/** A call whose request is held back on a connection, its own or a shared one. */
export interface HeldCall {
  /** When the request was written to the socket, ms. */
  readonly sentAt: number | undefined;
  /** When the first byte of the body came in, or the header if no body did, ms; not before the release. */
  readonly firstByteAt: number | undefined;
  /** When the last byte that the parser has received came in, ms. */
  readonly receivedAt: number | undefined;
  /** Whether the rest of the answer was not waited for. */
  readonly cutOff: boolean;
  /** Bytes that have come in after the first ones of the body. */
  readonly laterBytes: number;
  /** Why the call failed or was given up. */
  readonly failure: Error | undefined;
  /** Whether any part of the answer came in before the request was sent. */
  readonly answeredEarly: boolean;
  /** Whether any part of the answer has come in. */
  readonly answering: boolean;
  /** Whether some of the body has come in. */
  readonly inBody: boolean;
  /** Whether nothing more can come in. */
  readonly finished: boolean;
  /** Whether the server has accepted the connection. */
  readonly connected: boolean;
  /** Called each time that bytes come in; `first` is true for the first ones. */
  onBytes: ((first: boolean) => void) | undefined;
  /** Called once, when nothing more can come in. */
  onFinished: (() => void) | undefined;
  /** Writes no bytes. Nothing goes over the wire, but Node compiles what the real write will run. */
  rehearse: () => void;
  release: () => void;
  /** Passes to the parser what has come in. Does nothing before the release. */
  deliver: () => void;
  /** Closes the socket, if it is only for this call. What has come in can still be delivered. */
  hangUp: () => void;
  /** Waits for no more of an answer that has begun. What was delivered of it counts. */
  cut: () => void;
  /** Ends the call early, for instance because of the timeout. */
  giveUp: (reason: Error) => void;
  destroy: () => void;
}

/** After this long without an incoming byte there is time to parse answers. */
const QUIET_MS = 20;

/** After this many writes V8 has optimized the code path, so it does not do that during a release. */
const REHEARSED_WRITES = 10_000;
/** Fewer calls than this are sent before optimization would matter. */
const FEW_CALLS = 50;

/** How long streams are read after all of them have begun, to see how fast they are. */
const FOLLOWED_MS = 2_000;

/**
 * The connections of one burst. While answers come in, only their times are taken, because parsing
 * one would delay the time stamp of the next. They are parsed when all are complete, or when nothing
 * has come in for a while.
 */
export class BurstConnections {
  readonly #connections: HeldCall[] = [];
  readonly #timeoutMs: number;
  readonly #until: Until | undefined;
  readonly #options: PrepareOptions;
  #unfinished = 0;
  #unsettled = 0;
  #unreported = 0;
  #arrivedSinceCheck = false;
  #arrivedSinceTurn = false;
  #hangUpTimer: NodeJS.Immediate | undefined;
  readonly #toHangUp: HeldCall[] = [];
  #quietTimer: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #cutTimer: NodeJS.Timeout | undefined;

  constructor(
    { timeoutMs, until }: { readonly timeoutMs: number; readonly until?: Until | undefined },
    options: PrepareOptions,
  ) {
    this.#timeoutMs = timeoutMs;
    this.#until = until;
    this.#options = options;
    options.signal.addEventListener('abort', this.#interrupted, { once: true });
  }

  /** Adds a connection. When its call is over, `settled` has to be called. */
  add(connection: HeldCall): void {
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

  /** Exercises the code path of a write without sending anything. Call it before the release. */
  async rehearse(): Promise<void> {
    const calls = this.#connections.length;
    const rounds = calls < FEW_CALLS ? 1 : Math.ceil(REHEARSED_WRITES / calls);
    for (let round = 0; round < rounds && !this.#options.signal.aborted; round += 1) {
      for (const connection of this.#connections) connection.rehearse();
      await new Promise(setImmediate);
    }
  }

  /** Sends the request of a connection. The first release of a burst starts the timeout. */
  release(connection: HeldCall): void {
    // If every call is over already, nothing would ever stop the timers.
    if (this.#deadline === undefined && this.#unsettled > 0) this.#begin();
    connection.release();
  }

  /** A connection that was lost before the release causes no further event, so this checks for it. */
  #begin(): void {
    this.#deadline = setTimeout(() => this.#expire(), this.#timeoutMs);
    this.#waitForQuiet();
  }

  /** Closes a connection whose call is over. The last one stops the timers of the burst. */
  settled(connection: HeldCall): void {
    connection.destroy();
    this.#unsettled -= 1;
    if (this.#unsettled > 0) return;
    clearTimeout(this.#deadline);
    clearTimeout(this.#quietTimer);
    clearTimeout(this.#cutTimer);
    clearImmediate(this.#hangUpTimer);
    this.#options.signal.removeEventListener('abort', this.#interrupted);
  }

  readonly #arrived = (first: boolean): void => {
    if (first) this.#unreported += 1;
    this.#arrivedSinceTurn = true;
    this.#waitForQuiet();
  };

  /**
   * Closing a socket can take longer than the next answer takes to arrive, and some servers wait for
   * it. So connections are closed one at a time, each in a turn of the event loop without arrivals.
   */
  #hangUpSoon(connection: HeldCall): void {
    this.#toHangUp.push(connection);
    this.#arrivedSinceTurn = true;
    this.#hangUpTimer ??= setImmediate(this.#hangUpWhenIdle);
  }

  readonly #hangUpWhenIdle = (): void => {
    if (!this.#arrivedSinceTurn) this.#toHangUp.pop()?.hangUp();
    this.#arrivedSinceTurn = false;
    this.#hangUpTimer = this.#toHangUp.length > 0 ? setImmediate(this.#hangUpWhenIdle) : undefined;
  };

  #waitForQuiet(): void {
    this.#arrivedSinceCheck = true;
    this.#quietTimer ??= setTimeout(() => this.#checkForQuiet(), QUIET_MS);
  }

  #checkForQuiet(): void {
    this.#quietTimer = undefined;
    if (!this.#arrivedSinceCheck) return this.#deliver();
    if (this.#until === undefined) this.#reportAnswers();
    else this.#deliver(); // streams may never be quiet
    this.#arrivedSinceCheck = false;
    this.#quietTimer = setTimeout(() => this.#checkForQuiet(), QUIET_MS);
  }

  #reportAnswers(): void {
    for (; this.#unreported > 0; this.#unreported -= 1) this.#options.onAnswer?.();
  }

  #deliver(): void {
    this.#reportAnswers();
    for (const connection of this.#connections) connection.deliver();
    if (this.#until === undefined || this.#unsettled === 0) return;
    const begun = this.#connections.every(({ inBody, finished }) => inBody || finished);
    if (begun) this.#cutTimer ??= setTimeout(() => this.#expire(), FOLLOWED_MS);
  }

  /** Delivers what has come in, and ends the other calls once that has been parsed. */
  #expire(): void {
    this.#deliver();
    setImmediate(() => {
      for (const connection of this.#connections) {
        if (this.#until !== undefined && connection.inBody) connection.cut();
        else connection.giveUp(this.#timeoutError(connection));
      }
    });
  }

  #timeoutError({ answering, connected }: HeldCall): Error {
    const within = `within ${timeoutText(this.#timeoutMs)}`;
    if (!connected) {
      const message = `the server did not accept the connection ${within}`;
      return Object.assign(new Error(message), { code: 'connect-timeout' });
    }
    if (!answering) {
      return Object.assign(new Error(`no answer ${within}`), { code: 'timeout' });
    }
    const missing = this.#until === undefined ? 'did not end' : 'none of its body came';
    const message = `the answer began, but ${missing} ${within}`;
    return Object.assign(new Error(message), { code: STILL_ANSWERING });
  }

  readonly #interrupted = (): void => {
    const reason = abortReason(this.#options.signal);
    for (const connection of this.#connections) connection.giveUp(reason);
  };
}

/** Exact, unlike durations in reports: `200 ms`, `1500 ms`, `30 s`. */
function timeoutText(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}
