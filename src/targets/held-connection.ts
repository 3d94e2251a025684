import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const NOTHING = Buffer.alloc(0);

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
  onBytes: ((first: boolean) => void) | undefined;
  onFinished: (() => void) | undefined;
  readonly #socket: Socket;
  readonly #now: () => number;
  readonly #mostBytes: number;
  #request = NOTHING;
  #arrivals: { readonly at: number; readonly bytes: Buffer }[] = [];
  #byteCount = 0;
  #finished = false;

  constructor(
    socket: Socket,
    { now, mostBytes }: { readonly now: () => number; readonly mostBytes: number },
  ) {
    super();
    this.#socket = socket;
    this.#now = now;
    this.#mostBytes = mostBytes;
    socket.allowHalfOpen = true; // or Node would close it at once, while other answers come in
    socket.on('data', (bytes: Buffer) => this.#note(bytes));
    socket.once('end', () => this.#finish());
    socket.once('error', (error) => this.#finish(error));
    socket.once('close', () => this.#finish());
  }

  /** Whether any of the answer has come. */
  get answering(): boolean {
    return this.#byteCount > 0;
  }

  /**
   * Writes nothing, which puts nothing on the wire, but has Node compile what the real write will
   * go through.
   */
  rehearse(): void {
    if (!this.#finished && !this.#socket.connecting) this.#socket.write(NOTHING);
  }

  /** Sends what was held. The time is taken before the write: afterwards the answer may be there. */
  release(): void {
    this.sentAt = this.#now();
    this.#socket.write(this.#request);
  }

  /** Hands what has come in to the parser. Before the release the call has not begun, nor failed. */
  deliver(): void {
    if (this.destroyed || this.sentAt === undefined) return;
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    for (const { at, bytes } of arrivals) {
      this.receivedAt = at;
      this.push(bytes);
    }
    if (this.failure !== undefined) this.destroy(this.failure);
    else if (this.#finished && !this.readableEnded) this.push(null);
  }

  /** Closes a connection that has finished. What came in can still be delivered. */
  hangUp(): void {
    this.#socket.destroy();
  }

  /** Ends the call for a reason of ours. */
  giveUp(reason: Error): void {
    this.failure ??= reason;
    this.destroy(reason);
  }

  #note(bytes: Buffer): void {
    this.#arrivals.push({ at: this.#now(), bytes });
    const first = this.#byteCount === 0;
    this.#byteCount += bytes.length;
    if (this.#byteCount > this.#mostBytes) this.#socket.destroy(tooLarge(this.#mostBytes));
    this.onBytes?.(first);
  }

  #finish(error?: Error): void {
    if (this.#finished) return;
    this.#finished = true;
    this.failure ??= error;
    this.onFinished?.();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.sentAt === undefined) this.#request = Buffer.concat([this.#request, bytes]);
    else this.#socket.write(bytes);
    done();
  }

  override _read(): void {}

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}

function tooLarge(mostBytes: number): Error {
  const message = `the answer went on beyond ${Math.floor(mostBytes / 1024)} KiB`;
  return Object.assign(new Error(message), { code: 'answer-too-large' });
}
