import { TLSSocket } from 'node:tls';
import type { PreparedCall } from '../../core/fire.ts';
import { abortReason, codeOf } from '../../errors.ts';
import { BurstConnections } from '../burst-connections.ts';
import {
  CONNECT_PATIENCE_MS,
  failedCall,
  mostBytesEach,
  prepareCall,
  type PrepareInput,
} from '../prepare-calls.ts';
import type { PrepareOptions } from '../target.ts';
import { HeldSession } from './held-session.ts';
import { HeldStream } from './held-stream.ts';

/** What calls over HTTP/2 are prepared from. */
export interface StreamsInput extends PrepareInput {
  readonly origin: URL;
  /** Connections to use; more are opened if the server allows too few streams on each. */
  readonly connections: number;
}

/** How calls were spread over connections. */
export interface Spread {
  readonly connections: number;
  /** The most streams that the server allows at a time on a connection, if it has a limit. */
  readonly streamLimit?: number;
}

/** What stands for no limit (RFC 9113, section 6.5.2, has no number for that; servers send the largest). */
const UNLIMITED = 2 ** 31 - 1;

/** After this many turns of the event loop without another byte, every request is written. */
const QUIET_TURNS = 3;

/**
 * Opens a connection and writes all requests into it, where they are held until the release. Opens more
 * if the server allows fewer streams than there are calls. A connection that fails fails its calls.
 * @throws the reason of the signal if it aborts.
 */
export async function prepareStreams(
  input: StreamsInput,
  options: PrepareOptions,
): Promise<{ readonly prepared: PreparedCall[]; readonly spread: Spread }> {
  const calls = input.requests.length;
  const first = await openSession(input, options.signal);
  const limit = first instanceof HeldSession ? streamLimitOf(first) : Infinity;
  const connections = Math.min(calls, Math.max(input.connections, Math.ceil(calls / limit)));
  const others = await Promise.all(
    Array.from({ length: connections - 1 }, () => openSession(input, options.signal)),
  );
  const sessions = [first, ...others];
  const held = sessions.filter((session) => session instanceof HeldSession);
  if (options.signal.aborted) held.forEach((session) => session.close());
  options.signal.throwIfAborted();
  held.forEach((session) => session.hold());
  const burst = new BurstConnections(input, options);
  const prepared = input.requests.map((request, call) =>
    prepareOne(sessions[call % connections], request, { burst, input }),
  );
  await untilWritten(held);
  held.forEach((session) => session.join());
  const ends = sessions.map((one) => (one instanceof HeldSession ? one.ends : undefined));
  await options.onConnected?.(input.requests.map((_, call) => ends[call % connections]));
  await burst.rehearse();
  options.signal.throwIfAborted(); // the connections are closed already
  const spread = { connections, ...(limit < UNLIMITED ? { streamLimit: limit } : {}) };
  return { prepared, spread };
}

function streamLimitOf({ client }: HeldSession): number {
  return Math.max(1, client.remoteSettings.maxConcurrentStreams ?? Infinity);
}

function prepareOne(
  session: HeldSession | Error | undefined,
  request: StreamsInput['requests'][number],
  { burst, input }: { readonly burst: BurstConnections; readonly input: StreamsInput },
): PreparedCall {
  if (!(session instanceof HeldSession)) {
    return failedCall(session ?? new Error('no connection'), input.clock);
  }
  try {
    const mostBytes = mostBytesEach(input.requests.length);
    const connection = new HeldStream(session, request.wire, mostBytes);
    const { answer } = connection;
    return prepareCall({ connection, answer, read: request.read, connections: burst, input });
  } catch (error) {
    // For instance a header that HTTP/2 does not have.
    return failedCall(error instanceof Error ? error : new Error(String(error)), input.clock);
  }
}

/** How a server refuses a protocol while it negotiates TLS (RFC 7301, section 3.2). */
const REFUSED_BY_ALPN = 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL';

/** Connects, and waits for the server's settings, since they hold its limit of streams. */
async function openSession(
  { connector, clock, timeoutMs, origin }: StreamsInput,
  signal: AbortSignal,
): Promise<HeldSession | Error> {
  let session: HeldSession | undefined;
  let isAgreed = false;
  try {
    const socket = await connector.connect({ patienceMs: CONNECT_PATIENCE_MS, signal });
    session = new HeldSession(socket, { now: clock.now, origin });
    if (socket instanceof TLSSocket) {
      isAgreed = socket.alpnProtocol === 'h2';
      if (!isAgreed) throw noHttp2();
    }
    await readyWithin(session, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
    return session;
  } catch (error) {
    session?.close();
    if (signal.aborted) throw abortReason(signal);
    if (!(error instanceof Error)) return noHttp2(error);
    if (isAgreed) return refusedAfterTls(error);
    return session !== undefined || codeOf(error) === REFUSED_BY_ALPN ? noHttp2(error) : error;
  }
}

/**
 * With TLS 1.3, a server that wants a certificate of the client refuses only after the handshake. If it
 * then closes the connection before it has read what we sent, the reason is lost.
 */
function refusedAfterTls(error: Error): Error {
  const code = codeOf(error) ?? '';
  if (code.startsWith('ERR_SSL_')) return error;
  if (code !== 'ECONNRESET' && code !== 'EPIPE') return noHttp2(error);
  const message =
    'the server closed the connection after the TLS handshake. If it requires a client certificate, give one with --cert FILE and --key FILE';
  return Object.assign(new Error(message, { cause: error }), { code: 'closed-after-tls' });
}

async function readyWithin(session: HeldSession, late: AbortSignal): Promise<void> {
  const close = (): void => session.close();
  late.addEventListener('abort', close, { once: true });
  await session.ready.finally(() => late.removeEventListener('abort', close));
}

function noHttp2(cause?: unknown): Error {
  const message = 'the server does not speak HTTP/2 here; leave out --http2';
  return Object.assign(new Error(message, { cause }), { code: 'no-http2' });
}

/** Node writes requests in later turns of the event loop. */
async function untilWritten(sessions: readonly HeldSession[]): Promise<void> {
  const heldBytes = (): number => sessions.reduce((sum, session) => sum + session.heldBytes, 0);
  for (let [quiet, before] = [0, -1]; quiet < QUIET_TURNS;) {
    await new Promise(setImmediate);
    quiet = heldBytes() === before ? quiet + 1 : 0;
    before = heldBytes();
  }
}
