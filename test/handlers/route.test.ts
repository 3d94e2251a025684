import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DELAY } from '../../handlers/delay.ts';
import { wallClock } from '../../handlers/instance.ts';
import { asPong, type Pong } from '../../handlers/pong.ts';
import { route, type Handler } from '../../handlers/route.ts';
import { captureLog } from '../helpers/console.ts';
import { anyEvent, badValue, httpApiEvent } from '../helpers/events.ts';

const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
};

/** A route whose work only records the amount. */
function recordingRoute(): { handler: Handler; amounts: number[] } {
  const amounts: number[] = [];
  const work = (amount: number): void => void amounts.push(amount);
  return { handler: route({ path: '/ping', parameter: DELAY, work }), amounts };
}

let log: ReturnType<typeof captureLog>;

beforeEach(() => {
  log = captureLog();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** `route` as a new instance loads it. */
async function freshRoute(): Promise<typeof route> {
  vi.resetModules();
  return (await import('../../handlers/route.ts')).route;
}

describe('an answer', () => {
  it('contains everything that a caller needs to judge', async () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
    const fresh = await freshRoute();
    const handler = fresh({ path: '/ping', parameter: DELAY, work: () => {} });
    const response = await handler(httpApiEvent({ delay: '0' }), { awsRequestId: 'r-1' });
    const { startedAt, endedAt, ...rest }: Pong = JSON.parse(response.body ?? '');
    expect({ ...response, body: rest }).toEqual({
      statusCode: 200,
      headers: HEADERS,
      body: {
        PING: 'PONG!',
        instance: expect.stringMatching(/^[0-9a-f]{16}$/),
        nth: 1,
        cold: true,
        requestId: 'r-1',
        initializationType: 'on-demand',
        initStartedAt: expect.any(Number),
        initializedAt: expect.any(Number),
      },
    });
    expect(endedAt).toBeGreaterThanOrEqual(startedAt);
    expect(startedAt).toBeGreaterThan(Date.parse('2020-01-01'));
  });

  it('leaves out what is unknown', async () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', undefined);
    const { handler } = recordingRoute();
    await handler({ delay: 0 });
    const { body } = await handler({ delay: 0 });
    expect(Object.keys(JSON.parse(body ?? '')).toSorted()).toEqual(
      ['PING', 'cold', 'endedAt', 'instance', 'nth', 'startedAt'].toSorted(),
    );
  });

  it("passes the caller's check unchanged", async () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'provisioned-concurrency');
    const { body } = await recordingRoute().handler({ delay: 1 }, { awsRequestId: 'r-2' });
    const content: unknown = JSON.parse(body ?? '');
    expect(asPong(content)).toEqual(content);
  });

  it('has the times at which the work started and ended', async () => {
    const during: number[] = [];
    const work = (): void => void during.push(wallClock());
    const { body } = await route({ path: '/', parameter: DELAY, work })({});
    const pong = asPong(JSON.parse(body ?? ''));
    expect(pong?.startedAt).toBeLessThanOrEqual(during[0] ?? 0);
    expect(pong?.endedAt).toBeGreaterThanOrEqual(during[0] ?? 0);
  });

  it('counts the calls of its instance, of which only the first is cold', async () => {
    const fresh = await freshRoute();
    const handler = fresh({ path: '/ping', parameter: DELAY, work: () => {} });
    const pongs = [];
    for (let call = 1; call <= 3; call += 1) {
      const { body } = await handler({});
      pongs.push(asPong(JSON.parse(body ?? '')));
    }
    expect(pongs.map((pong) => [pong?.nth, pong?.cold])).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ]);
    expect(new Set(pongs.map((pong) => pong?.instance)).size).toBe(1);
  });
});

describe('an invalid parameter', () => {
  it('gets a 400 that says what was expected and what was received', async () => {
    const { handler, amounts } = recordingRoute();
    expect(await handler(httpApiEvent({ delay: '1e3' }))).toEqual({
      statusCode: 400,
      headers: HEADERS,
      body: `${JSON.stringify({
        error: {
          parameter: 'delay',
          received: '"1e3"',
          expected: 'a whole number from 0 to 25000 (ms)',
          message: 'delay: expected a whole number from 0 to 25000 (ms), received "1e3"',
        },
      })}\n`,
    });
    expect(amounts).toEqual([]);
    expect(log).not.toHaveBeenCalled();
  });

  it('never starts any work', async () => {
    await fc.assert(
      fc.asyncProperty(badValue(), async (delay) => {
        const { handler, amounts } = recordingRoute();
        const { statusCode } = await handler({ delay });
        expect({ statusCode, amounts }).toEqual({ statusCode: 400, amounts: [] });
      }),
    );
  });
});

describe('any event', () => {
  it('gets an answer and starts work at most once, in range', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent('delay'), async (event) => {
        const { handler, amounts } = recordingRoute();
        const { statusCode, headers, body } = await handler(event);
        expect(headers).toEqual(HEADERS);
        const content: unknown = JSON.parse(body ?? '');
        if (statusCode === 400) {
          expect(amounts).toEqual([]);
          expect(content).toMatchObject({ error: { parameter: 'delay' } });
          return;
        }
        expect(statusCode).toBe(200);
        expect(asPong(content)).toEqual(content);
        expect(amounts).toHaveLength(1);
        expect(amounts[0]).toSatisfy(Number.isInteger);
        expect(amounts[0]).toBeGreaterThanOrEqual(0);
        expect(amounts[0]).toBeLessThanOrEqual(25_000);
      }),
    );
  });

  it('starts exactly the work that it asks for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 25_000 }), async (delay) => {
        const { handler, amounts } = recordingRoute();
        await handler({ delay });
        await handler(httpApiEvent({ delay: `${delay}` }));
        expect(amounts).toEqual([delay, delay]);
      }),
    );
  });

  it.each([[undefined], [{}], [{ awsRequestId: 'r' }]])(
    'is answered with the context %j',
    async (context) => {
      const { statusCode } = await recordingRoute().handler({}, context);
      expect(statusCode).toBe(200);
    },
  );
});

describe('the log of a call', () => {
  it('has Hello before the work and Goodbye after it', async () => {
    const order: string[] = [];
    log.mockImplementation((line: string) => void order.push(line.split(' ')[0] ?? ''));
    vi.stubEnv('AWS_LAMBDA_LOG_FORMAT', undefined);
    const work = (): void => void order.push('work');
    await route({ path: '/ping', parameter: DELAY, work })({});
    expect(order).toEqual(['Hello', 'work', 'Goodbye']);
  });

  it('names the same instance and request as the answer', async () => {
    vi.stubEnv('AWS_LAMBDA_LOG_FORMAT', 'JSON');
    const { body } = await recordingRoute().handler({}, { awsRequestId: 'r-3' });
    const pong = asPong(JSON.parse(body ?? ''));
    const call = {
      route: '/ping',
      instance: pong?.instance,
      nth: pong?.nth,
      cold: pong?.cold,
      requestId: 'r-3',
    };
    expect(log.mock.calls).toEqual([[{ say: 'Hello', ...call }], [{ say: 'Goodbye', ...call }]]);
  });
});
