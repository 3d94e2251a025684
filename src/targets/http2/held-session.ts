import { connect, type ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { ConnectionEnds } from '../../core/fire.ts';
import { endsOf } from '../held-connection.ts';
import { FrameScanner, type Frame } from './frames.ts';

const NOTHING = Buffer.alloc(0);

/** More than this does not wait for a quiet moment to be parsed, in bytes. */
const MOST_PENDING = 64 * 1024;

/** What a server may send before it has to wait for us: for a stream, and for all of a connection. */
const STREAM_WINDOW = 1024 ** 2;
const CONNECTION_WINDOW = 64 * 1024 ** 2;

/** What a stream of a session notices. */
export interface StreamListener {
  readonly onFrameBegin: (frame: Frame, at: number) => void;
  readonly onFrameEnd: (frame: Frame, at: number) => void;
  /** The connection was lost, or closed. */
  readonly onLost: (error: Error | undefined) => void;
}

/**
 * A stream between Node's HTTP/2 client and a connected socket. From `hold` on it keeps the requests, and
 * sends all of them in one write at the release. Frames of answers get the time at which they come in;
 * `deliver` passes them to Node.
 */
export class HeldSession extends Duplex {
  /** When the requests were written to the socket, ms. */
  sentAt: number | undefined;
  /** The streams whose answers are awaited, by their numbers. */
  readonly streams = new Map<number, StreamListener>();
  readonly client: ClientHttp2Session;
  /** Resolves with the server's settings. Rejects if there will be none. */
  readonly ready: Promise<void>;
  /** `https` or `http`. */
  readonly scheme: string;
  readonly #socket: Socket;
  readonly #now: () => number;
  #held: Buffer[] | undefined;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #isLost = false;

  constructor(
    socket: Socket,
    { now, origin }: { readonly now: () => number; readonly origin: URL },
  ) {
    super();
    this.#socket = socket;
    this.#now = now;
    this.scheme = origin.protocol.replace(':', '');
    let at = 0;
    const scanner = new FrameScanner({
      onBegin: (frame) => this.streams.get(frame.stream)?.onFrameBegin(frame, at),
      onEnd: (frame) => this.streams.get(frame.stream)?.onFrameEnd(frame, at),
    });
    socket.on('data', (bytes: Buffer) => {
      at = this.#now();
      this.#record(bytes);
      scanner.scan(bytes);
    });
    socket.once('end', () => this.#lose());
    socket.once('error', (error) => this.#lose(error));
    socket.once('close', () => this.#lose());
    this.client = connect(origin, {
      createConnection: () => this,
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
    });
    this.ready = new Promise((resolve, reject) => {
      this.client.once('remoteSettings', () => resolve());
      socket.once('error', reject);
      if (socket.errored) reject(socket.errored);
      this.client.once('error', reject);
      this.client.once('close', () => reject(new Error('the connection was closed')));
    });
    this.ready.catch(() => {}); // it is awaited only once
    this.client.on('error', () => {}); // the streams have it, too
    this.client.once('connect', () => this.client.setLocalWindowSize(CONNECTION_WINDOW));
  }

  get ends(): ConnectionEnds | undefined {
    return endsOf(this.#socket);
  }

  /** How many bytes are held back. */
  get heldBytes(): number {
    return (this.#held ?? []).reduce((sum, { length }) => sum + length, 0);
  }

  /** Holds back what is written from now on. */
  hold(): void {
    this.#held = [];
  }

  /** Makes one piece of what is held back, so the release has nothing to do but to write it. */
  join(): void {
    this.#held = [Buffer.concat(this.#held ?? [])];
  }

  /** Writes no bytes. Nothing goes over the wire, but Node compiles what the real write will run. */
  rehearse(): void {
    if (!this.#isLost) this.#socket.write(NOTHING);
  }

  /** Sends all requests, the first time that it is called. */
  release(): void {
    if (this.sentAt !== undefined) return;
    this.sentAt = this.#now();
    const [requests = NOTHING] = this.#held ?? [];
    this.#held = undefined;
    this.#socket.write(requests);
  }

  /** Passes to Node what has come in. */
  deliver(): void {
    const pending = this.#pending;
    [this.#pending, this.#pendingBytes] = [[], 0];
    if (this.destroyed) return;
    for (const bytes of pending) this.push(bytes);
    if (this.#isLost && !this.readableEnded) this.push(null);
  }

  /** Ends the session, and closes the connection. */
  close(): void {
    this.client.destroy();
    this.destroy();
  }

  /** Before the requests are held, nothing is measured. */
  #record(bytes: Buffer): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.sentAt === undefined || this.#pendingBytes > MOST_PENDING) this.deliver();
  }

  #lose(error?: Error): void {
    if (this.#isLost) return;
    this.#isLost = true;
    if (this.sentAt === undefined) this.deliver();
    for (const stream of this.streams.values()) stream.onLost(error);
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#held === undefined) this.#socket.write(bytes);
    else this.#held.push(bytes);
    done();
  }

  override _read(): void {}

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
