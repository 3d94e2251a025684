import { request, type IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { readAnswer, type Answer } from '../core/answer.ts';
import type { Clock, Exchange, HeldCall } from '../core/fire.ts';
import type { TargetDescription } from '../core/run.ts';
import { codeOf, messageOf } from '../errors.ts';
import { connectorTo, type Connector } from './connect.ts';
import { HeldConnection } from './held-connection.ts';
import { Rush } from './rush.ts';
import type { HoldOptions, Target } from './target.ts';

/** What is sent: as curl's -X, -H and -d say it. */
export interface HttpMessage {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

export interface HttpOptions {
  readonly url: URL;
  readonly message: HttpMessage;
  readonly description: TargetDescription;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Whether an answer that is no PONG! is a failure: of our own service it always is. */
  readonly pongExpected: boolean;
  /** The response header that names the instance, in lower case. */
  readonly instanceHeader?: string | undefined;
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

/** An HTTP or HTTPS address. A target that has answered PONG! once has to go on doing so. */
export function httpTarget(options: HttpOptions): Target {
  const connector = connectorTo(options.url);
  const { instanceHeader } = options;
  let { pongExpected } = options;
  return {
    description: options.description,
    hold: async (hold) => {
      const connections = await openAll(connector, options, hold);
      const rush = new Rush(options.timeoutMs, hold);
      const expected = pongExpected;
      const read = (answer: Answer) => {
        const said = readAnswer(answer, { pongExpected: expected, instanceHeader });
        pongExpected ||= said.served?.nth !== undefined;
        return said;
      };
      const held = connections.map((connection) =>
        connection instanceof Error
          ? unreachable(connection, options.clock)
          : holdCall({ connection, options, rush, read }),
      );
      await new Promise(setImmediate); // by then every request has been written into its connection
      await rush.rehearse();
      return held;
    },
  };
}

/**
 * Two connections a millisecond: a worker that shares its socket with others takes all that have
 * come when it looks, so that of connections opened at once one worker would get nearly all, and the
 * calls would queue there though others are idle.
 */
async function openAll(
  connector: Connector,
  { clock }: HttpOptions,
  { calls, signal }: HoldOptions,
): Promise<(HeldConnection | Error)[]> {
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

function unreachable(error: Error, clock: Clock): HeldCall {
  let settle: (exchange: Exchange) => void;
  const exchange = new Promise<Exchange>((resolve) => (settle = resolve));
  return { release: () => settle(failure(error, clock.now())), exchange };
}

function holdCall(call: {
  readonly connection: HeldConnection;
  readonly options: HttpOptions;
  readonly rush: Rush;
  readonly read: (answer: Answer) => Omit<Exchange, 'sentAt' | 'receivedAt'>;
}): HeldCall {
  const { connection, options, rush, read } = call;
  rush.add(connection);
  const exchange = sendThrough(connection, options)
    .then(
      (answer): Exchange => {
        const { sentAt = 0, receivedAt = sentAt } = connection;
        return { sentAt, receivedAt, ...read(answer) };
      },
      (error: unknown): Exchange =>
        failure(reasonFor(connection, error), connection.sentAt ?? options.clock.now()),
    )
    .finally(() => rush.settled(connection));
  return { release: () => rush.release(connection), exchange };
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
  return { outcome: 'failed', sentAt, error: { code, message: messageOf(error) } };
}

/** Node's own client writes the request and parses the answer; `connection` decides when. */
function sendThrough(connection: HeldConnection, { url, message }: HttpOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: url.hostname,
        path: url.pathname + url.search,
        method: message.method,
        headers: { host: url.host, ...message.headers, connection: 'close' },
        createConnection: () => connection,
      },
      (incoming) => {
        collect(incoming).then(resolve, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(message.body);
  });
}

async function collect(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  await finished(incoming, { writable: false });
  const { statusCode = 0, headers } = incoming;
  return { status: statusCode, headers, body: Buffer.concat(chunks).toString('utf8') };
}
