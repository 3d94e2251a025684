import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** An answer larger than this is no answer to a ping, and reading on could go on for ever. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Stands between Node's HTTP client and a connected socket, so that measuring does not wait for
 * parsing. On the way out it keeps the bytes of the request until the release, then sends them in
 * one write. On the way in it only notes when bytes came; `deliver` hands them to the parser.
 */
export class HeldConnection extends Duplex {
  /** When the request was handed to the system, ms. */
  sentAt: number | undefined;
  /** When the last of the bytes came that the parser has been given, ms. */
  receivedAt: number | undefined;
  /** Why the connection was given up, where it was. */
  failure: Error | undefined;
  onBytes: (() => void) | undefined;
  onFinished: (() => void) | undefined;
  readonly #socket: Socket;
  readonly #now: () => number;
  readonly #request: Buffer[] = [];
  #arrivals: { readonly at: number; readonly bytes: Buffer }[] = [];
  #byteCount = 0;
  #finished = false;

  constructor(socket: Socket, now: () => number) {
    super();
    this.#socket = socket;
    this.#now = now;
    socket.on('data', (bytes: Buffer) => this.#note(bytes));
    socket.once('end', () => this.#finish());
    socket.once('error', (error) => this.#finish(error));
    socket.once('close', () => this.#finish());
  }

  /** Whether any of the answer has come. */
  get answering(): boolean {
    return this.#byteCount > 0;
  }

  /** Sends what was held. The time is taken before the write: afterwards the answer may be there. */
  release(): void {
    const bytes = Buffer.concat(this.#request);
    this.sentAt = this.#now();
    this.#socket.write(bytes);
  }

  /** Hands what has come in to the parser. */
  deliver(): void {
    if (this.destroyed) return;
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    for (const { at, bytes } of arrivals) {
      this.receivedAt = at;
      this.push(bytes);
    }
    if (this.failure !== undefined) this.destroy(this.failure);
    else if (this.#finished && !this.readableEnded) this.push(null);
  }

  /** Ends the call for a reason of ours. */
  giveUp(reason: Error): void {
    this.failure ??= reason;
    this.destroy(reason);
  }

  #note(bytes: Buffer): void {
    this.#arrivals.push({ at: this.#now(), bytes });
    this.#byteCount += bytes.length;
    if (this.#byteCount > MOST_BYTES) this.#socket.destroy(tooLarge());
    this.onBytes?.();
  }

  #finish(error?: Error): void {
    if (this.#finished) return;
    this.#finished = true;
    this.failure ??= error;
    this.onFinished?.();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.sentAt === undefined) this.#request.push(bytes);
    else this.#socket.write(bytes);
    done();
  }

  override _read(): void {}

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}

function tooLarge(): Error {
  const message = `the answer went on beyond ${MOST_BYTES / 1024 / 1024} MiB`;
  return Object.assign(new Error(message), { code: 'answer-too-large' });
}
