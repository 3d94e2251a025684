import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { servedSchema } from '../../../src/core/invocation.ts';
import { readLambdaAnswer, type LambdaAnswer } from '../../../src/core/answers/lambda-answer.ts';

const ID = '3f8a1c52-6b7d-4e90-a1f2-5c6d7e8f9a0b';

const PONG = {
  PING: 'PONG!',
  instance: 'a',
  nth: 1,
  cold: true,
  startedAt: 1_700_000_000_000,
  endedAt: 1_700_000_000_100,
  requestId: ID,
  initStartedAt: 1_699_999_999_700,
  initializedAt: 1_699_999_999_900,
};
const { PING: _, ...SERVED } = PONG;

const LOG = `REPORT RequestId: ${ID}\tDuration: 103.52 ms\tBilled Duration: 104 ms\t`;
const REPORT = { durationMs: 103.52, billedMs: 104 };

const read = (payload: unknown, further: Partial<LambdaAnswer> = {}) =>
  readLambdaAnswer({
    status: 200,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    requestId: ID,
    ...further,
  });

describe('an answer that is PONG!', () => {
  it.each([
    ['in the form for an HTTP API', { statusCode: 200, headers: {}, body: JSON.stringify(PONG) }],
    ['directly', PONG],
  ])('names its instance and times, %s', (_name, payload) => {
    expect(read(payload, { log: LOG })).toEqual({
      outcome: 'answered',
      status: 200,
      bodyBytes: JSON.stringify(payload).length,
      served: { ...SERVED, report: REPORT, serviceMs: 103.52 },
    });
  });

  it('is read without a log, too', () => {
    expect(read(PONG).served).toEqual(SERVED);
  });

  it('overrides the log about the first call on an instance', () => {
    expect(read({ ...PONG, cold: false }, { log: `${LOG}Init Duration: 5 ms` }).served?.cold).toBe(
      false,
    );
  });
});

describe('an answer of another function', () => {
  it.each(['{"ok":true}', '[]', 'null', '"text"', '', 'no JSON', '{"body":"text"}', '{"body":5}'])(
    'counts as answered: %s',
    (payload) => {
      expect(read(payload, { log: LOG })).toEqual({
        outcome: 'answered',
        status: 200,
        bodyBytes: payload.length,
        served: { requestId: ID, cold: false, report: REPORT, serviceMs: 103.52 },
      });
    },
  );

  it('has no served part if nothing is known', () => {
    expect(read({}, { requestId: undefined })).toEqual({
      outcome: 'answered',
      status: 200,
      bodyBytes: 2,
    });
  });

  it.each([
    ['nothing of the kind', '', false],
    ['an initialization', 'Init Duration: 243.17 ms', true],
    ['a restoration', 'Restore Duration: 398.97 ms', true],
  ])('is cold if its report has an initialization or a restoration: %s', (_name, further, cold) => {
    expect(read({}, { log: LOG + further }).served?.cold).toBe(cold);
  });

  it('is cold if its initialization failed and was repeated in the call', () => {
    const log = `INIT_REPORT Init Duration: 9999.8 ms\tPhase: init\tStatus: timeout\n${LOG}`;
    expect(read({}, { log }).served).toMatchObject({ cold: true });
  });

  it.each(['', 'START RequestId: 1'])(
    'is neither cold nor warm if the log has no report: %j',
    (log) => {
      expect(read({}, { log }).served).toEqual({ requestId: ID });
    },
  );

  it('keeps a line that could not be read, but no number from it', () => {
    const log = `${LOG}Boot Duration: 5 ms${' '.repeat(1_000)}\tX: ${'x'.repeat(1_000)}`;
    const { served } = read({}, { log });
    expect(served).toEqual({ requestId: ID, unreadReport: expect.stringMatching(/^REPORT /) });
    expect(served?.unreadReport).toHaveLength(500);
  });
});

