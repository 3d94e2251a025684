import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../core/answers/answer.ts';
import { defined } from '../core/defined.ts';
import type { Clock, Exchange, PreparedCall } from '../core/fire.ts';
import type { Until } from '../core/target-description.ts';
import { codeOf, messageOf, TargetError } from '../errors.ts';
import { sendThrough } from './answers/send-through.ts';
import type { Connector } from './connector.ts';
import { HeldConnection } from './held-connection.ts';
import { BurstConnections, type HeldCall } from './burst-connections.ts';
import type { PrepareOptions } from './target.ts';

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Names in lower case; `host` among them. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | undefined;
}

/** The result of a call without its times, which the connection takes. */
export type Outcome = Omit<Exchange, 'sentAt' | 'firstByteAt' | 'receivedAt'>;

/** What one call sends, and how to read its answer. */
export interface CallRequest {
  readonly wire: WireRequest;
  readonly read: (answer: Answer) => Outcome | Promise<Outcome>;
}

/** What calls are prepared from. */
export interface PrepareInput {
  readonly connector: Connector;
  /** One for each call. */
  readonly requests: readonly CallRequest[];
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Whether a call is over soon after its answer has begun. */
  readonly until?: Until | undefined;
}

/**
 * A server that does one thing at a time may wait for the first request before it accepts the next
 * connection. Connections that it has not accepted after this time are used while they connect.
 */
export const CONNECT_PATIENCE_MS = 1_000;

/**
 * What is kept of the answers of a burst, in bytes, and what may wait to be parsed: the rest of a body is
 * only counted.
 */
const MOST_BYTES_IN_ALL = 64 * 1024 * 1024;
/** The same for one answer. */
const MOST_BYTES_EACH = 4 * 1024 * 1024;

/** Connections opened at a time; fewer than the 128 that small servers let queue. */
const CONNECTING_AT_ONCE = 100;

/**
 * Opens a connection for each request and writes the request into it, where it is held until the
 * release. A connection that fails becomes a failed call.
 * @throws the reason of the signal if it aborts.
 */
export async function prepareCalls(
  input: PrepareInput,
  options: PrepareOptions,
): Promise<PreparedCall[]> {
  const results = await connectAll(input, options);
  assertOpened(results);
  const connections = new BurstConnections(input, options);
  const prepared = input.requests.map((request, call) => {
    const connection = results[call];
    return connection instanceof HeldConnection
      ? prepareCall({
          connection,
          answer: sendThrough(connection, request.wire, mostBytesEach(input.requests.length)),
          read: request.read,
          connections,
          input,
        })
      : failedCall(connection ?? new Error('no connection'), input.clock);
  });
  await new Promise(setImmediate); // every request is written by then
  // Whatever it does comes before the rehearsal, which warms up what the release runs.
  await options.onConnected?.(
    results.map((one) => (one instanceof HeldConnection ? one.ends : undefined)),
  );
  await connections.rehearse();
  options.signal.throwIfAborted(); // the connections are closed already
  return prepared;
}

/**
 * Opens two connections a millisecond. If all were opened at once, one of several workers that share
 * a listening socket would accept nearly all of them, and calls would queue there while other
 * workers are idle.
 */
