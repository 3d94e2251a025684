import { createServer as createHttpServer, type RequestListener } from 'node:http';
import {
  createServer as createPlainHttp2Server,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type SecureServerOptions,
} from 'node:http2';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** A server on the loopback interface that is closed at the end of the test. */
export interface Loopback {
  readonly port: number;
  /** All connections that have been made to it. */
  readonly sockets: readonly Socket[];
  /** Resolves once all its connections are closed. */
  readonly emptied: () => Promise<void>;
  /** Goes away: refuses and closes all connections. */
  readonly stop: () => void;
}

/** Starts an HTTP server. */
export function httpServer(answer: RequestListener): Promise<Loopback> {
  return listening(createHttpServer(answer));
}

/** Starts an HTTPS server. */
export function httpsServer(
  certificate: ServerOptions,
  answer: RequestListener,
): Promise<Loopback> {
  return listening(createHttpsServer(certificate, answer));
}

/** Starts a server that speaks only HTTP/2, over TLS. */
export function http2Server(
  certificate: SecureServerOptions,
  answer: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
): Promise<Loopback> {
  return listening(createSecureServer(certificate, answer));
}

/** Starts a server that speaks only HTTP/2, without TLS. */
export function plainHttp2Server(
  answer: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
): Promise<Loopback> {
  return listening(createPlainHttp2Server(answer));
}

/** Starts a TCP server that passes each connection to `serve`. Unread bytes are discarded. */
export function socketServer(serve: (socket: Socket) => void): Promise<Loopback> {
  return listening(
    createServer((socket) => {
      socket.resume();
      serve(socket);
    }),
  );
}

/** Returns a port of the loopback interface on which nothing is listening. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  await once(server.close(), 'close');
  return port;
}

/** Starts a server whose queue of connections is full, in a thread that does nothing. Returns its port. */
export async function fullServer(): Promise<number> {
  const thread = new Worker(
    `const { parentPort } = require('node:worker_threads');
    const server = require('node:net').createServer().listen(0, '127.0.0.1', 1, () => {
      parentPort.postMessage(server.address().port);
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    });`,
    { eval: true },
  );
  const [port]: number[] = await once(thread, 'message');
  const waiting = Array.from({ length: 2 }, () => connect(port ?? 0, '127.0.0.1'));
  onTestFinished(async () => {
    for (const socket of waiting) socket.destroy();
    await thread.terminate();
  });
  await Promise.all(waiting.map((socket) => once(socket, 'connect')));
  return port ?? 0;
}

async function listening(server: Server): Promise<Loopback> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => {}); // tests check connection errors on the side of the client
  });
  server.listen(0, '127.0.0.1', 1_024);
  await once(server, 'listening');
  const stop = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(stop);
  return { port: portOf(server), sockets, emptied, stop };

  async function emptied(): Promise<void> {
    const open = sockets.filter((socket) => !socket.closed);
    await Promise.all(open.map((socket) => new Promise((gone) => socket.once('close', gone))));
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  return address.port;
}
