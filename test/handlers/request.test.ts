import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELAY } from '../../handlers/delay.ts';
import { readParameter } from '../../handlers/request.ts';
import {
  anyEvent,
  badValue,
  directInvocation,
  functionUrlEvent,
  httpApiEvent,
} from '../helpers/events.ts';

const EXPECTED = 'a whole number from 0 to 25000 (ms)';

describe.each([
  ['an HTTP API event', httpApiEvent],
  ['a function URL event', functionUrlEvent],
  ['a direct invocation', directInvocation],
])('readParameter of %s', (_, event) => {
  it.each(['0', '1', '300', '0300', '25000'])('accepts %j', (delay) => {
    expect(readParameter(event({ delay }), DELAY)).toEqual({ ok: true, value: Number(delay) });
  });

  it('uses the default if nothing is given', () => {
    expect(readParameter(event(), DELAY)).toEqual({ ok: true, value: 5_000 });
  });

  it('ignores unknown parameters', () => {
    expect(readParameter(event({ x: '1' }), DELAY)).toEqual({ ok: true, value: 5_000 });
    expect(readParameter(event({ x: '1', delay: '2' }), DELAY)).toEqual({ ok: true, value: 2 });
    expect(readParameter(event({ Delay: 'abc' }), DELAY)).toEqual({ ok: true, value: 5_000 });
  });

  it.each([
    '',
    ' ',
    'abc',
    '-1',
    '+1',
    '1.5',
    '1e3',
    '0x10',
    ' 5',
    '5 ',
    '1,2',
    '1_000',
    '٥',
    'NaN',
    'Infinity',
    '25001',
    '99999999999999999999',
  ])('refuses %j', (delay) => {
    expect(readParameter(event({ delay }), DELAY)).toEqual({
      ok: false,
      problem: { parameter: 'delay', received: JSON.stringify(delay), expected: EXPECTED },
    });
  });
});

describe('readParameter of a direct invocation', () => {
  it.each([0, 300, 25_000])('accepts the number %d', (delay) => {
    expect(readParameter({ delay }, DELAY)).toEqual({ ok: true, value: delay });
  });

  it.each([
    [-1, '-1'],
    [1.5, '1.5'],
    [25_001, '25001'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [true, 'true'],
    [null, 'null'],
    [[1], 'an array'],
    [{ ms: 1 }, 'a value of type object'],
    [1n, 'a value of type bigint'],
  ])('refuses %s', (delay, received) => {
    expect(readParameter({ delay }, DELAY)).toEqual({
      ok: false,
      problem: { parameter: 'delay', received, expected: EXPECTED },
    });
  });

  it.each([undefined, null, '', 'text', 7, true, [], [1, 2]])(
    'uses the default for %j',
    (event) => {
      expect(readParameter(event, DELAY)).toEqual({ ok: true, value: 5_000 });
    },
  );

  it('ignores what an event inherits', () => {
    expect(readParameter(Object.create({ delay: 1 }), DELAY)).toEqual({ ok: true, value: 5_000 });
    const parameter = { ...DELAY, name: 'constructor' };
    expect(readParameter({}, parameter)).toEqual({ ok: true, value: 5_000 });
  });
});

describe('readParameter of an HTTP event', () => {
  it.each([null, 'delay=1', 3, []])('uses the default if the query is %j', (query) => {
    const event = { ...httpApiEvent(), queryStringParameters: query };
    expect(readParameter(event, DELAY)).toEqual({ ok: true, value: 5_000 });
  });

  it('does not read the parameter from the event itself', () => {
    expect(readParameter({ ...httpApiEvent(), delay: 1 }, DELAY)).toEqual({
      ok: true,
      value: 5_000,
    });
  });
});

describe('readParameter of any event', () => {
  it('returns a whole number in range, or says why not', () => {
    fc.assert(
      fc.property(anyEvent('delay'), (event) => {
        const reading = readParameter(event, DELAY);
        if (!reading.ok) {
          expect(reading.problem).toEqual({
            parameter: 'delay',
            received: expect.any(String),
            expected: EXPECTED,
          });
          return;
        }
        expect(Number.isInteger(reading.value)).toBe(true);
        expect(reading.value).toBeGreaterThanOrEqual(0);
        expect(reading.value).toBeLessThanOrEqual(DELAY.most);
      }),
    );
  });

  it('accepts every number in range, as a number and as text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: DELAY.most }), (value) => {
        expect(readParameter({ delay: value }, DELAY)).toEqual({ ok: true, value });
        expect(readParameter(httpApiEvent({ delay: `${value}` }), DELAY)).toEqual({
          ok: true,
          value,
        });
      }),
    );
  });

  it('refuses every other value with a short description of it', () => {
    fc.assert(
      fc.property(badValue(), (delay) => {
        const reading = readParameter({ delay }, DELAY);
        expect(reading.ok).toBe(false);
        if (!reading.ok) expect(reading.problem.received.length).toBeLessThan(300);
      }),
    );
  });
});
