import { once, setMaxListeners, type EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerOptions,
} from 'node:http2';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fire, type Clock, type FiredBurst } from '../../src/core/fire.ts';
import { httpTarget, type HttpOptions } from '../../src/targets/http-target.ts';
import type { Target } from '../../src/targets/target.ts';
import { fixture } from '../helpers/fixtures.ts';
import { closedPort, httpServer, socketServer } from '../helpers/loopback.ts';

const CALLS = 12;
const clock: Clock = { now: () => performance.now(), wall: () => Date.now() };
const never = new AbortController().signal;
setMaxListeners(0, never);

type Handler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

interface Server {
  readonly port: number;
  readonly sessions: readonly ServerHttp2Session[];
  /** Resolves once all its connections are closed. */
  readonly emptied: () => Promise<void>;
}

async function listening(server: Http2Server, handler: Handler): Promise<Server> {
  const sessions: ServerHttp2Session[] = [];
  server.on('session', (session) => sessions.push(session));
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    handler(stream, headers);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    sessions.forEach((session) => session.destroy());
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const emptied = async (): Promise<void> => {
    const open = sessions.filter(({ destroyed }) => !destroyed);
    await Promise.all(open.map((session: EventEmitter) => once(session, 'close')));
  };
  return { port, sessions, emptied };
}

const h2c = (handler: Handler, options: ServerOptions = {}): Promise<Server> =>
  listening(createServer(options), handler);

const answer: Handler = (stream) => {
  stream.respond({ ':status': 200, 'content-type': 'text/plain' });
  stream.end('hello');
};

function targetAt(port: number, options: Partial<HttpOptions> = {}): Target {
  return httpTarget({
    url: new URL(`http://127.0.0.1:${port}/ping?a=1`),
    message: { method: 'GET', headers: { accept: '*/*', connection: 'x', 'x-two': ['a', 'b'] } },
    description: { kind: 'http' },
    timeoutMs: 10_000,
    clock,
    pongExpected: false,
    http2: { connections: 1 },
    ...options,
  });
}

async function burst(target: Target, calls = CALLS): Promise<FiredBurst['invocations']> {
  return (await fire(await target.prepare({ calls, signal: never }), clock)).invocations;
}

