import { describe, expect, it } from 'vitest';
import type { Choice } from '../../../src/core/recorded/choice.ts';
import { findRun, isRun, type NoRun } from '../../../src/core/recorded/find-run.ts';
import { readRecorded } from '../../../src/core/recorded/read-recorded.ts';
import { isRecorded, type Recorded } from '../../../src/core/recorded/recorded-call.ts';
import type { Recording } from '../../../src/core/recording.ts';
import { judge } from '../../../src/core/run.ts';

/** A call in a HAR. Times are in ms. */
interface Call {
  readonly at: number;
  readonly took: number;
  readonly blocked?: number;
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly more?: object;
}

const ZERO = Date.parse('2026-11-27T10:00:00.000Z');
const HOST = 'http://user:SECRET@127.0.0.1:8000';

/** An entry as DevTools write it: `at` is when the page asked for it, `took` is from its sending on. */
function entry({ at, took, blocked = 1, method = 'GET', path = '/a', status = 200, more }: Call) {
  return {
    startedDateTime: new Date(ZERO + at).toISOString(),
    time: blocked + took,
    request: { method, url: `${HOST}${path}`, httpVersion: 'HTTP/1.1' },
    response: { status, headers: [], content: { size: 11 }, _transferSize: 190 },
    timings: { blocked, dns: -1, connect: -1, ssl: -1, send: 0.1, wait: took - 0.1, receive: 0 },
    ...more,
  };
}

function read(calls: readonly Call[]): Recorded {
  const recorded = readRecorded(JSON.stringify({ log: { entries: calls.map(entry) } }));
  if (recorded === undefined || !isRecorded(recorded)) throw new Error('expected calls');
  return recorded;
}

function runIn(...calls: readonly Call[]): Recording {
  const found = findRun(read(calls));
  if (!isRun(found)) throw new Error(`expected a run, received ${found.code}`);
  return found;
}

function noRunIn(...calls: readonly Call[]): NoRun {
  const found = findRun(read(calls));
  if (isRun(found)) throw new Error('expected no run');
  return found;
}

const SOLO: readonly Call[] = [0, 300, 600].map((at) => ({ at, took: 200 }));

/** Calls that leave together and come back one at a time. */
function serial(calls: number, more: Partial<Call> = {}, at = 1_000): Call[] {
  return Array.from({ length: calls }, (_, nth) => ({ at, took: 200 * (nth + 1), ...more }));
}

