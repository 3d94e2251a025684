import { request as openRequest, type IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../core/answers/answer.ts';
import type { Clock, Exchange, PreparedCall } from '../core/fire.ts';
import { codeOf, messageOf } from '../errors.ts';
import type { Connector } from './connector.ts';
import { HeldConnection } from './held-connection.ts';
import { BurstConnections } from './burst-connections.ts';
import type { PrepareOptions } from './target.ts';

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names in lower case; `host` among them. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | undefined;
}

/** What an answer says of its call; all but the times, which the connection tells. */
export type Outcome = Omit<Exchange, 'sentAt' | 'receivedAt'>;

/** What one call sends, and how its answer is to be read. */
export interface CallRequest {
  readonly wire: WireRequest;
  readonly read: (answer: Answer) => Outcome | Promise<Outcome>;
}

export interface PrepareInput {
  readonly connector: Connector;
  /** One for each call. */
  readonly requests: readonly CallRequest[];
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * A server that does one thing at a time may wait for the first request before it takes the next
 * connection: those that it does not take by then are used as they are, and connect meanwhile.
 */
const PATIENCE_MS = 1_000;

/** All answers of a burst are kept until it is over: together they may take so much. */
const MOST_BYTES = 64 * 1024 * 1024;
/** And one of them so much; a larger one is no answer to a ping, and might never end. */
const MOST_BYTES_EACH = 4 * 1024 * 1024;

/** So many connections are opened at a time: fewer than the 128 that small servers let queue. */
const CONNECTING_AT_ONCE = 100;

/** Opens a connection for each request and writes the request into it, prepared back. */
export async function prepareCalls(
  input: PrepareInput,
  options: PrepareOptions,
): Promise<PreparedCall[]> {
  const opened = await openAll(input, options);
  const connections = new BurstConnections(input.timeoutMs, options);
  const prepared = input.requests.map((request, call) => {
    const connection = opened[call];
    return connection instanceof HeldConnection
      ? prepareCall({ connection, request, connections, clock: input.clock })
      : unreachable(connection ?? new Error('no connection'), input.clock);
  });
  await new Promise(setImmediate); // by then every request has been written into its connection
  await connections.rehearse();
  return prepared;
}

/**
 * Two connections a millisecond: a worker that shares its socket with others takes all that have
 * come when it looks, so that of connections opened at once one worker would get nearly all, and the
 * calls would queue there though others are idle.
 */
async function openAll(
  { connector, clock, requests }: PrepareInput,
  { signal }: PrepareOptions,
): Promise<(HeldConnection | Error)[]> {
  const calls = requests.length;
  const opened: (HeldConnection | Error)[] = [];
  const keep = { now: clock.now, mostBytes: Math.min(MOST_BYTES_EACH, MOST_BYTES / calls) };
  const open = (): Promise<HeldConnection | Error> =>
    connector.connect({ patienceMs: PATIENCE_MS, signal }).then(
      (socket) => new HeldConnection(socket, keep),
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
  while (opened.length < calls && !signal.aborted) {
    const opening: ReturnType<typeof open>[] = [];
    while (opening.length < Math.min(CONNECTING_AT_ONCE, calls - opened.length)) {
      opening.push(open());
      if (opening.length % 2 === 0) await wait(1);
    }
    opened.push(...(await Promise.all(opening)));
  }
  if (signal.aborted) for (const one of opened) if (one instanceof HeldConnection) one.destroy();
  signal.throwIfAborted();
  return opened;
}

function unreachable(error: Error, clock: Clock): PreparedCall {
  let settle: (exchange: Exchange) => void;
  const exchange = new Promise<Exchange>((resolve) => (settle = resolve));
  return { release: () => settle(failure(error, clock.now())), exchange };
}

function prepareCall(prepared: {
  readonly connection: HeldConnection;
  readonly request: CallRequest;
  readonly connections: BurstConnections;
  readonly clock: Clock;
}): PreparedCall {
  const { connection, request, connections, clock } = prepared;
  connections.add(connection);
  const exchange = sendThrough(connection, request.wire)
    .then(async (answer): Promise<Exchange> => {
      const { sentAt = 0, receivedAt = sentAt } = connection;
      return { sentAt, receivedAt, ...(await request.read(answer)) };
    })
    // Also where an answer cannot be read: a call that failed is a result, and ends nothing else.
    .catch((error: unknown): Exchange =>
      failure(reasonFor(connection, error), connection.sentAt ?? clock.now()),
    )
    .finally(() => connections.settled(connection));
  return { release: () => connections.release(connection), exchange };
}

/** Node says "aborted" or "socket hang up" alike of no answer and of half of one. */
function reasonFor({ failure: ours, answering }: HeldConnection, error: unknown): unknown {
  const lost = codeOf(ours ?? error) === 'ECONNRESET';
  if (!lost || !answering) return ours ?? error;
  const message = 'the connection closed in the middle of the answer';
  return Object.assign(new Error(message, { cause: error }), { code: 'answer-incomplete' });
}

function failure(error: unknown, sentAt: number): Exchange {
  const code = codeOf(error) ?? 'failed';
  return { outcome: 'failed', sentAt, error: { code, message: wordsFor(code, messageOf(error)) } };
}

/** What Node says of these is meant for those who know its sockets, OpenSSL and its parser. */
function wordsFor(code: string, said: string): string {
  if (code === 'ECONNRESET') return 'it closed the connection without an answer';
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return 'what listens there does not speak TLS; try http://';
  }
  return code.startsWith('HPE_') ? `the answer is not HTTP as it should be (${said})` : said;
}

/** Node's own client writes the request and parses the answer; `connection` decides when. */
function sendThrough(connection: HeldConnection, wire: WireRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = openRequest(
      {
        path: wire.path,
        method: wire.method,
        headers: { ...wire.headers, connection: 'close' },
        createConnection: () => connection,
      },
      (incoming) => {
        collect(incoming).then(resolve, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(wire.body);
  });
}

async function collect(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  await finished(incoming, { writable: false });
  const { statusCode = 0, headers } = incoming;
  return { status: statusCode, headers, body: Buffer.concat(chunks).toString('utf8') };
}
