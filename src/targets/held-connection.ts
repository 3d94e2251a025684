import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { ConnectionEnds } from '../core/fire.ts';
import { BodyStart } from './answers/body-start.ts';

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
  /** Whether the rest of the answer was not waited for. */
  cutOff = false;
  /** Bytes that have come in after the first ones of the body. */
  laterBytes = 0;
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
  #pendingBytes = 0;
  #answering = false;
  readonly #bodyStart = new BodyStart();
  #headerAt: number | undefined;
  #bodyAt: number | undefined;
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
    return this.#answering;
  }

  /** Whether the parser has received some of the body. */
  get inBody(): boolean {
    return this.#bodyAt !== undefined;
  }

  /** When the first byte of the body came in, or the header if no body did, ms; not before the release. */
  get firstByteAt(): number | undefined {
    const at = this.#bodyAt ?? this.#headerAt;
    return at !== undefined && at >= (this.sentAt ?? Infinity) ? at : undefined;
  }

  /** Whether nothing more can come in. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Whether the server has accepted the connection. */
  get connected(): boolean {
    return !this.#socket.connecting;
  }

  get ends(): ConnectionEnds | undefined {
    return endsOf(this.#socket);
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
    this.#pendingBytes = 0;
    for (const { at, bytes } of arrivals) {
      this.receivedAt = at;
      this.#noteBody(at, bytes);
      this.push(bytes);
    }
    if (this.failure !== undefined) this.destroy(this.failure);
    else if (this.#finished && !this.readableEnded) this.push(null);
  }

  /** Closes the socket. What has come in can still be delivered. */
  hangUp(): void {
    this.#socket.destroy();
  }

  /** Waits for no more of an answer that has begun. What was delivered of it counts. */
  cut(): void {
    if (this.#finished) return;
    this.cutOff = true;
    this.destroy();
  }

  /** Ends the call early, for instance because of the timeout. */
  giveUp(reason: Error): void {
    this.failure ??= reason;
    this.destroy(reason);
  }

  #record(bytes: Buffer): void {
    this.#arrivals.push({ at: this.#now(), bytes });
    const first = !this.#answering;
    this.#answering = true;
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > this.#mostBytes) this.#makeRoom();
    this.onBytes?.(first);
  }

  /** Delivers what is too much to wait for a quiet moment. Before the release it cannot be an answer. */
  #makeRoom(): void {
    if (this.sentAt === undefined)
      this.#socket.destroy(new Error('the server sent data before the request'));
    else this.deliver();
  }

  #noteBody(at: number, bytes: Buffer): void {
    if (this.#bodyAt !== undefined) this.laterBytes += bytes.length;
    else if (this.#bodyStart.reachedBy(bytes)) this.#bodyAt = at;
    else this.#headerAt = at;
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

/** The ends of a connection; `undefined` if it is lost. */
export function endsOf(socket: Socket): ConnectionEnds | undefined {
  const { localPort, remoteAddress, remotePort } = socket;
  if (localPort === undefined) return undefined;
  if (remoteAddress === undefined || remotePort === undefined) return { localPort };
  return { localPort, remote: { address: remoteAddress, port: remotePort } };
}
