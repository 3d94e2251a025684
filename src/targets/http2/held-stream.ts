import type {
  ClientHttp2Stream,
  IncomingHttpHeaders,
  IncomingHttpStatusHeader,
  OutgoingHttpHeaders,
} from 'node:http2';
import type { Answer } from '../../core/answers/answer.ts';
import { BodyReader } from '../answers/body-reader.ts';
import type { HeldCall } from '../burst-connections.ts';
import type { WireRequest } from '../prepare-calls.ts';
import { FRAME, type Frame } from './frames.ts';
import type { HeldSession, StreamListener } from './held-session.ts';

/** Headers that say something about an HTTP/1.1 connection (RFC 9113, section 8.2.2). */
const NOT_IN_HTTP2: ReadonlySet<string> = new Set([
  'connection',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** One call on a stream of an HTTP/2 connection. */
export class HeldStream implements HeldCall, StreamListener {
  receivedAt: number | undefined;
  firstByteAt: number | undefined;
  cutOff = false;
  laterBytes = 0;
  failure: Error | undefined;
  onBytes: ((first: boolean) => void) | undefined;
  onFinished: (() => void) | undefined;
  readonly answeredEarly = false;
  readonly connected = true;
  inBody = false;
  finished = false;
  answering = false;
  /** The answer. Rejects if there is none, or if it breaks off. */
  readonly answer: Promise<Answer>;
  readonly #session: HeldSession;
  readonly #stream: ClientHttp2Stream;
  #isSettled = false;

  /** Makes the request on the session, which holds it back. At most `mostBytes` of a body are kept. */
  constructor(session: HeldSession, wire: WireRequest, mostBytes: number) {
    this.#session = session;
    const { body } = wire;
    const endStream = body === undefined || body.length === 0;
    this.#stream = session.client.request(headersOf(wire, session), { endStream });
    if (!endStream) this.#stream.end(body);
    const join = (): void => {
      session.streams.set(this.#stream.id ?? 0, this);
    };
    if (this.#stream.pending) this.#stream.once('ready', join);
    else join();
    this.answer = this.#read(mostBytes);
  }

  get sentAt(): number | undefined {
    return this.#session.sentAt;
  }

  rehearse(): void {
    this.#session.rehearse();
  }

  release(): void {
    this.#session.release();
  }

  deliver(): void {
    this.#session.deliver();
  }

  /** The connection serves other calls, too. */
  hangUp(): void {}

  cut(): void {
    if (this.finished) return;
    this.cutOff = true;
    this.#stream.destroy();
  }

  giveUp(reason: Error): void {
    this.failure ??= reason;
    this.#stream.destroy(reason);
  }

  /** Ends the stream; the last one ends the connection. */
  destroy(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#stream.destroy();
    this.#session.streams.delete(this.#stream.id ?? 0);
    if (this.#session.streams.size === 0) this.#session.close();
  }

  onFrameBegin({ type, bytes }: Frame, at: number): void {
    const first = !this.answering;
    this.answering = true;
    const isBody = type === FRAME.data && bytes > 0;
    if (isBody && this.inBody) this.laterBytes += bytes;
    else if (isBody || (type === FRAME.headers && !this.inBody)) this.firstByteAt = at;
    this.inBody ||= isBody;
    this.receivedAt = at;
    this.onBytes?.(first);
  }

  onFrameEnd({ isLast }: Frame, at: number): void {
    this.receivedAt = at;
    if (isLast) this.#finish();
  }

  onLost(error: Error | undefined): void {
    if (!this.finished) this.failure ??= error ?? lost();
    this.#finish();
  }

  #finish(): void {
    if (this.finished) return;
    this.finished = true;
    this.onFinished?.();
  }

  #read(mostBytes: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let responded = false;
      this.#stream.on('error', reject);
      this.#stream.once('close', () => {
        if (!responded) reject(lost());
      });
      this.#stream.once('response', (headers) => {
        responded = true;
        const reader = new BodyReader(this.#stream, mostBytes);
        const answered = (): void => resolve({ ...headOf(headers), ...reader.read() });
        reader
          .ended()
          .then(answered, (error: unknown) => (this.cutOff ? answered() : reject(error)));
      });
    });
  }
}

function lost(): Error {
  return Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' });
}

function headersOf(
  { method, path, headers }: WireRequest,
  session: HeldSession,
): OutgoingHttpHeaders {
  const { host, ...rest } = headers;
  const named = Object.entries(rest).filter(([name]) => !NOT_IN_HTTP2.has(name));
  return {
    ':method': method,
    ':path': path,
    ':scheme': session.scheme,
    ...(host === undefined ? {} : { ':authority': String(host) }),
    ...Object.fromEntries(
      named.map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
    ),
  };
}

function headOf(
  received: IncomingHttpHeaders & IncomingHttpStatusHeader,
): Pick<Answer, 'status' | 'headers'> {
  const { ':status': status = 0, ...headers } = received;
  return { status, headers: Object.fromEntries(Object.entries(headers)) };
}