describe('the calls of a run', () => {
  it('are those of one request that left together; solo calls are those alone in flight', () => {
    const { solo, bursts, recordedBy, target } = runIn(...SOLO, ...serial(6));
    expect(solo.map(({ receivedAt }) => receivedAt)).toEqual([200, 200, 200]);
    expect(bursts.map(({ epoch, invocations }) => [epoch, invocations.length])).toEqual([
      [ZERO + 1_001, 6],
    ]);
    expect(recordedBy).toEqual({ format: 'har', calls: 9 });
    expect(target).toEqual({ kind: 'http', method: 'GET', url: 'http://127.0.0.1:8000/a' });
  });

  it('are sent when the browser let them go, not when the page asked for them', () => {
    const held = [1, 2, 3].map((nth) => ({ at: 1_000, took: 900, blocked: 200 + 30 * nth }));
    const { bursts, recordedBy } = runIn(...SOLO, ...serial(2), ...held);
    expect(bursts[0]?.invocations).toHaveLength(2);
    expect(recordedBy).toMatchObject({ held: { calls: 3, mostMs: 290 }, followers: 3 });
  });

  it('are not held back by a browser that is only slow to send them', () => {
    const slow = serial(6).map((call, nth) => ({ ...call, blocked: 30 + nth }));
    expect(runIn(...SOLO, ...slow).recordedBy).not.toHaveProperty('held');
  });

  it('may differ in the values of their query, whose names are kept', () => {
    const calls = serial(6).map((call, nth) => ({ ...call, path: `/a?n=${nth}&sid=SECRET${nth}` }));
    expect(runIn(...calls).target).toEqual({
      kind: 'http',
      method: 'GET',
      url: 'http://127.0.0.1:8000/a?n=***&sid=***',
      requestsDiffer: true,
    });
  });

  it('have solo calls that came later if none came before', () => {
    const later = SOLO.map((call) => ({ ...call, at: call.at + 9_000 }));
    expect(runIn(...serial(6), ...later).solo).toHaveLength(3);
  });

  it('are of the request with the largest burst; the others are counted', () => {
    const { target, recordedBy, bursts } = runIn(
      ...serial(3, { path: '/b' }, 5_000),
      ...serial(5),
      ...serial(2, { method: 'POST' }, 9_000),
    );
    expect(target).toMatchObject({ method: 'GET', url: 'http://127.0.0.1:8000/a' });
    expect(recordedBy).toMatchObject({ calls: 5, otherCalls: 5 });
    expect(bursts).toHaveLength(1);
  });

  it('come in several bursts if nothing was in flight between them', () => {
    const { bursts } = runIn(...serial(6), ...serial(3, {}, 5_000));
    expect(bursts.map(({ invocations }) => invocations.length)).toEqual([6, 3]);
  });

  it('do not include those that were sent later than a quarter of the first call', () => {
    const late = [49, 51].map((more) => ({ at: 1_000 + more, took: 900 }));
    expect(runIn(...serial(4), ...late).bursts[0]?.invocations).toHaveLength(5);
  });

  it('do not include preflights, WebSockets and calls that never left', () => {
    const others = [
      { method: 'OPTIONS' },
      { status: 101 },
      { more: { _fromCache: 'disk' } },
      { more: { response: { status: 200, _transferSize: 0 } } },
      { more: { request: { method: 'GET', url: 'data:,x' } } },
    ].map((more) => ({ at: 1_000, took: 50, ...more }));
    const { recordedBy } = runIn(...serial(4), ...others);
    expect(recordedBy).toEqual({ format: 'har', calls: 4, cached: 2 });
  });

  it('may fail', () => {
    const [first, ...rest] = serial(6);
    const { bursts } = runIn({ ...first!, status: 500 }, { ...rest[0]!, status: 0 }, ...rest);
    const outcomes = bursts[0]?.invocations.map(({ outcome, error }) => [outcome, error?.code]);
    expect(outcomes).toContainEqual(['failed', 'status-500']);
    expect(outcomes).toContainEqual(['failed', 'network']);
  });
});

describe('calls of other requests', () => {
  const others = [1, 2].map(() => ({ at: 1_000, took: 1_500, path: '/b' }));

  it('in flight meanwhile leave no verdict on a limit', () => {
    const run = judge(runIn(...SOLO, ...serial(6), ...others));
    expect(run.verdict).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'others-in-flight', others: 2 }],
      remedy: { code: 'record-alone' },
    });
  });

  it('do not matter if no call waited', () => {
    const together = Array.from({ length: 6 }, () => ({ at: 1_000, took: 201 }));
    const run = judge(runIn(...SOLO, ...together, ...others));
    expect(run.verdict).toMatchObject({ kind: 'overlapping', workers: { low: 6, high: null } });
  });

  it('to another host do not matter', () => {
    const elsewhere = others.map((call) => ({
      ...call,
      more: { request: { method: 'GET', url: 'http://127.0.0.2/b' } },
    }));
    expect(judge(runIn(...SOLO, ...serial(6), ...elsewhere)).verdict.kind).toBe('serial');
  });
});

describe('there is no run', () => {
  it('if each call was sent after the one before', () => {
    expect(noRunIn(...SOLO)).toEqual({ code: 'one-by-one', calls: 3 });
  });

  it('if a browser noted the end of a call only after it had sent the next', () => {
    const calls = [0, 1, 2].map((nth) => ({ at: 0, took: 200, blocked: 1 + 195 * nth }));
    expect(noRunIn(...calls)).toMatchObject({ held: { calls: 2, because: 'same-url' } });
  });

  it('if a busy browser noted it even later', () => {
    const calls = [0, 1, 2].map((nth) => ({ at: 0, took: 200, blocked: 1 + 175 * nth }));
    expect(noRunIn(...calls)).toMatchObject({ code: 'one-by-one', held: { because: 'same-url' } });
  });

  it('if calls overlap, but each was sent at another time', () => {
    const calls = [0, 100, 200, 300].map((at) => ({ at, took: 200 }));
    expect(noRunIn(...calls)).toEqual({
      code: 'not-together',
      requests: ['GET http://127.0.0.1:8000/a'],
    });
  });

  it('if all answers came from a cache', () => {
    const calls = serial(3, { more: { _fromCache: 'memory' } });
    expect(noRunIn(...calls)).toEqual({ code: 'all-cached', cached: 3 });
  });
});

