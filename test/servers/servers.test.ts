import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '../helpers/servers.ts';
import { run } from '../helpers/run.ts';
import { check, inWords, readRun } from './assess.ts';
import { CASES } from './cases.ts';
import { node, uvicorn } from './programs.ts';

/** A run may decline, but not every time. */
const TRIES = 3;

describe('the verdict on a real server', () => {
  const inconclusive: string[] = [];
  afterAll(() => {
    // All in all, seldom: a check that always declines is right about everything.
    expect(inconclusive.length, inconclusive.join('; ')).toBeLessThan(CASES.length / 5);
  });

  test.for(CASES)('$name', async (tried, { annotate }) => {
    const server = await tried.start();
    try {
      for (let nth = 1; ; nth += 1) {
        const { grade, said, complaints } = await check(server, tried);
        await annotate(`${grade}: ${said}`);
        expect(complaints).toEqual([]);
        if (grade === 'right') return;
        inconclusive.push(tried.name);
        expect(nth, 'inconclusive each time').toBeLessThan(TRIES);
      }
    } finally {
      await server.stop();
    }
  });
});

test('-n auto finds the 40 threads of FastAPI without being told', async ({ annotate }) => {
  const server = await uvicorn('fastapi_def')();
  try {
    const url = `http://127.0.0.1:${server.port}/ping`;
    const { stdout } = await run([url, '-n', 'auto', '--json', '-']);
    const { verdict } = readRun(stdout);
    await annotate(inWords(verdict));
    expect(verdict).toMatchObject({ kind: 'overlapping', workers: { high: expect.any(Number) } });
    if (verdict.kind === 'inconclusive') return;
    expect(verdict.workers.low).toBeLessThanOrEqual(40);
    expect(verdict.workers.high).toBeGreaterThanOrEqual(40);
  } finally {
    await server.stop();
  }
});

describe('a server that answers not even a call alone', () => {
  const reasons = [
    ['close', 'it closed the connection without an answer'],
    ['never', 'it did not answer in time'],
    ['flood', 'the answer went on beyond'],
    ['garbage', 'Parse Error'],
  ] as const;

  test.for(reasons)('/%s is said in one line', async ([path, reason]) => {
    const server = await node('faults.mjs')();
    try {
      const url = `http://127.0.0.1:${server.port}/${path}`;
      const { status, stdout, stderr } = await run([url, '--timeout', '1000']);
      expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
      expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(reason)]);
    } finally {
      await server.stop();
    }
  });

  test('nothing that listens, either', async () => {
    const { status, stderr } = await run([`http://127.0.0.1:${await freePort()}/ping`]);
    expect(status).toBe(3);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('connection refused')]);
  });
});
