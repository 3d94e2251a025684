import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';

/** A request over HTTP/1 or HTTP/2, which have the same form. */
export type Request = IncomingMessage | Http2ServerRequest;
/** The answer to it. */
export type Response = ServerResponse | Http2ServerResponse;

/** What a client that speaks HTTP/2 with prior knowledge sends first (RFC 9113, section 3.4). */
const PREFACE = 'PRI * HTTP/2.0\r\n';

/** Node sends no number by default, and then some clients, such as HTTPX, send one request at a time. */
const MOST_STREAMS = 10_000;

/** A server for HTTP/1 and HTTP/2 on the same port, and a way to close it with all its connections. */
export interface CallersServer {
  readonly server: Server;
  readonly close: () => Promise<void>;
}

/** Creates a server that hands each request to `answer`, with the socket that it came over. */
export function createCallersServer(
  answer: (request: Request, response: Response, socket: object) => void,
): CallersServer {
  const http1 = createHttpServer((request, response) => answer(request, response, request.socket));
  const http2 = createHttp2Server({ settings: { maxConcurrentStreams: MOST_STREAMS } });
  http2.on('request', (request, response) => {
    answer(request, response, request.stream.session ?? request);
  });
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {}); // callers may hang up
    passOn(socket, (protocol) => (protocol === 'http2' ? http2 : http1).emit('connection', socket));
  });
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const session of sessions) session.destroy();
    for (const socket of sockets) socket.destroy();
    http1.close();
    http2.close();
    await closed;
  };
  return { server, close };
}

/** Reads the first bytes of a connection to find its protocol, and puts them back. */
function passOn(socket: Socket, take: (protocol: 'http1' | 'http2') => void): void {
  let head = Buffer.alloc(0);
  const read = (): void => {
    const chunk: unknown = socket.read();
    if (!Buffer.isBuffer(chunk)) return;
    head = Buffer.concat([head, chunk]);
    const text = head.toString('latin1', 0, PREFACE.length);
    if (text.length < PREFACE.length && PREFACE.startsWith(text)) return;
    socket.off('readable', read);
    socket.unshift(head);
    take(text === PREFACE ? 'http2' : 'http1');
  };
  socket.on('readable', read);
}
