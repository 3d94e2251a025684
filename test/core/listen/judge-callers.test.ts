import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrival } from '../../../src/core/listen/arrival.ts';
import type { Caller } from '../../../src/core/listen/caller.ts';
import { judgeCallers } from '../../../src/core/listen/judge-callers.ts';
import { CHROME } from '../../helpers/runs/user-agents.ts';

const MACHINE = { cores: 2 };

type Span = readonly [arrivedAt: number, endedAt: number];

/** Calls at these times, each over its own connection. */
const callsAt = (spans: readonly Span[], about: Partial<Arrival> = {}): Arrival[] =>
  spans.map(([arrivedAt, endedAt], index) => ({
    arrivedAt,
    endedAt,
    connection: index,
    address: '127.0.0.1',
    request: `GET /?x=${index}`,
    http: '1.1',
    ...about,
  }));

/** The calls of a client that has at most `limit` of them in flight, if they take these times. */
function pool(limit: number, durations: readonly number[], gapMs = 2): Span[] {
  const free = Array.from({ length: limit }, (_, slot) => slot * 0.1);
  return durations.map((ms) => {
    const slot = free.indexOf(Math.min(...free));
    const start = free[slot] ?? 0;
    free[slot] = start + ms + gapMs;
    return [start, start + ms];
  });
}

const same = (calls: number, ms = 1_000): number[] => Array.from({ length: calls }, () => ms);

const judge = (arrivals: readonly Arrival[]): readonly Caller[] =>
  judgeCallers({ arrivals, endedAt: 60_000 }, MACHINE);

function judgeOne(spans: readonly Span[], about?: Partial<Arrival>): Caller {
  const [caller, ...others] = judge(callsAt(spans, about));
  if (caller === undefined || others.length > 0) throw new Error('expected one caller');
  return caller;
}

describe('a limit', () => {
  it.each([2, 6, 10, 50, 100])('of %i is found if calls waited for others to end', (limit) => {
    const caller = judgeOne(pool(limit, same(limit + 10)));
    expect(caller.verdict).toEqual({ kind: 'limited', limit });
    expect(caller.peak).toBe(limit);
    expect(caller.refills).toMatchObject({ later: 10, prompt: 10 });
  });

  it('is found after a solo call', () => {
    const later = pool(6, same(20)).map(([start, end]): Span => [start + 3_000, end + 3_000]);
    expect(judgeOne([[0, 1_000], ...later]).verdict).toEqual({ kind: 'limited', limit: 6 });
  });

  it('is found if batches are awaited', () => {
    const batches = [0, 1, 2].flatMap((n) =>
      same(5).map((): Span => [n * 1_010, n * 1_010 + 1_000]),
    );
    expect(judgeOne(batches).verdict).toEqual({ kind: 'limited', limit: 5 });
  });

  it('is found for a client that is slow because many calls end together', () => {
    const spans = [
      ...same(100).map((): Span => [0, 1_000]),
      ...same(50).map((): Span => [1_180, 2_180]),
    ];
    expect(judgeOne(spans).verdict).toEqual({ kind: 'limited', limit: 100 });
  });

  it('is not claimed for one later call, which may have come by chance', () => {
    const { verdict, peak } = judgeOne(pool(6, same(7)));
    expect({ verdict, peak }).toEqual({
      verdict: { kind: 'at-least', because: { code: 'few-later' } },
      peak: 6,
    });
  });

  it('is not claimed for calls at a pace, though each comes just when another ends', () => {
    const paced = same(30).map((_, n): Span => [n * 100, n * 100 + 995]);
    expect(judgeOne(paced).verdict).toEqual({
      kind: 'at-least',
      because: { code: 'paced', typicalMs: 995 },
    });
  });

  it('is not claimed for bursts that come long after the earlier ones', () => {
    const bursts = [0, 1, 2].flatMap((n) =>
      same(5).map((): Span => [n * 2_000, n * 2_000 + 1_000]),
    );
    expect(judgeOne(bursts).verdict).toEqual({
      kind: 'at-least',
      because: { code: 'unprompted' },
    });
  });

  it('is not claimed if no call came after the peak', () => {
    const spans: Span[] = [
      [0, 1_000],
      [2_000, 3_000],
      [2_001, 3_001],
    ];
    expect(judgeOne(spans).verdict).toEqual({
      kind: 'at-least',
      because: { code: 'none-later' },
    });
  });
});