async function connectAll(
  { connector, clock, requests }: PrepareInput,
  { signal }: PrepareOptions,
): Promise<(HeldConnection | Error)[]> {
  const calls = requests.length;
  const results: (HeldConnection | Error)[] = [];
  const settings = { now: clock.now, mostBytes: mostBytesEach(calls) };
  const connect = (): Promise<HeldConnection | Error> =>
    connector.connect({ patienceMs: CONNECT_PATIENCE_MS, signal }).then(
      (socket) => new HeldConnection(socket, settings),
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
  while (results.length < calls && !signal.aborted) {
    const pending: ReturnType<typeof connect>[] = [];
    while (pending.length < Math.min(CONNECTING_AT_ONCE, calls - results.length)) {
      pending.push(connect());
      if (pending.length % 2 === 0) await wait(1);
    }
    results.push(...(await Promise.all(pending)));
  }
  if (signal.aborted) for (const one of results) if (one instanceof HeldConnection) one.destroy();
  signal.throwIfAborted();
  return results;
}

/** How much of the answer of each call is kept, in bytes. */
export function mostBytesEach(calls: number): number {
  return Math.floor(Math.min(MOST_BYTES_EACH, MOST_BYTES_IN_ALL / calls));
}

/** Errors of this machine, which say nothing about the target: no files or memory left. */
const OUR_ERRORS: readonly (string | undefined)[] = ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'];

/** @throws TargetError if this machine could not open a connection. All are closed then. */
function assertOpened(results: readonly (HeldConnection | Error)[]): void {
  const ours = results.find((one) => one instanceof Error && OUR_ERRORS.includes(codeOf(one)));
  if (ours === undefined) return;
  for (const one of results) if (one instanceof HeldConnection) one.destroy();
  throw new TargetError(
    `this machine could not open ${results.length} connections at once: ${messageOf(ours)}. Send fewer calls with -n, or raise its limits`,
    { cause: ours },
  );
}

/** A call that fails when it is released, for instance since it has no connection. */
export function failedCall(error: Error, clock: Clock): PreparedCall {
  let settle: (exchange: Exchange) => void;
  const exchange = new Promise<Exchange>((resolve) => (settle = resolve));
  return { release: () => settle(failedExchange(error, clock.now())), exchange };
}

/** A call that is held back on a connection; `read` makes its outcome from its answer. */
export function prepareCall(options: {
  readonly connection: HeldCall;
  readonly answer: Promise<Answer>;
  readonly read: CallRequest['read'];
  readonly connections: BurstConnections;
  readonly input: PrepareInput;
}): PreparedCall {
  const { connection, answer: coming, read, connections, input } = options;
  connections.add(connection);
  const exchange = coming
    .then(async (answer): Promise<Exchange> => {
      const { sentAt = 0, answeredEarly } = connection;
      if (answeredEarly) return earlyExchange(answer, sentAt);
      const times = timesOf(connection, input.until);
      return { sentAt, ...times, ...(await read(answer)) };
    })
    // An answer that cannot be read is a failed call, too; it does not end the burst.
    .catch((error: unknown): Exchange => {
      const sentAt = connection.sentAt ?? input.clock.now();
      const { firstByteAt } = connection;
      return {
        ...failedExchange(failureCause(connection, error), sentAt),
        ...defined({ firstByteAt }),
      };
    })
    .finally(() => connections.settled(connection));
  return { release: () => connections.release(connection), exchange };
}

function timesOf(
  { sentAt = 0, firstByteAt, receivedAt = sentAt, cutOff, laterBytes }: HeldCall,
  until: Until | undefined,
): Pick<Exchange, 'firstByteAt' | 'receivedAt' | 'cutOff' | 'laterBytes'> {
  return {
    ...defined({ firstByteAt }),
    receivedAt,
    ...(until === undefined ? {} : { laterBytes }),
    ...(cutOff ? { cutOff } : {}),
  };
}

/** Node's errors do not distinguish an answer that broke off from no answer. */
function failureCause({ failure, answering }: HeldCall, error: unknown): unknown {
  const lost = codeOf(failure ?? error) === 'ECONNRESET';
  if (!lost || !answering) return failure ?? error;
  const message = 'the connection was closed in the middle of the answer';
  return Object.assign(new Error(message, { cause: error }), { code: 'answer-incomplete' });
}

/** An answer to a request that was not sent yet says nothing about it, and took no time. */
function earlyExchange({ status }: Answer, sentAt: number): Exchange {
  const message = `the server answered before the request was sent (status ${status})`;
  return { outcome: 'failed', sentAt, status, error: { code: 'answered-early', message } };
}

function failedExchange(error: unknown, sentAt: number): Exchange {
  const code = codeOf(error) ?? 'failed';
  return {
    outcome: 'failed',
    sentAt,
    error: { code, message: describeFailure(code, messageOf(error)) },
  };
}

/** Node's own messages for these assume knowledge of its sockets, OpenSSL and its parser. */
function describeFailure(code: string, nodeMessage: string): string {
  if (code === 'ECONNREFUSED') return 'connection refused: nothing is listening there';
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return 'the server closed the connection without an answer';
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return 'the server does not speak TLS; try http:// instead of https://';
  }
  if (code === 'ERR_HTTP2_STREAM_ERROR') {
    const [, name = nodeMessage] = /NGHTTP2_(\w+)/.exec(nodeMessage) ?? [];
    return `the server reset the stream (${name})`;
  }
  return code.startsWith('HPE_') ? `the answer is not valid HTTP (${nodeMessage})` : nodeMessage;
}
