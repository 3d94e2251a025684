import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asPong, type Pong } from '../../handlers/pong.ts';

const PONG: Pong = {
  PING: 'PONG!',
  instance: 'a',
  nth: 1,
  cold: true,
  startedAt: 1_700_000_000_000.25,
  endedAt: 1_700_000_000_100.5,
};

const pongs = fc
  .record(
    {
      PING: fc.constant('PONG!' as const),
      instance: fc.string({ minLength: 1 }),
      nth: fc.integer({ min: 1 }),
      cold: fc.boolean(),
      startedAt: fc.integer({ min: 0, max: 2e12 }),
      requestId: fc.string(),
      initializationType: fc.string(),
    },
    { requiredKeys: ['PING', 'instance', 'nth', 'cold', 'startedAt'] },
  )
  .chain((pong) =>
    fc.nat({ max: 100_000 }).map((tookMs) => ({ ...pong, endedAt: pong.startedAt + tookMs })),
  );

describe('asPong', () => {
  it('accepts every answer, unchanged after JSON and back', () => {
    fc.assert(
      fc.property(pongs, (pong) => {
        expect(asPong(JSON.parse(JSON.stringify(pong)))).toEqual(pong);
      }),
    );
  });

  it('drops what is not part of the contract', () => {
    expect(asPong({ ...PONG, extra: 1 })).toEqual(PONG);
  });

  it.each([
    ['no PING', { PING: undefined }],
    ['another PING', { PING: 'PONG' }],
    ['no instance', { instance: undefined }],
    ['an empty instance', { instance: '' }],
    ['an instance that is not text', { instance: 7 }],
    ['an ordinal of 0', { nth: 0 }],
    ['a fractional ordinal', { nth: 1.5 }],
    ['cold as text', { cold: 'true' }],
    ['times as text', { startedAt: '2026-01-01' }],
    ['no end', { endedAt: undefined }],
    ['an infinite time', { endedAt: Number.POSITIVE_INFINITY }],
    ['an end before the start', { endedAt: PONG.startedAt - 1 }],
    ['a request id that is not text', { requestId: 1 }],
  ])('refuses %s', (_, change) => {
    expect(asPong({ ...PONG, ...change })).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
        expect(asPong(anything)).toBeUndefined();
      }),
    );
  });
});