describe('calls one after the other', () => {
  it('waited for each other if each came just when the one before had ended', () => {
    expect(judgeOne(pool(1, same(3))).verdict).toEqual({ kind: 'one-at-a-time' });
  });

  it('show nothing if there are only two', () => {
    const reason = { code: 'two-calls' };
    expect(judgeOne(pool(1, same(2))).verdict).toEqual({ kind: 'undecided', reason });
  });

  it('show nothing if they are far apart', () => {
    expect(judgeOne(pool(1, same(4), 700)).verdict).toEqual({
      kind: 'undecided',
      reason: { code: 'far-apart', medianGapMs: 700 },
    });
  });

  it.each([
    [CHROME, 'GET /', 'one-at-a-time'],
    [CHROME, undefined, 'undecided'],
    ['curl/8.0', 'GET /', 'undecided'],
  ])('two from %.11s for %s are %s', (userAgent, request, kind) => {
    const about = { userAgent, ...(request === undefined ? {} : { request }) };
    expect(judgeOne(pool(1, same(2)), about).verdict.kind).toBe(kind);
  });
});

describe('a client', () => {
  it('shows nothing with one call, or with calls that end too soon', () => {
    const one = { kind: 'undecided', reason: { code: 'one-call' } };
    expect(judgeOne([[0, 1_000]]).verdict).toEqual(one);
    const short = { kind: 'undecided', reason: { code: 'too-short', typicalMs: 2 } };
    expect(judgeOne(pool(2, same(20, 2), 0.5)).verdict).toEqual(short);
  });

  it('has all its calls together if none waited', () => {
    expect(judgeOne(pool(12, same(12))).verdict).toEqual({ kind: 'together' });
  });

  it('is distinguished by user agent and address', () => {
    const loop = callsAt(pool(1, same(4)), { userAgent: 'a' });
    const burst = callsAt(pool(5, same(5)), { userAgent: 'b' });
    const elsewhere = callsAt(pool(3, same(3)), { userAgent: 'b', address: '127.0.0.2' });
    expect(judge([...elsewhere, ...loop, ...burst]).map(({ verdict }) => verdict.kind)).toEqual([
      'together',
      'one-at-a-time',
      'together',
    ]);
  });

  it('has calls in flight that were not answered by the end', () => {
    const arrivals = callsAt(pool(3, same(3))).map(
      ({ arrivedAt, connection, address, request, http }): Arrival => ({
        arrivedAt,
        connection,
        address,
        request,
        http,
      }),
    );
    expect(judge(arrivals)[0]?.verdict).toEqual({ kind: 'together' });
  });

  it('shows which connections it reuses', () => {
    const { connections, reused } = judgeOne(pool(1, same(4)), { connection: 7 });
    expect({ connections, reused }).toEqual({ connections: 1, reused: 3 });
  });
});

