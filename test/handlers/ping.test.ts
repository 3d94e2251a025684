import { setTimeout as wait } from 'node:timers/promises';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as ping } from '../../handlers/ping.ts';
import { handler as pingBlocking } from '../../handlers/ping-blocking.ts';
import { handler as pingCpu } from '../../handlers/ping-cpu.ts';
import { asPong } from '../../handlers/pong.ts';
import { captureLog } from '../helpers/console.ts';
import { anyEvent, badValue, functionUrlEvent, httpApiEvent } from '../helpers/events.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(() => Promise.resolve()) }));

const blockingWait = vi.spyOn(Atomics, 'wait');
const hashing = vi.spyOn(process.getBuiltinModule('node:crypto'), 'pbkdf2Sync');

beforeEach(() => {
  captureLog();
  blockingWait.mockReturnValue('timed-out');
  hashing.mockReturnValue(Buffer.alloc(0));
});

afterEach(() => {
  vi.clearAllMocks();
});

const waitedMs = (): unknown[] => vi.mocked(wait).mock.calls.map(([ms]) => ms);
const blockedMs = (): unknown[] => blockingWait.mock.calls.map((given) => given[3]);
const rounds = (): unknown[] => hashing.mock.calls.map((given) => given[2]);

describe.each([
  { route: '/ping', handler: ping, name: 'delay', done: waitedMs, fallback: 5_000, most: 25_000 },
  {
    route: '/ping/blocking',
    handler: pingBlocking,
    name: 'delay',
    done: blockedMs,
    fallback: 5_000,
    most: 25_000,
  },
])('$route', ({ handler, name, done, fallback, most }) => {
  it('waits 5 s by default', async () => {
    await handler(httpApiEvent());
    expect(done()).toEqual([fallback]);
  });

  it.each([0, 300, most])('waits as long as requested: %d ms', async (ms) => {
    await handler(httpApiEvent({ [name]: `${ms}` }));
    await handler(functionUrlEvent({ [name]: `${ms}` }));
    await handler({ [name]: ms });
    expect(done()).toEqual([ms, ms, ms]);
  });

  it('does not wait if the parameter is invalid', async () => {
    const { statusCode } = await handler(httpApiEvent({ [name]: `${most + 1}` }));
    expect({ statusCode, done: done() }).toEqual({ statusCode: 400, done: [] });
  });
});

describe('/ping/cpu', () => {
  it('does 600,000 rounds by default', async () => {
    await pingCpu(httpApiEvent());
    expect(rounds()).toEqual([600_000]);
  });

  it.each([0, 1, 10_000])('does as many thousand rounds as requested: %d', async (work) => {
    await pingCpu(httpApiEvent({ work: `${work}` }));
    expect(rounds()).toEqual(work === 0 ? [] : [work * 1_000]);
  });

  it('refuses more work than its maximum', async () => {
    const { statusCode, body } = await pingCpu({ work: 10_001 });
    expect({ statusCode, rounds: rounds() }).toEqual({ statusCode: 400, rounds: [] });
    expect(JSON.parse(body ?? '')).toEqual({
      error: {
        parameter: 'work',
        received: '10001',
        expected: 'a whole number from 0 to 10000 (thousands of SHA-256 rounds)',
        message:
          'work: expected a whole number from 0 to 10000 (thousands of SHA-256 rounds), received 10001',
      },
    });
  });

  it('ignores a delay', async () => {
    const { statusCode } = await pingCpu(httpApiEvent({ delay: 'abc', work: '1' }));
    expect({ statusCode, rounds: rounds() }).toEqual({ statusCode: 200, rounds: [1_000] });
  });
});

describe.each([
  ['/ping', ping, 'delay'],
  ['/ping/blocking', pingBlocking, 'delay'],
  ['/ping/cpu', pingCpu, 'work'],
])('%s with any event', (_, handler, name) => {
  it('answers PONG! or 400, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent(name), async (event) => {
        const { statusCode, body } = await handler(event);
        const pong = asPong(JSON.parse(body ?? ''));
        expect([200, 400]).toContain(statusCode);
        expect(pong !== undefined).toBe(statusCode === 200);
      }),
    );
    const asked = [...waitedMs(), ...blockedMs(), ...rounds().map((all) => Number(all) / 1_000)];
    for (const amount of asked) expect(amount).toBeLessThanOrEqual(25_000);
  });

  it('does no work for an invalid value', async () => {
    await fc.assert(
      fc.asyncProperty(badValue(), async (value) => {
        expect((await handler({ [name]: value })).statusCode).toBe(400);
      }),
    );
    expect([...waitedMs(), ...blockedMs(), ...rounds()]).toEqual([]);
  });
});
