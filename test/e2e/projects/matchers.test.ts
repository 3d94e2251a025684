import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type * as Api from '../../../src/index.ts';
import type * as Entry from '../../../src/vitest.ts';
import type { ConcurrencyMatchers } from '../../../src/vitest.ts';
import { ROOT } from '../../helpers/run.ts';
import { httpServer } from '../../helpers/loopback.ts';

declare module 'vitest' {
  interface Matchers extends ConcurrencyMatchers {}
}

// The matchers as they were built, on servers of their own. TIMES=100 repeats what must never be wrong.
const { matchers }: typeof Entry = await import(path.join(ROOT, 'dist/vitest.mjs'));
const { check }: typeof Api = await import(path.join(ROOT, 'dist/index.mjs'));
expect.extend(matchers);

const TIMES = Number(process.env['TIMES'] ?? 1);
const URL_OF_SERVER = 'http://127.0.0.1:{port}/ping';

/** A server to start, with fewer and shorter calls than usual. */
function serving(program: string, waitMs = 100): Api.CheckOptions {
  const file = path.join(ROOT, 'test/servers/programs', program);
  const command = ['env', `WAIT_MS=${waitMs}`, 'PORT={port}', process.execPath, file];
  return { target: URL_OF_SERVER, command, bursts: 1 };
}

/** The message of a matcher that fails. */
function failure(matched: Promise<void>): Promise<string> {
  return matched.then(
    () => 'it passed',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

const times = Array.from({ length: TIMES }, (_, nth) => nth + 1);

describe.each(times)('time %i', () => {
  it('the serial server fails', async () => {
    const options = { ...serving('node-blocking.mjs'), why: false };
    const message = await failure(expect(URL_OF_SERVER).toServeAtATime(8, options));
    expect(message).toMatch(/^expected http.* to serve 8 calls at a time\n/);
  });

  it('the server that awaits passes', async () => {
    await expect(URL_OF_SERVER).toServeAtATime(8, serving('node-waiting.mjs', 300));
  });
});

// On a machine that is too busy, some stay undecided.
describe('a matcher', { retry: 2 }, () => {
  it('says what it found, and the cause', async () => {
    const message = await failure(
      expect(URL_OF_SERVER).toServeAtATime(8, serving('node-blocking.mjs')),
    );
    expect(message).toMatch(/^expected http.* to serve 8 calls at a time\n\n/);
    expect(message).toMatch(/^SERIAL {3}one call at a time/m);
    expect(message).toMatch(/^WHY {3}the event loop is blocked/m);
  });

  it('for parallel calls passes on several processes', async () => {
    const run = await check({ ...serving('node-cluster.mjs', 300), calls: 4 });
    await expect(run).toRunInParallel();
    await expect(run).toServeAtATime(4);
    await expect(run).not.toBeSerial();
    expect(await failure(expect(run).toBeSerial())).toContain('expected http');
    expect(await failure(expect(run).not.toRunInParallel())).toMatch(/^expected \S+ not to run in/);
  });

  it('passes after .not if the opposite was measured', async () => {
    const run = await check(serving('node-blocking.mjs'));
    await expect(run).toBeSerial();
    await expect(run).not.toServeAtATime(2);
    await expect(run).not.toRunInParallel();
    expect(await failure(expect(run).not.toBeSerial())).toContain('not to be serial');
  });

  it('fails either way if the run is inconclusive', async () => {
    const { port } = await httpServer((_request, response) => response.end());
    const run = await check({ target: `http://127.0.0.1:${port}/`, calls: 2, bursts: 1, solo: 0 });
    expect(run.verdict.kind).toBe('inconclusive');
    const undecided = /^expected \S+.*\nThe measurements do not settle it\.\n\n[^]*^INCONCLUSIVE/m;
    for (const matched of [expect(run), expect(run).not]) {
      expect(await failure(matched.toBeSerial())).toMatch(undecided);
      expect(await failure(matched.toRunInParallel())).toMatch(undecided);
      expect(await failure(matched.toServeAtATime(2))).toMatch(undecided);
    }
  });

  it('fails either way if the interval allows both answers', async () => {
    const run = await check(serving('node-waiting.mjs'));
    const more = run.bursts[0]?.invocations.length ?? 0;
    for (const matched of [expect(run), expect(run).not]) {
      expect(await failure(matched.toServeAtATime(more + 1))).toMatch(/more calls narrow it\.$/m);
    }
  });

  it('throws either way if nothing can be called, or an option is wrong', async () => {
    const target = 'http://127.0.0.1:1/';
    for (const matched of [expect(target), expect(target).not]) {
      expect(await failure(matched.toBeSerial())).toContain('connection refused');
      expect(await failure(matched.toServeAtATime(8, { calls: 1 }))).toContain('--calls: expected');
    }
  });
});