describe('calls over HTTP/2', () => {
  it('share one connection, and leave in one write', async () => {
    const requests: IncomingHttpHeaders[] = [];
    const server = await h2c((stream, headers) => {
      requests.push(headers);
      answer(stream, headers);
    });
    const target = targetAt(server.port);
    const invocations = await burst(target);
    expect(invocations).toHaveLength(CALLS);
    for (const { sentAt, firstByteAt = 0, receivedAt = 0, ...call } of invocations) {
      expect(call).toMatchObject({ outcome: 'answered', status: 200, bodyBytes: 5 });
      expect(sentAt).toBe(invocations[0]?.sentAt);
      expect(firstByteAt).toBeGreaterThanOrEqual(sentAt);
      expect(receivedAt).toBeGreaterThanOrEqual(firstByteAt);
    }
    expect(server.sessions).toHaveLength(1);
    expect(requests).toHaveLength(CALLS);
    expect(requests[0]).toMatchObject({
      ':method': 'GET',
      ':path': '/ping?a=1',
      ':scheme': 'http',
      ':authority': `127.0.0.1:${server.port}`,
      'x-two': 'a, b',
    });
    expect(requests[0]).not.toHaveProperty('connection');
    expect(target.observed?.()).toEqual({ http2: { connections: 1 } });
    await server.emptied();
  });

  it('are held back until the release', async () => {
    let requests = 0;
    const server = await h2c((stream, headers) => {
      requests += 1;
      answer(stream, headers);
    });
    const prepared = await targetAt(server.port).prepare({ calls: CALLS, signal: never });
    await pause(50);
    expect(requests).toBe(0);
    const { invocations } = await fire(prepared, clock);
    expect(requests).toBe(CALLS);
    expect(new Set(invocations.map(({ outcome }) => outcome))).toEqual(new Set(['answered']));
  });

  it('send bodies, also those larger than a window', async () => {
    const sizes: number[] = [];
    const server = await h2c((stream, headers) => {
      let bytes = 0;
      stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
      stream.on('end', () => {
        sizes.push(bytes);
        answer(stream, headers);
      });
    });
    const message = { method: 'POST', headers: {}, body: 'x'.repeat(200_000) };
    const invocations = await burst(targetAt(server.port, { message }), 3);
    expect(invocations.map(({ outcome }) => outcome)).toEqual(Array(3).fill('answered'));
    expect(sizes).toEqual(Array(3).fill(200_000));
  });

  it('open more connections if the server allows fewer streams', async () => {
    const server = await h2c(answer, { settings: { maxConcurrentStreams: 5 } });
    const target = targetAt(server.port);
    const invocations = await burst(target);
    expect(invocations.map(({ outcome }) => outcome)).toEqual(Array(CALLS).fill('answered'));
    expect(server.sessions).toHaveLength(3);
    expect(target.observed?.()).toEqual({ http2: { connections: 3, streamLimit: 5 } });
    await server.emptied();
  });

  it('use as many connections as --connections says, but none without a call', async () => {
    const server = await h2c(answer);
    await burst(targetAt(server.port, { http2: { connections: 4 } }), 10);
    expect(server.sessions).toHaveLength(4);
    await burst(targetAt(server.port, { http2: { connections: 4 } }), 2);
    expect(server.sessions).toHaveLength(6);
  });

  it('get the time of each answer, whatever the others take', async () => {
    let requests = 0;
    const server = await h2c((stream, headers) => {
      requests += 1;
      setTimeout(() => answer(stream, headers), requests * 60);
    });
    const invocations = await burst(targetAt(server.port), 4);
    const times = invocations.map(({ receivedAt = 0 }) => receivedAt);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(90);
  });

  it('are 1,000 on one connection', async () => {
    const server = await h2c(answer);
    const invocations = await burst(targetAt(server.port), 1_000);
    expect(invocations.filter(({ outcome }) => outcome === 'answered')).toHaveLength(1_000);
    expect(new Set(invocations.map(({ sentAt }) => sentAt)).size).toBe(1);
    expect(server.sessions).toHaveLength(1);
    await server.emptied();
  });

  it('are read to the end of large answers, which are counted', async () => {
    const server = await h2c((stream) => {
      stream.respond({ ':status': 200 });
      stream.end(Buffer.alloc(6 * 1024 ** 2, 'x'));
    });
    const invocations = await burst(targetAt(server.port), 2);
    for (const call of invocations) {
      expect(call).toMatchObject({ outcome: 'answered', bodyBytes: 6 * 1024 ** 2 });
    }
  });

  it('are cut off after they have begun, if they are judged by that', async () => {
    const server = await h2c((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
      const timer = setInterval(() => stream.write('data: x\n\n'), 20);
      stream.on('close', () => clearInterval(timer));
    });
    const invocations = await burst(targetAt(server.port, { until: 'first-byte' }), 3);
    for (const call of invocations) {
      expect(call).toMatchObject({ outcome: 'answered', cutOff: true });
      expect(call.laterBytes).toBeGreaterThan(100);
      expect((call.receivedAt ?? 0) - (call.firstByteAt ?? 0)).toBeGreaterThan(1_000);
    }
    await server.emptied();
  });
});

