import { once, setMaxListeners } from 'node:events';
import { createServer } from 'node:http2';
import { expect, it, onTestFinished } from 'vitest';
import { fire, type Clock } from '../../src/core/fire.ts';
import type { HttpOptions } from '../../src/targets/http-target.ts';
import type { Target, TargetVariants } from '../../src/targets/target.ts';
import { targetWithVariants } from '../../src/targets/variants.ts';

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

async function fireOn(target: Target | undefined): Promise<void> {
  const prepared = await target?.prepare({ calls: CALLS, signal });
  await fire(prepared ?? [], clock);
}

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
