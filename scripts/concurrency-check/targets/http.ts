import { request, type IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
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
      return held;
    },
  };
}

async function openAll(
  connector: Connector,
  { timeoutMs, clock }: HttpOptions,
  { calls, signal }: HoldOptions,
): Promise<(HeldConnection | Error)[]> {
  const connections: (HeldConnection | Error)[] = [];
  const open = async (): Promise<HeldConnection | Error> => {
    try {
      const socket = await connector.connect({ timeoutMs, signal });
      return new HeldConnection(socket, clock.now);
    } catch (error) {
      signal.throwIfAborted();
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  while (connections.length < calls) {
    const batch = Math.min(CONNECTING_AT_ONCE, calls - connections.length);
    connections.push(...(await Promise.all(Array.from({ length: batch }, open))));
  }
  return connections;
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
        failure(connection.failure ?? error, connection.sentAt ?? options.clock.now()),
    )
    .finally(() => rush.settled(connection));
  return { release: () => rush.release(connection), exchange };
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
