import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startListening } from '../helpers/run.ts';
import { PYTHON } from './install.ts';
import { PROGRAMS } from './programs.ts';

// Python's HTTP clients, and what --listen says of them.

const run = promisify(execFile);
const CLIENTS = path.join(PROGRAMS, 'http_clients.py');
const THREADS = Math.min(32, availableParallelism() + 4);

const DELAY_MS = 1_000;
/** Long compared with what a busy machine adds: HTTPX takes a while to send 50 calls after 100 answers. */
const LONG_DELAY_MS = 3_000;

let turn: Promise<unknown> = Promise.resolve();

/** Lets one client call at a time; those that have called may rest meanwhile, which takes 3 s. */
function inTurn<T>(calling: () => Promise<T>): Promise<T> {
  const mine = turn.then(calling);
  turn = mine.catch(() => {});
  return mine;
}

test.concurrent.each([
  ['requests_loop', 3, 'ONE AT A TIME', 'LIKELY   a loop that waits'],
  ['requests_threads', 2 * THREADS, `AT MOST ${THREADS} AT A TIME`, "LIKELY   Python's ThreadPool"],
  ['requests_20_threads', 50, 'AT MOST 20 AT A TIME', 'Requests itself has no limit'],
  ['httpx_loop', 3, 'ONE AT A TIME', 'LIKELY   a loop that waits'],
  ['httpx_gather', 150, 'AT MOST 100 AT A TIME', 'the default of HTTPX: max_connections 100'],
  ['aiohttp_gather', 150, 'AT MOST 100 AT A TIME', 'the default of aiohttp: limit 100'],
  ['aiohttp_gather', 30, 'ALL 30 TOGETHER', 'aiohttp allows 100 by default'],
])('%s with %i calls is %s', async (way, calls, verdict, likely) => {
  const delayMs = way === 'httpx_gather' ? LONG_DELAY_MS : DELAY_MS;
  const { ended } = await inTurn(async () => {
    const listening = await startListening('--delay', `${delayMs}`);
    await run(PYTHON, [CLIENTS, way, listening.url, `${calls}`]);
    return listening;
  });
  const { status, stdout } = await ended;
  const report = stdout.replaceAll(/\n {2,}/g, ' ');
  expect(report).toContain(`\n${verdict}   `);
  expect(report).toContain(likely);
  expect(status).toBe(0);
});
