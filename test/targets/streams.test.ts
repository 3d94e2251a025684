import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fire, type Clock, type FiredBurst } from '../../src/core/fire.ts';
import { httpTarget, type HttpOptions } from '../../src/targets/http-target.ts';
import { httpServer, socketServer, type Loopback } from '../helpers/loopback.ts';

const CALLS = 4;
const clock: Clock = { now: () => performance.now(), wall: () => Date.now() };
const never = new AbortController().signal;
setMaxListeners(0, never);

async function burst(
  { port }: Loopback,
  options: Partial<HttpOptions> = {},
): Promise<FiredBurst['invocations']> {
  const target = httpTarget({
    url: new URL(`http://127.0.0.1:${port}/`),
    message: { method: 'GET', headers: {} },
    description: { kind: 'http' },
    timeoutMs: 10_000,
    clock,
    pongExpected: false,
    ...options,
  });
  return (await fire(await target.prepare({ calls: CALLS, signal: never }), clock)).invocations;
}

/** Sends server-sent events, 10 ms apart; without a number, forever. */
async function sendEvents(response: ServerResponse, events = Infinity): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  await pause(100);
  for (let event = 0; event < events && !response.destroyed; event += 1) {
    response.write(`data: ${event}\n\n`);
    await pause(10);
  }
  response.end();
}

const eventServer = (events?: number): Promise<Loopback> =>
  httpServer((_, response) => {
    void sendEvents(response, events);
  });

describe('server-sent events', () => {
  it('begin with the first event, not with the header', async () => {
    const server = await eventServer(20);
    for (const call of await burst(server)) {
      const { sentAt, firstByteAt = 0, receivedAt = 0 } = call;
      expect(call).toMatchObject({ outcome: 'answered', contentType: 'text/event-stream' });
      expect(firstByteAt - sentAt).toBeGreaterThan(90);
      expect(receivedAt - firstByteAt).toBeGreaterThan(150);
    }
    await server.emptied();
  });

  it('that never end are no answer', async () => {
    const server = await eventServer();
    for (const { outcome, error, firstByteAt } of await burst(server, { timeoutMs: 400 })) {
      expect({ outcome, code: error?.code }).toEqual({
        outcome: 'failed',
        code: 'still-answering',
      });
      expect(firstByteAt).toBeGreaterThan(90);
    }
    await server.emptied();
  });

  it('that never end are cut off if calls are judged by when they begin', async () => {
    const server = await eventServer();
    for (const call of await burst(server, { until: 'first-byte' })) {
      expect(call).toMatchObject({ outcome: 'answered', status: 200, cutOff: true });
      expect(call.laterBytes).toBeGreaterThan(100);
      expect(call.receivedAt).toBeGreaterThan(call.firstByteAt ?? Infinity);
    }
    await server.emptied();
  });

  it('that end are read to their end, then, too', async () => {
    const server = await eventServer(5);
    for (const call of await burst(server, { until: 'first-byte' })) {
      expect(call).toMatchObject({ outcome: 'answered', bodyBytes: 5 * 'data: 0\n\n'.length });
      expect(call.cutOff).toBeUndefined();
    }
    await server.emptied();
  });

  it('of which none comes after the header fail in time', async () => {
    const server = await httpServer((_, response) => response.writeHead(200).flushHeaders());
    const invocations = await burst(server, { until: 'first-byte', timeoutMs: 300 });
    for (const { error } of invocations) {
      expect(error).toEqual({
        code: 'still-answering',
        message: 'the answer began, but none of its body came within 300 ms',
      });
    }
    await server.emptied();
  });

  it('wait for a place: those admitted are read on until the last one has begun', async () => {
    const waiting: (() => void)[] = [];
    const server = await httpServer((_, response) => {
      waiting.push(() => void sendEvents(response));
    });
    const timer = setInterval(() => waiting.shift()?.(), 150);
    onTestFinished(() => clearInterval(timer));
    const invocations = await burst(server, { until: 'first-byte' });
    const lastStart = Math.max(...invocations.map(({ firstByteAt = 0 }) => firstByteAt));
    for (const { receivedAt } of invocations) expect(receivedAt).toBeGreaterThan(lastStart);
    await server.emptied();
  });
});

describe('an answer without a body', () => {
  it('begins with its header', async () => {
    const server = await httpServer((_, response) => response.writeHead(204).end());
    for (const { firstByteAt, receivedAt } of await burst(server, { until: 'first-byte' })) {
      expect(firstByteAt).toBeDefined();
      expect(firstByteAt).toBeLessThanOrEqual(receivedAt ?? 0);
    }
  });

  it('does not begin with an interim answer', async () => {
    const server = await socketServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n');
        setTimeout(() => socket.end('content-length: 2\r\n\r\nok'), 100);
      });
    });
    for (const { firstByteAt, sentAt } of await burst(server)) {
      expect((firstByteAt ?? 0) - sentAt).toBeGreaterThan(90);
    }
  });
});

describe('a download beyond the limit', () => {
  const MIB = 1024 ** 2;
  const SIZE = 20 * MIB;

  const downloads = (): Promise<Loopback> =>
    httpServer((_, response) => {
      response.writeHead(200, { 'content-length': SIZE });
      let left = SIZE;
      const more = (): void => {
        while (left > 0) {
          left -= MIB;
          if (!response.write(Buffer.alloc(MIB, 0x80))) return;
        }
        response.end();
      };
      response.on('drain', more);
      more();
    });

  it('is read to its end, and its bytes are counted', async () => {
    const server = await downloads();
    for (const call of await burst(server)) {
      expect(call).toMatchObject({ outcome: 'answered', status: 200, bodyBytes: SIZE });
      expect(call.receivedAt).toBeGreaterThan(call.firstByteAt ?? Infinity);
    }
    await server.emptied();
  });

  it('fails if its content is needed', async () => {
    const server = await downloads();
    for (const { outcome, error } of await burst(server, { pongExpected: true })) {
      expect(outcome).toBe('failed');
      expect(error).toEqual({
        code: 'answer-too-large',
        message: 'the answer is larger than 4 MiB, the limit for this many calls',
      });
    }
    await server.emptied();
  });
});
