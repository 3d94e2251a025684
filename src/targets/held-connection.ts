import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const NOTHING = Buffer.alloc(0);

/**
 * A stream between Node's HTTP client and a connected socket, which keeps parsing out of the
 * measurement. It holds the bytes of the request until the release and then sends them in one write.
 * When bytes of the answer come in, it only takes the time; `deliver` passes them to the parser.
 */
export class HeldConnection extends Duplex {
  /** When the request was written to the socket, ms. */
  sentAt: number | undefined;
  /** When the last byte that the parser has received came in, ms. */
  receivedAt: number | undefined;
  /** Why the connection failed or was given up. */
  failure: Error | undefined;
  /** Called each time that bytes come in; `first` is true for the first ones. */
  onBytes: ((first: boolean) => void) | undefined;
  /** Called once, when nothing more can come in. */
  onFinished: (() => void) | undefined;
  /** Whether any part of the answer came in before the request was sent. */
  answeredEarly = false;
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
    socket.allowHalfOpen = true; // otherwise Node would close it while other answers come in
    socket.on('data', (bytes: Buffer) => this.#record(bytes));
    socket.once('end', () => this.#finish());
    socket.once('error', (error) => this.#finish(error));
    socket.once('close', () => this.#finish());
  }

  /** Whether any part of the answer has come in. */
  get answering(): boolean {
    return this.#byteCount > 0;
  }

  /** Whether the server has accepted the connection. */
  get connected(): boolean {
    return !this.#socket.connecting;
  }

  /** Writes no bytes. Nothing goes over the wire, but Node compiles what the real write will run. */
  rehearse(): void {
    if (!this.#finished && this.connected) this.#socket.write(NOTHING);
  }

  /** Sends the request. Takes the time first, because the answer may come in during the write. */
  release(): void {
    this.answeredEarly = this.answering;
    this.sentAt = this.#now();
    this.#socket.write(this.#request);
  }

  /** Passes to the parser what has come in. Does nothing before the release. */
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

  /** Closes the socket. What has come in can still be delivered. */
  hangUp(): void {
    this.#socket.destroy();
  }

  /** Ends the call early, for instance because of the timeout. */
  giveUp(reason: Error): void {
    this.failure ??= reason;
    this.destroy(reason);
  }

  #record(bytes: Buffer): void {
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
  const message = `the answer is larger than ${sizeText(mostBytes)}, the limit for this many calls`;
  return Object.assign(new Error(message), { code: 'answer-too-large' });
}

/** `4 MiB`, `655 KiB`, `1.5 MiB` */
function sizeText(bytes: number): string {
  const mebibytes = bytes / 1024 ** 2;
  return mebibytes < 1
    ? `${Math.floor(bytes / 1024)} KiB`
    : `${Math.floor(10 * mebibytes) / 10} MiB`;
}
