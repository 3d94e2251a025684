import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** A server on the loopback interface that lives as long as a test. */
export interface Loopback {
  readonly port: number;
  /** The connections that were ever made to it. */
  readonly sockets: readonly Socket[];
  /** Resolves once its clients have ended every connection. */
  readonly emptied: () => Promise<void>;
}

/** Answers requests as HTTP does. */
export function httpServer(answer: RequestListener): Promise<Loopback> {
  return listening(createHttpServer(answer));
}

export function httpsServer(
  certificate: ServerOptions,
  answer: RequestListener,
): Promise<Loopback> {
  return listening(createHttpsServer(certificate, answer));
}

/** Does what it likes with each connection; what comes in is thrown away unless it is read. */
export function socketServer(serve: (socket: Socket) => void): Promise<Loopback> {
  return listening(
    createServer((socket) => {
      socket.resume();
      serve(socket);
    }),
  );
}

/** A port of the loopback interface on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  await once(server.close(), 'close');
  return port;
}

async function listening(server: Server): Promise<Loopback> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => {}); // what clients do to it is looked at from their side
  });
  server.listen(0, '127.0.0.1', 1_024);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: portOf(server), sockets, emptied };

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