describe('a call over HTTP/2 fails', () => {
  it.each<[string, Handler, string]>([
    ['if its stream is reset', (stream) => stream.close(2), 'ERR_HTTP2_STREAM_ERROR'],
    ['if it is refused', (stream) => stream.close(7), 'ERR_HTTP2_STREAM_ERROR'],
    ['if there is no answer in time', () => {}, 'timeout'],
    [
      'with an error status',
      (stream) => stream.respond({ ':status': 500 }, { endStream: true }),
      'status-500',
    ],
  ])('%s', async (_, handler, code) => {
    const server = await h2c(handler);
    const invocations = await burst(targetAt(server.port, { timeoutMs: 400 }), 3);
    for (const { outcome, error } of invocations) {
      expect({ outcome, code: error?.code }).toEqual({ outcome: 'failed', code });
    }
    await server.emptied();
  });

  it('if the connection breaks off', async () => {
    const server = await h2c(({ session }) => session?.destroy());
    for (const { outcome, error } of await burst(targetAt(server.port), 3)) {
      expect(outcome).toBe('failed');
      // Node's server resets the streams first.
      expect(error?.code).toMatch(/^(ECONNRESET|ERR_HTTP2_STREAM_ERROR)$/);
    }
    await server.emptied();
  });

  it('and says how its stream was reset', async () => {
    const server = await h2c((stream) => stream.close(7));
    const [call] = await burst(targetAt(server.port), 1);
    expect(call?.error?.message).toBe('the server reset the stream (REFUSED_STREAM)');
  });

  it.each([
    ['answers over HTTP/1.1 only', () => httpServer((_, response) => response.end('ok'))],
    ['says nothing', () => socketServer(() => {})],
    ['closes the connection', () => socketServer((socket) => socket.end())],
  ])('if the server %s', async (_, start) => {
    const server = await start();
    const invocations = await burst(targetAt(server.port, { timeoutMs: 400 }), 3);
    for (const { error } of invocations) {
      expect(error?.message).toBe('the server does not speak HTTP/2 here; leave out --http2');
    }
    await server.emptied();
  });

  it('if nothing listens there', async () => {
    const invocations = await burst(targetAt(await closedPort()), 3);
    expect(invocations.map(({ error }) => error?.code)).toEqual(Array(3).fill('ECONNREFUSED'));
  });
});

describe('an interruption', () => {
  it('ends streams in flight, and closes their connection', async () => {
    const controller = new AbortController();
    const server = await h2c(() => controller.abort(new Error('interrupted')));
    const target = targetAt(server.port);
    const prepared = await target.prepare({ calls: CALLS, signal: controller.signal });
    const { invocations } = await fire(prepared, clock);
    expect(new Set(invocations.map(({ outcome }) => outcome))).toEqual(new Set(['failed']));
    await server.emptied();
  });

  it('before the release closes the connection', async () => {
    const controller = new AbortController();
    const server = await h2c(answer);
    await targetAt(server.port).prepare({ calls: CALLS, signal: controller.signal });
    controller.abort();
    await server.emptied();
  });
});

const urlOf = (port: number): URL => new URL(`https://localhost:${port}/`);

describe('HTTP/2 by ALPN', () => {
  const certificate = {
    key: readFileSync(fixture('self-signed/key.pem')),
    cert: readFileSync(fixture('self-signed/certificate.pem')),
  };
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  beforeAll(() => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  });
  afterAll(() => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
  });
  it('is agreed on with TLS', async () => {
    const server = await listening(createSecureServer(certificate), answer);
    const target = targetAt(server.port, { url: urlOf(server.port) });
    const invocations = await burst(target);
    expect(invocations.map(({ outcome }) => outcome)).toEqual(Array(CALLS).fill('answered'));
    expect(server.sessions).toHaveLength(1);
    await server.emptied();
  });

  it('is refused by a server that has only HTTP/1.1', async () => {
    const { createServer: createHttps } = await import('node:https');
    const server = createHttps(certificate, (_, response) => response.end('ok'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
    });
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const invocations = await burst(targetAt(port, { url: urlOf(port) }), 2);
    for (const { error } of invocations) {
      expect(error?.message).toBe('the server does not speak HTTP/2 here; leave out --http2');
    }
  });
});
