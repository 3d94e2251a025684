import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { defined } from '../../src/core/defined.ts';
import { fire, type Clock, type FiredBurst } from '../../src/core/fire.ts';
import { groupBy } from '../../src/core/group-by.ts';
import { httpTarget, type HttpOptions } from '../../src/targets/http-target.ts';
import { connectorTo } from '../../src/targets/connector.ts';
import { prepareCalls, type Outcome } from '../../src/targets/prepare-calls.ts';
import { fixture } from '../helpers/fixtures.ts';
import {
  closedPort,
  fullServer,
  httpServer,
  httpsServer,
  socketServer,
  type Loopback,
} from '../helpers/loopback.ts';

const CALLS = 5;
const clock: Clock = { now: () => performance.now(), wall: () => Date.now() };
const never = new AbortController().signal;
setMaxListeners(0, never);

const PONG = {
  PING: 'PONG!',
  instance: 'a',
  nth: 1,
  cold: true,
  startedAt: 1_700_000_000_000,
  endedAt: 1_700_000_000_001,
};

function targetAt(port: number, options: Partial<HttpOptions> & { path?: string } = {}) {
  const { path = '/ping', ...given } = options;
  return httpTarget({
    url: new URL(path, `http://127.0.0.1:${port}`),
    message: { method: 'GET', headers: {} },
    description: { kind: 'http' },
    timeoutMs: 10_000,
    clock,
    pongExpected: false,
    ...given,
  });
}

async function burst(
  port: number,
  options: Parameters<typeof targetAt>[1] = {},
): Promise<FiredBurst['invocations']> {
  const prepared = await targetAt(port, options).prepare({ calls: CALLS, signal: never });
  return (await fire(prepared, clock)).invocations;
}

/** Expects one invocation per call, all with this outcome and error, and no connection left open. */
async function expectAll(
  server: Loopback,
  expected: { outcome: string; code?: string; message?: RegExp; status?: number },
  options: Parameters<typeof targetAt>[1] = {},
): Promise<void> {
  const invocations = await burst(server.port, options);
  expect(invocations.map(({ call }) => call)).toEqual([0, 1, 2, 3, 4]);
  for (const { outcome, error, status, sentAt, receivedAt } of invocations) {
    expect({ outcome, code: error?.code, status }).toEqual({
      outcome: expected.outcome,
      code: expected.code,
      status: expected.status,
    });
    if (expected.message !== undefined) expect(error?.message).toMatch(expected.message);
    expect(sentAt).toBeGreaterThanOrEqual(0);
    if (receivedAt !== undefined) expect(receivedAt).toBeGreaterThanOrEqual(sentAt);
  }
  expect(server.sockets).toHaveLength(CALLS);
  await server.emptied();
}

const json = (response: ServerResponse, content: unknown): void => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(content));
};

/** A server that answers every request with these bytes. */
const serverSending = (text: string, then: (socket: Socket) => void = () => {}) =>
  socketServer((socket) => {
    socket.once('data', () => socket.write(text, () => then(socket)));
  });

