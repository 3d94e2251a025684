import { once, setMaxListeners } from 'node:events';
import { createServer } from 'node:http2';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fire, type Clock } from '../../src/core/fire.ts';
import type { HttpOptions } from '../../src/targets/http-target.ts';
import type { Target, TargetVariants } from '../../src/targets/target.ts';
import { targetWithVariants } from '../../src/targets/variants.ts';
import { httpServer } from '../helpers/loopback.ts';

const CALLS = 6;
const clock: Clock = { now: () => performance.now(), wall: () => Date.now() };
const { signal } = new AbortController();
setMaxListeners(0, signal);

/** A server over HTTP/2, a target for it that shares one connection, and where calls came from. */
async function http2Target(): Promise<{
  readonly variants: TargetVariants;
  readonly sources: string[];
  readonly connections: unknown[];
}> {
  const sources: string[] = [];
  const connections: unknown[] = [];
  const server = createServer();
  server.on('stream', (stream) => {
    sources.push(stream.session?.socket.remoteAddress ?? '');
    connections.push(stream.session);
    stream.respond();
    stream.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const { variants } = targetWithVariants({ ...optionsFor(port), http2: { connections: 1 } });
  if (variants === undefined) throw new Error('expected variants');
  return { variants, sources, connections };
}

function optionsFor(port: number): HttpOptions {
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    message: { method: 'GET', headers: {} },
    description: { kind: 'http' },
    timeoutMs: 10_000,
    clock,
    pongExpected: false,
  };
}

/** Calls a server over HTTP/1.1 whose answers set a cookie each, or all the same; returns what calls then send. */
async function cookiesSent(
  setCookie: (nth: number) => string | undefined,
  more: Partial<HttpOptions> = {},
): Promise<{ readonly variants: TargetVariants; readonly sent: (string | undefined)[] }> {
  const sent: (string | undefined)[] = [];
  const { port } = await httpServer((request, response) => {
    const cookie = setCookie(sent.push(request.headers.cookie));
    if (cookie !== undefined) response.setHeader('set-cookie', `${cookie}; Path=/`);
    response.end();
  });
  const { variants, ...target } = targetWithVariants({ ...optionsFor(port), ...more });
  await fireOn(target);
  sent.length = 0;
  if (variants === undefined) throw new Error('expected variants');
  return { variants, sent };
}

async function fireOn(target: Target | undefined): Promise<void> {
  const prepared = await target?.prepare({ calls: CALLS, signal });
  await fire(prepared ?? [], clock);
}

describe('cookies that answers set', () => {
  it('are sent by all calls, the same or each its own', async () => {
    const { variants, sent } = await cookiesSent((nth) => `sid=${nth}`);
    await fireOn(variants.newSessions?.()?.shared);
    expect(new Set(sent.splice(0))).toEqual(new Set(['sid=1']));
    await fireOn(variants.newSessions?.()?.own);
    expect(new Set(sent).size).toBe(CALLS);
  });

  it('are no sessions of their own if all are the same, and none at all if there are none', async () => {
    const same = await cookiesSent(() => 'lang=en');
    expect(same.variants.newSessions?.()).toMatchObject({ shared: {} });
    expect(same.variants.newSessions?.()?.own).toBeUndefined();
    const none = await cookiesSent(() => undefined);
    expect(none.variants.newSessions?.()).toBeUndefined();
  });

  it.each([
    ['sid=', 6],
    ['csrf=', undefined],
    ['sid=same; ', undefined],
  ])(
    'are sessions of their own only if they replace one that is sent: %s',
    async (prefix, each) => {
      const message = { method: 'GET', headers: { cookie: 'sid=mine; lang=en' } };
      const opened = (nth: number) => (prefix.endsWith('; ') ? prefix : `${prefix}${nth}`);
      const { variants, sent } = await cookiesSent(opened, { message });
      await fireOn(variants.sessions?.open);
      sent.length = 0;
      await fireOn(variants.sessions?.own());
      expect(sent.length === 0 ? undefined : new Set(sent).size).toBe(each);
    },
  );

  it('never stand for lines of a file', async () => {
    const url = { lines: ['a', 'b'] };
    const { variants } = await cookiesSent((nth) => `sid=${nth}`, url);
    expect(variants.newSessions?.()?.own).toBeUndefined();
    const message = { method: 'GET', headers: { cookie: 'sid=mine' } };
    expect((await cookiesSent(() => 'a=b', { message, ...url })).variants.sessions).toBeUndefined();
    expect((await cookiesSent(() => 'a=b', { message })).variants.sessions).toBeDefined();
  });
});

it('gives each call its own connection over HTTP/2, and has no such calls over HTTP/1.1, where it has one anyway', async () => {
  const { variants, connections } = await http2Target();
  await fireOn(variants.otherConnections);
  expect(new Set(connections).size).toBe(CALLS);
  expect(targetWithVariants(optionsFor(9)).variants?.otherConnections).toBeUndefined();
});

it('gives each call its own source address over HTTP/2, too, and another third number', async () => {
  const { variants, sources } = await http2Target();
  await fireOn(variants.otherSources);
  const networks = sources.map((address) => address.split('.').slice(0, 3).join('.'));
  expect(new Set(networks).size).toBe(CALLS);
});

it('gives each call its own query unless the URL differs anyway, whatever else does', () => {
  const message = { method: 'GET', headers: { 'x-id': '{n}' } };
  const description = { kind: 'http', requestsDiffer: true };
  const options = optionsFor(80);
  expect(
    targetWithVariants({ ...options, message, description }).variants?.otherRequests,
  ).toBeDefined();
  const url = new URL('http://127.0.0.1/{n}');
  expect(
    targetWithVariants({ ...options, url, description }).variants?.otherRequests,
  ).toBeUndefined();
});