describe('a request that is chosen', () => {
  const recorded = read([
    ...serial(6),
    ...serial(3, { path: '/b?id=1' }, 5_000),
    ...serial(2, { path: '/b?id=1&sid=SECRET' }, 9_000),
    ...serial(4, { path: '/b', method: 'POST' }, 12_000),
    ...[0, 300].map((at) => ({ at: 20_000 + at, took: 200, path: '/solo' })),
    ...serial(2, { path: '/gone', status: 500 }, 25_000),
  ]);
  const B = 'http://127.0.0.1:8000/b';

  it.each<[Choice, string, number]>([
    [{}, 'GET http://127.0.0.1:8000/a', 6],
    [{ target: '/b' }, `POST ${B}`, 4],
    [{ target: B }, `POST ${B}`, 4],
    [{ target: `${B}#top` }, `POST ${B}`, 4],
    [{ target: B, method: 'GET' }, `GET ${B}?id=***`, 3],
    [{ target: '/b?id=7' }, `GET ${B}?id=***`, 3],
    [{ target: `${B}?sid=***&id=***` }, `GET ${B}?id=***&sid=***`, 2],
    [{ method: 'POST' }, `POST ${B}`, 4],
  ])('by %j is %s', (choice, request, calls) => {
    const found = findRun(recorded, choice);
    if (!isRun(found)) throw new Error(`expected a run, received ${found.code}`);
    expect(`${found.target?.method} ${found.target?.url}`).toBe(request);
    expect(found.bursts[0]?.invocations).toHaveLength(calls);
    expect(found.recordedBy).toMatchObject({ otherCalls: recorded.calls.length - calls });
  });

  it.each<[Choice, object]>([
    [{ target: '/solo' }, { code: 'one-by-one', calls: 2 }],
    [{ target: '/gone' }, { code: 'all-failed', calls: 2, message: 'status 500 (no body)' }],
    [{ target: '/b/' }, { code: 'no-such-request', received: '/b/' }],
    [{ target: 'b' }, { code: 'no-such-request', received: 'b' }],
    [{ target: 'http://me:SECRET@[h/b' }, { received: 'http://***@[h/b' }],
    [{ target: '' }, { code: 'no-such-request', received: "''" }],
    [{ target: 'me:SECRET@h/b?x=SECRET' }, { received: '***@h/b?***' }],
    [{ target: '/b?other=1' }, { code: 'no-such-request' }],
    [{ target: 'https://127.0.0.1:8000/b' }, { code: 'no-such-request' }],
    [{ target: `${B}?x=SECRET`, method: 'PUT' }, { received: `PUT ${B}?x=***` }],
  ])('by %j is no run', (choice, expected) => {
    expect(findRun(recorded, choice)).toMatchObject(expected);
  });

  it('is one of those that the file has, the largest burst first', () => {
    const found = findRun(recorded, { target: '/c' });
    expect(found).toMatchObject({
      requests: [
        { request: 'GET http://127.0.0.1:8000/a', calls: 6 },
        { request: `POST ${B}`, calls: 4 },
        { request: `GET ${B}?id=***`, calls: 3 },
        { request: `GET ${B}?id=***&sid=***`, calls: 2 },
        { request: 'GET http://127.0.0.1:8000/gone', calls: 2 },
        { request: 'GET http://127.0.0.1:8000/solo', calls: 2 },
      ],
    });
  });

  it('may have been answered by the cache alone', () => {
    const found = findRun({ ...recorded, cached: 3 }, { target: '/c' });
    expect(found).toMatchObject({ code: 'no-such-request', cached: 3 });
  });

  it('may have a name', () => {
    const named = recorded.calls.map((call) => ({ ...call, name: 'the list' }));
    const found = findRun({ ...recorded, calls: named }, { target: 'the list' });
    expect(found).toMatchObject({ target: { name: 'the list' } });
    expect(findRun({ ...recorded, calls: named }, { target: 'a list' })).toMatchObject({
      code: 'no-such-request',
    });
  });

  it('cannot be chosen if the file has no addresses', () => {
    const calls = recorded.calls.map(({ method: _method, url: _url, ...call }) => call);
    expect(findRun({ ...recorded, calls }, { target: '/a' })).toMatchObject({ requests: [] });
  });
});
