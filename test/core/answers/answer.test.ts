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

  it.each([true, false])('names its instance and times (expected: %s)', (pongExpected) => {
    expect(read(200, { ...PONG, requestId: 'r' }, {}, pongExpected)).toEqual({
      outcome: 'answered',
      status: 200,
      served: { ...served, requestId: 'r' },
    });
  });

  it('has the initialization type if Lambda provides it', () => {
    expect(read(200, { ...PONG, initializationType: 'on-demand' })).toEqual({
      outcome: 'answered',
      status: 200,
      served: { ...served, initializationType: 'on-demand' },
    });
  });

  it('has the initialization times and the shared environment if there are any', () => {
    const pong = {
      ...PONG,
      cold: true,
      initStartedAt: 1_699_999_999_700,
      initializedAt: 1_699_999_999_900,
      environment: 'e',
      maxConcurrency: 64,
    };
    const { PING: __, ...expected } = pong;
    expect(read(200, pong).served).toEqual(expected);
  });

  it('does not count if the status is an error', () => {
    expect(read(500, PONG)).toMatchObject({ outcome: 'failed', error: { code: 'status-500' } });
    expect(read(429, PONG)).toMatchObject({ outcome: 'throttled' });
  });
});

describe('an answer of another server', () => {
  it.each(['hello', '', '{"ok":true}', '[]', 'null', '"PONG!"'])(
    'counts as answered: %s',
    (body) => {
      const outcome = read(200, body);
      expect(outcome).toMatchObject({ outcome: 'answered', status: 200 });
      expect(outcome.served).toBeUndefined();
      expect(outcome.error).toBeUndefined();
    },
  );

  it.each(['hello', '{"PING":"PONG!"}', '{"PING":"PONG"}'])(
    'is a failure if PONG! is expected: %s',
    (body) => {
      expect(read(200, body, {}, true)).toEqual({
        outcome: 'failed',
        status: 200,
        error: { code: 'not-a-pong', message: `expected PONG!, received: ${body}` },
      });
    },
  );

  it('is a failure if it is empty and PONG! is expected', () => {
    expect(read(204, '', {}, true)).toMatchObject({
      error: { code: 'not-a-pong', message: 'expected PONG!, received (no body)' },
    });
  });
});

describe('a failure', () => {
  it('of a handler is recognized despite status 200', () => {
    const body = { errorMessage: 'boom', errorType: 'Error', stackTrace: [] };
    expect(read(200, body, {}, true)).toEqual({
      outcome: 'failed',
      status: 200,
      error: { code: 'handler-error', message: 'boom' },
    });
  });

  it('of a handler is recognized whatever its message is', () => {
    expect(read(200, { errorMessage: { toString: 1 } }, {}, true)).toMatchObject({
      error: { code: 'handler-error', message: '{"toString":1}' },
    });
  });

  it.each([null, 'boom', ''])('is no errorMessage (%j) of any other server', (errorMessage) => {
    expect(read(200, { errorMessage })).toMatchObject({ outcome: 'answered', status: 200 });
    expect(read(200, { errorMessage }, {}, true)).toMatchObject({ outcome: 'failed' });
  });

  it('is an answer that leaves HTTP', () => {
    expect(read(101, '', { upgrade: 'websocket' })).toEqual({
      outcome: 'failed',
      status: 101,
      error: {
        code: 'status-101',
        message: 'status 101: the server switched to websocket; expected an HTTP answer',
      },
    });
    expect(read(101, '').error?.message).toContain('switched to another protocol');
  });

  it.each([
    [400, { error: 'no' }, 'status 400: {"error":"no"}'],
    [404, '', 'status 404 (no body)'],
    [500, 'a\n\n  b', 'status 500: a b'],
    [503, 'busy', 'status 503: busy'],
  ])('is a status of %d', (status, body, message) => {
    expect(read(status, body)).toEqual({
      outcome: 'failed',
      status,
      error: { code: `status-${status}`, message },
    });
  });

  it('has a short message however long the body is', () => {
    expect(read(500, 'x'.repeat(100_000)).error?.message.length).toBeLessThan(200);
    const { error } = read(200, { errorMessage: 'x'.repeat(100_000) }, {}, true);
    expect(error?.message.length).toBeLessThan(400);
  });

  it.each([301, 302, 307, 308])('is a redirect of %d, which is not followed', (status) => {
    const outcome = read(status, '', { location: 'https://example.org/' });
    expect(outcome).toMatchObject({ outcome: 'failed', status, error: { code: 'redirect' } });
    expect(outcome.error?.message).toBe(
      'redirected to https://example.org/; redirects are not followed, so call that address instead',
    );
    expect(read(status, '').error?.message).toBe(
      `status ${status} redirects, but there is no Location header`,
    );
  });
});

describe('a refused call', () => {
  it.each([
    [429, {}],
    [429, { 'retry-after': '1' }],
    [503, { 'retry-after': '1' }],
  ])('is throttled: %d %j', (status, headers) => {
    expect(read(status, 'slow down', headers)).toMatchObject({
      outcome: 'throttled',
      status,
      error: {
        code: `status-${status}`,
        message: `the server refused the call (status ${status})`,
      },
    });
  });
});

describe('any answer', () => {
  it('has an error only if it was not answered', () => {
    const answers = fc.record({
      status: fc.integer({ min: 200, max: 599 }),
      headers: fc.dictionary(fc.constantFrom('retry-after', 'location'), fc.string()),
      body: fc.oneof(fc.string(), fc.json()),
    });
    fc.assert(
      fc.property(answers, fc.boolean(), (answer, pongExpected) => {
        const result = readAnswer(answer, { pongExpected });
        expect(result.status).toBe(answer.status);
        expect(result.error === undefined).toBe(result.outcome === 'answered');
        expect(result.error?.message).not.toBe('');
      }),
    );
  });
});