describe('a failure', () => {
  it.each([
    [400, '{"error":"no"}', 'the function returned statusCode 400: {"error":"no"}'],
    [502, 'a\n\n b', 'the function returned statusCode 502: a b'],
    [500, '', 'the function returned statusCode 500'],
    [404, undefined, 'the function returned statusCode 404'],
  ])('is a statusCode of %d, as for an HTTP API', (statusCode, body, message) => {
    expect(read({ statusCode, body }, { log: LOG })).toEqual({
      outcome: 'failed',
      status: 200,
      error: { code: `status-${statusCode}`, message },
      served: { requestId: ID, cold: false, report: REPORT, serviceMs: 103.52 },
    });
  });

  it.each([{ statusCode: 399 }, { statusCode: '500' }, { statusCode: null }])(
    'is not found in %j',
    (content) => {
      expect(read(content).outcome).toBe('answered');
    },
  );

  it.each(['Unhandled', 'Handled'])('of the function is reported as %s', (functionError) => {
    const payload = { errorType: 'TypeError', errorMessage: 'no such thing', trace: [] };
    expect(read(payload, { functionError }).error).toEqual({
      code: 'function-error',
      message: `the function failed (${functionError}): TypeError: no such thing`,
    });
  });

  it.each([
    ['no error type', { errorMessage: 'boom' }, 'boom'],
    ['no message', { errorType: 'E' }, 'E: no message'],
    ['nothing at all', {}, 'no message'],
    ['no JSON', 'text', 'no message'],
    ['a message that is not text', { errorMessage: { why: 5 } }, '{"why":5}'],
    ['a message that cannot be made text', { errorMessage: { toString: 1 } }, '{"toString":1}'],
  ])('of a function is described even if it has %s', (_name, payload, message) => {
    expect(read(payload, { functionError: 'Unhandled' })).toMatchObject({
      outcome: 'failed',
      error: { code: 'function-error', message: `the function failed (Unhandled): ${message}` },
    });
  });

  it.each([
    ['without a type', {}, 'Task timed out after 3.00 seconds'],
    [
      'after a date and a request id',
      {},
      `2026-01-01T00:00:00.000Z ${ID} Task timed out after 3.00 seconds`,
    ],
    [
      'with a type',
      { errorType: 'Sandbox.Timedout' },
      `RequestId: ${ID} Error: Task timed out after 3.00 seconds`,
    ],
  ])('by timeout has the same message for every call: %s', (_name, type, errorMessage) => {
    expect(read({ ...type, errorMessage }, { functionError: 'Unhandled' }).error).toEqual({
      code: 'function-timeout',
      message: 'Task timed out after 3.00 seconds; raise the timeout of the function',
    });
  });

  it('is not a timeout if only the error of the function reads like one', () => {
    const payload = { errorType: 'JobError', errorMessage: 'Task timed out after 9 seconds' };
    expect(read(payload, { functionError: 'Unhandled' }).error?.code).toBe('function-error');
  });

  it('has a short message however long the original is', () => {
    const errorMessage = 'x'.repeat(100_000);
    const { error } = read({ errorMessage }, { functionError: 'Unhandled' });
    expect(error?.message.length).toBeLessThan(400);
    expect(read({ statusCode: 500, body: errorMessage }).error?.message.length).toBeLessThan(300);
  });

  it('still has its report', () => {
    const { served } = read({ errorMessage: 'x' }, { functionError: 'Unhandled', log: LOG });
    expect(served).toMatchObject({ report: REPORT });
  });
});

describe('any answer', () => {
  it('is read without throwing, has an error only if it was not answered, and fits the schema', () => {
    const answers = fc.record(
      {
        status: fc.constantFrom(200, 202),
        payload: fc.oneof(
          fc.string(),
          fc.json(),
          fc
            .dictionary(
              fc.constantFrom('statusCode', 'body', 'errorType', 'errorMessage', '__proto__'),
              fc.oneof(fc.jsonValue(), fc.json(), fc.integer({ min: 100, max: 599 })),
            )
            .map((content) => JSON.stringify(content)),
        ),
        functionError: fc.constantFrom('Handled', 'Unhandled', ''),
        log: fc.oneof(fc.string(), fc.constant(LOG)),
        requestId: fc.string(),
      },
      { requiredKeys: ['status', 'payload'] },
    );
    fc.assert(
      fc.property(answers, (answer) => {
        const { outcome, error, served } = readLambdaAnswer(answer);
        expect(error === undefined).toBe(outcome === 'answered');
        if (served !== undefined) expect(v.parse(servedSchema, served)).toEqual(served);
      }),
      { numRuns: 1_000 },
    );
  });
});
