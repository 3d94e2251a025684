import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '../helpers/servers.ts';
import { run } from '../helpers/run.ts';
import { checkServer, describeVerdict, readRun } from './assess.ts';
import { CASES } from './cases.ts';
import { node, uvicorn } from './programs.ts';

/** A run may be inconclusive, but not this many times in a row. */
const TRIES = 3;

const tested = CASES.filter(({ onlyInBench }) => onlyInBench !== true);

describe('the verdict on a real server', () => {
  const inconclusive: string[] = [];
  afterAll(() => {
    // A check that always declines is never wrong, so the share of inconclusive runs is limited.
    expect(inconclusive.length, inconclusive.join('; ')).toBeLessThan(tested.length / 5);
  });

  test.for(tested)('$name', async (tried, { annotate }) => {
    const server = await tried.start();
    try {
      for (let nth = 1; ; nth += 1) {
        const { grade, said, complaints } = await checkServer(server, tried);
        await annotate(`${grade}: ${said}`);
        expect(complaints).toEqual([]);
        if (grade === 'right') return;
        inconclusive.push(tried.name);
        expect(nth, 'runs, all inconclusive').toBeLessThan(TRIES);
      }
    } finally {
      await server.stop();
    }
  });
});

test('-n auto finds the 40 threads of FastAPI', async ({ annotate }) => {
  const server = await uvicorn('fastapi_def')();
  try {
    const url = `http://127.0.0.1:${server.port}/ping`;
    const { stdout } = await run([url, '-n', 'auto', '--json', '-']);
    const { verdict } = readRun(stdout);
    await annotate(describeVerdict(verdict));
    expect(verdict).toMatchObject({ kind: 'concurrent', workers: { high: expect.any(Number) } });
    if (verdict.kind === 'inconclusive') return;
    expect(verdict.workers.low).toBeLessThanOrEqual(40);
    expect(verdict.workers.high).toBeGreaterThanOrEqual(40);
  } finally {
    await server.stop();
  }
});

test('-n auto finds out how many calls a server takes before they wait for each other', async () => {
  const server = await node('node-deadlock.mjs')();
  try {
    const url = `http://127.0.0.1:${server.port}/ping`;
    const { stdout } = await run([url, '-n', 'auto', '--timeout', '2000', '--json', '-']);
    const { verdict } = readRun(stdout);
    expect(verdict).toMatchObject({ kind: 'concurrent', workers: { low: 2, high: 2 } });
    expect(verdict.reasons.map(({ code }) => code)).toContain('hangs-beyond');
  } finally {
    await server.stop();
  }
});

describe('a server that does not answer even a solo call', () => {
  const reasons = [
    ['close', 'the server closed the connection without an answer'],
    ['never', 'no answer within'],
    ['flood', 'Judge by when answers begin with --until first-byte'],
    ['garbage', 'the answer is not valid HTTP'],
  ] as const;

  test.for(reasons)('/%s is reported in one line', async ([path, reason]) => {
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

  test('and so is a port that nothing listens on', async () => {
    const { status, stderr } = await run([`http://127.0.0.1:${await freePort()}/ping`]);
    expect(status).toBe(3);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('connection refused')]);
  });
});
