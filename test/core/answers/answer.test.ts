import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/core/answers/answer.ts';

const PONG = {
  PING: 'PONG!',
  instance: 'a',
  nth: 2,
  cold: false,
  startedAt: 1_700_000_000_000,
  endedAt: 1_700_000_000_100,
};

const read = (status: number, body: unknown, headers = {}, pongExpected = false) =>
  readAnswer(
    { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) },
    { pongExpected },
  );

describe('an answer that is PONG!', () => {
  const { PING: _, ...served } = PONG;

  it.each([true, false])('says where and when (expected: %s)', (pongExpected) => {
    expect(read(200, { ...PONG, requestId: 'r' }, {}, pongExpected)).toEqual({
      outcome: 'answered',
      status: 200,
      served: { ...served, requestId: 'r' },
    });
  });

  it('says how its instance came up, where Lambda tells', () => {
    expect(read(200, { ...PONG, initializationType: 'on-demand' })).toEqual({
      outcome: 'answered',
      status: 200,
      served: { ...served, initializationType: 'on-demand' },
    });
  });

  it('says when its instance was initialised, and where an environment has several', () => {
    const told = {
      ...PONG,
      cold: true,
      initStartedAt: 1_699_999_999_700,
      initializedAt: 1_699_999_999_900,
      environment: 'e',
      maxConcurrency: 64,
    };
    const { PING: __, ...expected } = told;
    expect(read(200, told).served).toEqual(expected);
  });

  it('counts for nothing under an error', () => {
    expect(read(500, PONG)).toMatchObject({ outcome: 'failed', error: { code: 'status-500' } });
    expect(read(429, PONG)).toMatchObject({ outcome: 'throttled' });
  });
});

describe('an answer of somebody else', () => {
  it.each(['hello', '', '{"ok":true}', '[]', 'null', '"PONG!"'])('is an answer: %s', (body) => {
    const said = read(200, body);
    expect(said).toMatchObject({ outcome: 'answered', status: 200 });
    expect(said.served).toBeUndefined();
    expect(said.error).toBeUndefined();
  });

  it.each(['hello', '{"PING":"PONG!"}', '{"PING":"PONG"}'])(
    'is a failure where PONG! is expected: %s',
    (body) => {
      expect(read(200, body, {}, true)).toEqual({
        outcome: 'failed',
        status: 200,
        error: { code: 'not-a-pong', message: `expected PONG!, received: ${body}` },
      });
    },
  );

  it('is a failure where it is empty and PONG! is expected', () => {
    expect(read(204, '', {}, true)).toMatchObject({
      error: { code: 'not-a-pong', message: 'expected PONG!, received (no body)' },
    });
  });
});

describe('a failure', () => {
  it('of a handler, under 200', () => {
    const body = { errorMessage: 'boom', errorType: 'Error', stackTrace: [] };
    expect(read(200, body)).toEqual({
      outcome: 'failed',
      status: 200,
      error: { code: 'handler-error', message: 'boom' },
    });
  });

  it('of a handler stays one whatever its message is', () => {
    expect(read(200, { errorMessage: { toString: 1 } })).toMatchObject({
      error: { code: 'handler-error', message: '{"toString":1}' },
    });
  });

  it.each([
    [400, { error: 'no' }, 'status 400: {"error":"no"}'],
    [404, '', 'status 404 (no body)'],
    [500, 'a\n\n  b', 'status 500: a b'],
    [503, 'busy', 'status 503: busy'],
  ])('by status %d', (status, body, message) => {
    expect(read(status, body)).toEqual({
      outcome: 'failed',
      status,
      error: { code: `status-${status}`, message },
    });
  });

  it('is told in few words, however long the body', () => {
    expect(read(500, 'x'.repeat(100_000)).error?.message.length).toBeLessThan(200);
    expect(read(200, { errorMessage: 'x'.repeat(100_000) }).error?.message.length).toBeLessThan(
      400,
    );
  });

  it.each([301, 302, 307, 308])('by redirect %d, which is not followed', (status) => {
    const said = read(status, '', { location: 'https://example.org/' });
    expect(said).toMatchObject({ outcome: 'failed', status, error: { code: 'redirect' } });
    expect(said.error?.message).toMatch(/https:\/\/example\.org\/.*not followed/);
  });
});

describe('a refusal', () => {
  it.each([
    [429, {}],
    [429, { 'retry-after': '1' }],
    [503, { 'retry-after': '1' }],
  ])('is throttled: %d %j', (status, headers) => {
    expect(read(status, 'slow down', headers)).toMatchObject({
      outcome: 'throttled',
      status,
      error: { code: `status-${status}` },
    });
  });
});

describe('any answer', () => {
  it('has one outcome, and an error exactly where it was not answered', () => {
    const answers = fc.record({
      status: fc.integer({ min: 200, max: 599 }),
      headers: fc.dictionary(fc.constantFrom('retry-after', 'location'), fc.string()),
      body: fc.oneof(fc.string(), fc.json()),
    });
    fc.assert(
      fc.property(answers, fc.boolean(), (answer, pongExpected) => {
        const said = readAnswer(answer, { pongExpected });
        expect(said.status).toBe(answer.status);
        expect(said.error === undefined).toBe(said.outcome === 'answered');
        expect(said.error?.message).not.toBe('');
      }),
    );
  });
});