describe('what likely limits', () => {
  it.each([
    [CHROME, 6, { code: 'browser-connections', limit: 6 }],
    [
      'aws-sdk-js/3.900.0 ua/2.1 os/linux',
      50,
      { code: 'default-limit', client: 'aws-sdk-js', limit: 50 },
    ],
    ['Python/3.11 aiohttp/3.14.5', 100, { code: 'default-limit', client: 'aiohttp', limit: 100 }],
    ['python-httpx/0.28.1', 100, { code: 'default-limit', client: 'httpx', limit: 100 }],
    ['python-httpx/0.28.1', 7, { code: 'other-limit', client: 'httpx', limit: 7, preset: 100 }],
    ['python-requests/2.34.2', 6, { code: 'no-limit', client: 'requests', threads: true }],
    ['python-requests/2.34.2', 10, { code: 'no-limit', client: 'requests' }],
    ['okhttp/4.12.0', 5, { code: 'default-limit', client: 'okhttp', limit: 5 }],
    [
      'Apache-HttpClient/4.5.14 (Java/17)',
      2,
      { code: 'default-limit', client: 'apache-4', limit: 2 },
    ],
    ['GuzzleHttp/7', 25, { code: 'default-limit', client: 'guzzle', limit: 25 }],
    ['node', 6, { code: 'no-limit', client: 'node' }],
    ['curl/8.0', 3, { code: 'pool', limit: 3 }],
    ['mine/1.0', 10, { code: 'pool', limit: 10 }],
    [CHROME, 1, { code: 'loop', client: 'browser' }],
    ['mine/1.0', 1, { code: 'loop' }],
  ])('%.40s, %i at a time', (userAgent, limit, likely) => {
    expect(judgeOne(pool(limit, same(limit + 10)), { userAgent }).likely).toEqual(likely);
  });

  it('is --parallel-max of curl if it reuses connections', () => {
    const [caller] = judge(
      callsAt(pool(50, same(60)), { userAgent: 'curl/8.0' }).map((call, n) => ({
        ...call,
        connection: n % 50,
      })),
    );
    expect(caller?.likely).toEqual({ code: 'default-limit', client: 'curl', limit: 50 });
  });

  it('is the same URL for a browser, and streams over HTTP/2', () => {
    const tabs = judgeOne(pool(1, same(2)), { userAgent: CHROME, request: 'GET /' });
    expect(tabs.likely).toEqual({ code: 'browser-same-url' });
    const [page, ...calls] = callsAt(pool(1, same(4)), { userAgent: CHROME, request: 'GET /same' });
    const loaded = page && judge([{ ...page, request: 'GET /' }, ...calls])[0];
    expect(loaded?.likely).toEqual({ code: 'browser-same-url' });
    const [first, ...others] = calls;
    const different = page && first && judge([page, { ...first, request: 'GET /a' }, ...others])[0];
    expect(different?.likely).toEqual({ code: 'loop', client: 'browser' });
    const streams = judgeOne(pool(100, same(150)), { userAgent: 'python-httpx/1', http: '2' });
    expect(streams.likely).toEqual({ code: 'streams', limit: 100 });
  });

  it('is nothing yet if there were fewer calls than the client allows', () => {
    const few = judgeOne(pool(30, same(30)), { userAgent: 'python-httpx/0.28.1' });
    expect(few.likely).toEqual({ code: 'below-limit', client: 'httpx', preset: 100 });
    expect(judgeOne(pool(30, same(30)), { userAgent: 'node' })).not.toHaveProperty('likely');
    expect(judgeOne([[0, 1_000]])).not.toHaveProperty('likely');
  });
});

describe('any calls', () => {
  const spans = fc.array(
    fc.tuple(
      fc.double({ min: 0, max: 5_000, noNaN: true }),
      fc.double({ min: 1, max: 2_000, noNaN: true }),
    ),
    { minLength: 1, maxLength: 40 },
  );

  it('have a peak that brute force finds, in any order, and at any time', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 0, max: 10_000 }), (drawn, shift) => {
        const given = drawn.map(([start, ms]): Span => [Math.round(start), Math.round(start + ms)]);
        const [caller] = judge(callsAt(given));
        const inFlight = given.map(
          ([at]) => given.filter(([from, to]) => from <= at && to > at).length,
        );
        expect(caller?.peak).toBe(Math.max(1, ...inFlight));
        const moved = given.map(([from, to]): Span => [from + shift, to + shift]);
        expect(judge(callsAt(moved).toReversed())[0]?.verdict).toEqual(caller?.verdict);
      }),
    );
  });

  it('that a pool of any size makes are limited by it, however long each takes', () => {
    const durations = fc.array(fc.integer({ min: 300, max: 900 }), {
      minLength: 40,
      maxLength: 80,
    });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), durations, (limit, times) => {
        expect(judgeOne(pool(limit, times)).verdict).toEqual({ kind: 'limited', limit });
      }),
    );
  });

  it.each([1_500, 3_000, 8_000, 20_000])('at random times within %i ms show no limit', (max) => {
    const arrivals = fc.array(fc.integer({ min: 0, max }), { minLength: 20, maxLength: 120 });
    const limited = fc.sample(arrivals, { numRuns: 500, seed: 1 }).filter((times) => {
      const { verdict } = judgeOne(times.map((at): Span => [at, at + 1_000]));
      return verdict.kind === 'limited' || verdict.kind === 'one-at-a-time';
    });
    expect(limited).toEqual([]);
  });
});