describe('a server that answers', () => {
  it('PONG! names the instance that served each call', async () => {
    const server = await httpServer((_, response) => json(response, PONG));
    const { PING: _, ...served } = PONG;
    const invocations = await burst(server.port);
    expect(invocations).toHaveLength(CALLS);
    for (const invocation of invocations) {
      expect(invocation).toMatchObject({ outcome: 'answered', status: 200, served });
      expect(invocation.receivedAt).toBeGreaterThanOrEqual(invocation.sentAt);
    }
    await server.emptied();
  });

  it.each([200, 201, 204])('anything else with status %d counts as answered', async (status) => {
    const server = await httpServer((_, response) => response.writeHead(status).end());
    await expectAll(server, { outcome: 'answered', status });
  });

  it('in chunks is read to the end', async () => {
    const server = await serverSending(
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`,
    );
    await expectAll(server, { outcome: 'answered', status: 200 });
  });

  it('without a length is read until it closes the connection', async () => {
    const server = await serverSending('HTTP/1.0 200 OK\r\n\r\nhello', (socket) => socket.end());
    await expectAll(server, { outcome: 'answered', status: 200 });
  });

  it('and keeps its connections open has them closed by us', async () => {
    const server = await serverSending('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    await expectAll(server, { outcome: 'answered', status: 200 });
  });

  it('once with PONG! has to answer PONG! from then on', async () => {
    let requests = 0;
    const server = await httpServer((_, response) => {
      requests += 1;
      if (requests === 1) json(response, PONG);
      else response.end('hello');
    });
    const target = targetAt(server.port);
    const outcomes = [];
    for (let call = 0; call < 2; call += 1) {
      const prepared = await target.prepare({ calls: 1, signal: never });
      const { invocations } = await fire(prepared, clock);
      outcomes.push(invocations[0]?.error?.code ?? 'answered');
    }
    expect(outcomes).toEqual(['answered', 'not-a-pong']);
  });
});

describe('a request', () => {
  it('has the path, the query and the host, and its own connection', async () => {
    const requests: unknown[] = [];
    const server = await httpServer(({ method, url, headers }, response) => {
      requests.push({ method, url, host: headers.host, connection: headers.connection });
      response.end();
    });
    await burst(server.port, { path: '/a%20b?x=1&y=%2F' });
    expect(new Set(requests.map((request) => JSON.stringify(request)))).toEqual(
      new Set([
        JSON.stringify({
          method: 'GET',
          url: '/a%20b?x=1&y=%2F',
          host: `127.0.0.1:${server.port}`,
          connection: 'close',
        }),
      ]),
    );
    expect(server.sockets).toHaveLength(CALLS);
  });

  it('is held back until the release', async () => {
    const bytes: string[] = [];
    const server = await socketServer((socket) => {
      socket.on('data', (chunk: Buffer) => {
        bytes.push(chunk.toString());
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      });
    });
    const prepared = await targetAt(server.port).prepare({ calls: CALLS, signal: never });
    await roundTrip(server.port);
    expect(bytes).toEqual(['sent last']);

    const { invocations } = await fire(prepared, clock);
    expect(bytes).toHaveLength(1 + CALLS);
    expect(invocations.map(({ outcome }) => outcome)).toEqual(Array(CALLS).fill('answered'));
  });
});

describe('a server that misbehaves', () => {
  it('resets connections at once', async () => {
    const server = await socketServer((socket) => socket.destroy());
    await expectAll(server, { outcome: 'failed', code: 'ECONNRESET' });
  });

  it('resets connections on a request', async () => {
    const server = await socketServer((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });
    await expectAll(server, { outcome: 'failed', code: 'ECONNRESET' });
  });

  it('closes connections without an answer', async () => {
    const server = await socketServer((socket) => {
      socket.once('data', () => socket.end());
    });
    await expectAll(server, { outcome: 'failed', code: 'ECONNRESET' });
  });

  it('sends garbage and closes the connection', async () => {
    const server = await serverSending('SSH-2.0-OpenSSH_9.6\r\n', (socket) => socket.end());
    const invocations = await burst(server.port);
    expect(invocations).toHaveLength(CALLS);
    for (const { outcome, error } of invocations) {
      expect(outcome).toBe('failed');
      expect(error?.code).toMatch(/^HPE_/);
    }
    await server.emptied();
  });

  it('sends garbage and keeps the connection open', async () => {
    const server = await serverSending('\u0000\u0001\u0002\r\n\r\n');
    const invocations = await burst(server.port);
    for (const { outcome, error } of invocations) {
      expect(outcome).toBe('failed');
      expect(error?.code).toMatch(/^HPE_/);
    }
    await server.emptied();
  });

  it('sends half an answer and closes the connection', async () => {
    const half = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf';
    const server = await serverSending(half, (socket) => socket.end());
    await expectAll(server, { outcome: 'failed', code: 'answer-incomplete' });
  });

  it('sends half an answer and nothing more', async () => {
    const server = await serverSending('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
    await expectAll(
      server,
      {
        outcome: 'failed',
        code: 'still-answering',
        message: /^the answer began, but did not end within 200 ms$/,
      },
      { timeoutMs: 200 },
    );
  });

  it('never ends its headers', async () => {
    const server = await socketServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const more = (): boolean => socket.write(`x: ${'y'.repeat(1_000)}\r\n`.repeat(100));
        socket.on('drain', more);
        more();
      });
    });
    await expectAll(server, { outcome: 'failed', code: 'HPE_HEADER_OVERFLOW' });
  });

  it('never ends its body', async () => {
    const server = await httpServer((_, response) => {
      const more = (): boolean => response.write('x'.repeat(100_000));
      response.on('drain', more);
      more();
    });
    await expectAll(server, { outcome: 'failed', code: 'still-answering' }, { timeoutMs: 500 });
  });

  it('never answers', async () => {
    const server = await socketServer(() => {});
    await expectAll(
      server,
      { outcome: 'failed', code: 'timeout', message: /^no answer within 200 ms$/ },
      { timeoutMs: 200 },
    );
  });

  it('does not accept connections', async () => {
    const invocations = await burst(await fullServer(), { timeoutMs: 200 });
    const message = 'the server did not accept the connection within 200 ms';
    for (const { error } of invocations)
      expect(error).toEqual({ code: 'connect-timeout', message });
  });

  it('answers only some calls', async () => {
    let requests = 0;
    const server = await httpServer((_, response) => {
      requests += 1;
      if (requests % 2 === 1) response.end('ok');
    });
    const invocations = await burst(server.port, { timeoutMs: 200 });
    const outcomes = invocations.map(({ outcome }) => outcome).toSorted();
    expect(outcomes).toEqual(['answered', 'answered', 'answered', 'failed', 'failed']);
    await server.emptied();
  });
});

describe('a server that refuses or fails', () => {
  const PAST = 'Wed, 21 Oct 2015 07:28:00 GMT';

  it.each([
    [429, {}, 'throttled', 'status-429'],
    [503, { 'retry-after': '1' }, 'throttled', 'status-503'],
    [503, { 'retry-after': PAST }, 'throttled', 'status-503'],
    [503, {}, 'failed', 'status-503'],
    [500, {}, 'failed', 'status-500'],
    [404, {}, 'failed', 'status-404'],
    [400, {}, 'failed', 'status-400'],
    [302, { location: 'http://127.0.0.1:9/' }, 'failed', 'redirect'],
  ])('with status %d and %j gives %s', async (status, headers, outcome, code) => {
    const server = await httpServer((_, response) => response.writeHead(status, headers).end('no'));
    await expectAll(server, { outcome, code, status });
  });

  it('with an errorMessage despite status 200 gives failed', async () => {
    const server = await httpServer((_, response) => json(response, { errorMessage: 'boom' }));
    const expected = { code: 'handler-error', message: /^boom$/, status: 200 };
    await expectAll(server, { outcome: 'failed', ...expected }, { pongExpected: true });
  });

  it('with anything but PONG! gives failed if PONG! is expected', async () => {
    const server = await httpServer((_, response) => response.end('hello'));
    await expectAll(
      server,
      { outcome: 'failed', code: 'not-a-pong', message: /received: hello$/, status: 200 },
      { pongExpected: true },
    );
  });
});

describe('a server that leaves HTTP', () => {
  const switching = 'HTTP/1.1 101 Switching Protocols\r\n';

  it.each(['connection: upgrade\r\nupgrade: websocket\r\n', ''])(
    'with status 101 (%j) fails the call',
    async (headers) => {
      const server = await serverSending(`${switching}${headers}\r\n`);
      await expectAll(server, { outcome: 'failed', code: 'status-101', status: 101 });
    },
  );

  it('with one 101 among many fails that call only', async () => {
    let requests = 0;
    const server = await socketServer((socket) => {
      socket.once('data', () => {
        requests += 1;
        const upgraded = `${switching}connection: upgrade\r\nupgrade: h2c\r\n\r\n`;
        socket.end(requests === 2 ? upgraded : 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      });
    });
    const statuses = (await burst(server.port)).map(
      ({ outcome, status }) => `${outcome} ${status}`,
    );
    expect(statuses.toSorted()).toEqual([
      ...Array.from({ length: CALLS - 1 }, () => 'answered 200'),
      'failed 101',
    ]);
    await server.emptied();
  });

  it.each([
    [200, 'answered', undefined],
    [405, 'failed', 'status-405'],
  ])('after CONNECT with status %d is read as any other', async (status, outcome, code) => {
    const server = await serverSending(`HTTP/1.1 ${status} Done\r\n\r\n`);
    const message = { method: 'CONNECT', headers: {} };
    await expectAll(server, { outcome, status, ...defined({ code }) }, { message });
  });
});

describe('a server that answers before the release', () => {
  const early = 'HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n';

  it.each(['before', 'after'])('and closes the connection %s it fails the call', async (when) => {
    const server = await socketServer((socket) => {
      socket.write(early);
      if (when === 'before') socket.end();
      else socket.once('data', () => socket.end());
    });
    const prepared = await targetAt(server.port).prepare({ calls: CALLS, signal: never });
    await pause(50); // the answers come in
    const { invocations } = await fire(prepared, clock);
    for (const { outcome, status, sentAt, receivedAt, error } of invocations) {
      expect({ outcome, status, receivedAt }).toEqual({ outcome: 'failed', status: 408 });
      expect(sentAt).toBeGreaterThanOrEqual(0);
      expect(error).toEqual({
        code: 'answered-early',
        message: 'the server answered before the request was sent (status 408)',
      });
    }
    await server.emptied();
  });

  it('fails the call even if the rest of the answer comes later', async () => {
    const server = await socketServer((socket) => {
      socket.write(early.slice(0, 20));
      socket.once('data', () => socket.write(early.slice(20)));
    });
    const prepared = await targetAt(server.port).prepare({ calls: 1, signal: never });
    await pause(50);
    const { invocations } = await fire(prepared, clock);
    expect(invocations).toMatchObject([{ outcome: 'failed', error: { code: 'answered-early' } }]);
    await server.emptied();
  });
});

describe('a port on which nothing is listening', () => {
  it('fails every call', async () => {
    const invocations = await burst(await closedPort());
    expect(invocations.map(({ outcome, error }) => [outcome, error?.code])).toEqual(
      Array.from({ length: CALLS }, () => ['failed', 'ECONNREFUSED']),
    );
    for (const { receivedAt } of invocations) expect(receivedAt).toBeUndefined();
  });
});

describe('a machine that runs out of files', () => {
  it('fails the check, not the call, and closes what it had opened', async () => {
    const server = await socketServer(() => {});
    const connector = connectorTo(new URL(`http://127.0.0.1:${server.port}/`));
    let connections = 0;
    const connectUntilFull: typeof connector.connect = (limits) => {
      connections += 1;
      if (connections < CALLS) return connector.connect(limits);
      return Promise.reject(Object.assign(new Error('connect EMFILE'), { code: 'EMFILE' }));
    };
    const wire = { method: 'GET', path: '/', headers: { host: 'x' } };
    const request = { wire, read: (): Outcome => ({ outcome: 'answered' }) };
    const requests = Array.from({ length: CALLS }, () => request);
    await expect(
      prepareCalls(
        { connector: { connect: connectUntilFull }, requests, timeoutMs: 1_000, clock },
        { calls: CALLS, signal: never },
      ),
    ).rejects.toThrow(/^this machine could not open 5 connections at once: connect EMFILE\./);
    await server.emptied();
  });
});

describe('HTTPS', () => {
  const certificate = {
    key: readFileSync(fixture('self-signed/key.pem')),
    cert: readFileSync(fixture('self-signed/certificate.pem')),
  };

  it('with an untrusted certificate fails and names the reason', async () => {
    let requests = 0;
    const server = await httpsServer(certificate, (_, response) => {
      requests += 1;
      response.end();
    });
    const url = new URL(`https://localhost:${server.port}/`);
    await expectAll(
      server,
      {
        outcome: 'failed',
        code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
        message: /self-signed certificate/,
      },
      { url },
    );
    expect(requests).toBe(0);
  });

  it('to a server that does not speak TLS fails', async () => {
    const server = await serverSending('HTTP/1.1 400 Bad Request\r\n\r\n', (socket) =>
      socket.end(),
    );
    const invocations = await burst(server.port, {
      url: new URL(`https://localhost:${server.port}/`),
    });
    for (const { outcome, error } of invocations) {
      expect(outcome).toBe('failed');
      expect(error?.code).toMatch(/SSL/);
    }
    await server.emptied();
  });

  it('to a silent server ends with the timeout', async () => {
    const server = await socketServer(() => {});
    await expectAll(
      server,
      { outcome: 'failed', code: 'timeout', message: /200 ms/ },
      { url: new URL(`https://localhost:${server.port}/`), timeoutMs: 200 },
    );
  });
});

describe('an interruption', () => {
  it('ends the calls in flight', async () => {
    const controller = new AbortController();
    let requests = 0;
    const server = await socketServer((socket) => {
      socket.once('data', () => {
        requests += 1;
        if (requests === CALLS) controller.abort(new Error('interrupted'));
      });
    });
    const prepared = await targetAt(server.port).prepare({
      calls: CALLS,
      signal: controller.signal,
    });
    const { invocations } = await fire(prepared, clock);
    expect(invocations.map(({ outcome }) => outcome)).toEqual(Array(CALLS).fill('failed'));
    await server.emptied();
  });

  it('between connecting and the release ends the burst', async () => {
    const controller = new AbortController();
    const server = await socketServer(() => {});
    const { signal } = controller;
    // With so many calls, the rehearsal of their release takes 200 turns of the event loop.
    const prepared = targetAt(server.port).prepare({ calls: 50, signal });
    const abortMeanwhile = async (): Promise<void> => {
      while (server.sockets.length < 50) await new Promise(setImmediate);
      await pause(3); // the last connection is followed by a pause of 1 ms
      controller.abort(new Error('interrupted'));
    };
    await Promise.all([expect(prepared).rejects.toThrow('interrupted'), abortMeanwhile()]);
    await server.emptied();
  });

  it('leaves no timer behind if calls are released all the same', async () => {
    const controller = new AbortController();
    const server = await socketServer(() => {});
    const target = targetAt(server.port);
    const prepared = await target.prepare({ calls: CALLS, signal: controller.signal });
    controller.abort();
    await Promise.all(prepared.map(({ exchange }) => exchange));
    const before = new Map(handles()).get('Timeout') ?? 0;
    await fire(prepared, clock);
    expect(new Map(handles()).get('Timeout') ?? 0).toBeLessThanOrEqual(before);
  });

  it('closes the connections of calls that were not released', async () => {
    const controller = new AbortController();
    const server = await socketServer(() => {});
    await targetAt(server.port).prepare({ calls: CALLS, signal: controller.signal });
    controller.abort();
    await server.emptied();
  });

  it('before the calls are prepared prevents them', async () => {
    const server = await socketServer(() => {});
    const signal = AbortSignal.abort(new Error('interrupted'));
    await expect(targetAt(server.port).prepare({ calls: CALLS, signal })).rejects.toThrow(
      'interrupted',
    );
    await server.emptied();
  });
});

describe('a burst of 300 calls', () => {
  it('is sent and answered completely', async () => {
    const server = await httpServer((_, response) => json(response, PONG));
    const answers: number[] = [];
    const prepared = await targetAt(server.port).prepare({
      calls: 300,
      signal: never,
      onAnswer: () => answers.push(1),
    });
    const { invocations } = await fire(prepared, clock);
    expect(invocations.map(({ call }) => call)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    expect(new Set(invocations.map(({ outcome }) => outcome))).toEqual(new Set(['answered']));
    expect(answers).toHaveLength(300);
    await server.emptied();
  });
});

describe('after a burst', () => {
  it('no connection, timer or lookup is left', async () => {
    const server = await httpServer((_, response) => response.end('ok'));
    const before = new Map(handles());
    await burst(server.port);
    await server.emptied();
    await new Promise(setImmediate);
    const left = handles().filter(([name, count]) => count > (before.get(name) ?? 0));
    expect(left).toEqual([]);
  });
});

/** Once this resolves, the server has seen everything that was sent before it. */
function roundTrip(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('sent last');
    });
    socket.resume().once('close', () => resolve());
  });
}

function handles(): [name: string, count: number][] {
  const groups = groupBy(process.getActiveResourcesInfo(), (name) => name);
  return [...groups].map(([name, all]) => [name, all.length]);
}
