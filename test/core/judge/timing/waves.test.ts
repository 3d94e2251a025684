import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../../src/core/judge/timing/profile.ts';
import { findWaves } from '../../../../src/core/judge/timing/waves.ts';
import { profileOf } from '../../../helpers/runs/profiles.ts';
import { times } from '../../../helpers/runs/times.ts';

const SOLO = [100, 100, 100];

function waves(
  durations: readonly number[],
  { solo = SOLO, ...differing }: Partial<Omit<Profile, 'solo'>> & { solo?: readonly number[] } = {},
) {
  return findWaves({ ...profileOf(durations, solo), ...differing });
}

/** Half of the calls take `ms` less than a solo call, half take `ms` more. */
const spreadBy = (ms: number) => [...times(5, 100 - ms), ...times(5, 100 + ms)];

const lastTook = (ms: number) => [...times(9, 300), ms];

/** Five waves of two: the first after `firstMs`, each other one `stepMs` later. */
const five = (firstMs: number, stepMs: number) =>
  [0, 1, 2, 3, 4].flatMap((wave) => times(2, firstMs + wave * stepMs));

const ONE_WAVE = { seen: 'one-wave' };

describe('even waves', () => {
  const THREE_OF_TWO = [100, 100, 200, 200, 300, 300];

  it('are exact only if a wave was sent within 8 % of a solo call', () => {
    expect(waves(THREE_OF_TWO, { sentWithinMs: 23 })).toMatchObject({ workers: 2, high: 2 });
    const sentSlowly = waves(THREE_OF_TWO, { sentWithinMs: 25 });
    expect(sentSlowly).not.toMatchObject({ high: 2 });
  });

  it('may all be late by less than half a solo call', () => {
    expect(waves(five(145, 100))).toMatchObject({ workers: 2, stepMs: 100 });
    expect(waves(five(155, 100))).toBeUndefined();
  });

  it('may spend a sixth of a call outside what is limited, and little more', () => {
    expect(waves(five(100, 72))).toMatchObject({ sizes: [2] });
    expect(waves(five(100, 67))).toMatchObject({ sizes: [2, 2, 2, 2, 2] });
  });

  it('are exact only if there are twice as many calls as workers', () => {
    expect(waves([100, 100, 100, 200, 200, 200])).toMatchObject({ low: 3, high: 3 });
    expect(waves([100, 100, 100, 200, 200])).not.toMatchObject({ high: 3 });
  });
});

/** When calls end at this many workers, in order. The first few take `slowMs`, all others 100 ms. */
function endsAt(
  workers: number,
  { calls, slow, slowMs }: { calls: number; slow: number; slowMs: number },
): number[] {
  const free = times(workers, 0);
  const ends = Array.from({ length: calls }, (_, call) => {
    const worker = free.indexOf(Math.min(...free));
    return (free[worker]! += call < slow ? slowMs : 100);
  });
  return ends.toSorted((a, b) => a - b);
}

describe('a few slow calls in the first of many even waves', () => {
  it.each([
    ['three of them', 30, { calls: 600, slow: 3, slowMs: 155 }, { low: 30, high: 30 }],
    [
      'as many as a twentieth',
      100,
      { calls: 1_000, slow: 5, slowMs: 160 },
      { low: 100, high: 100 },
    ],
  ])('do not hide the workers if there are %s', (_, workers, slow, counted) => {
    expect(waves(endsAt(workers, slow))).toMatchObject(counted);
    const oneMore = endsAt(workers, { ...slow, slow: slow.slow + 1 });
    expect(waves(oneMore)).toBeUndefined();
  });

  it('leave open how many there are if two numbers fit about as well', () => {
    const one = { calls: 400, slow: 1 };
    const [nearly, more] = [193.5, 195.5].map((slowMs) => waves(endsAt(200, { ...one, slowMs })));
    expect(nearly).toMatchObject({ low: 200, high: 200 });
    expect(more).toMatchObject({ low: 199, high: 200 });
  });
});

describe('one wave', () => {
  it('varies by no more than 8 %, if calls were sent after the first answer', () => {
    expect(waves(spreadBy(8), { sentLate: 1 })).toEqual(ONE_WAVE);
    expect(waves(spreadBy(9), { sentLate: 1 })).toBeUndefined();
  });

  it('takes no more than 12 % longer than a solo call', () => {
    expect(waves(times(6, 111))).toEqual(ONE_WAVE);
    expect(waves(times(6, 113))).toMatchObject({ seen: 'together' });
  });

  it('is no wider than half a solo call', () => {
    expect(waves([76, 92, 108, 124])).toEqual(ONE_WAVE);
    expect(waves([74, 91, 109, 126])).toBeUndefined();
  });
});

describe('solo calls', () => {
  it('leave out one that is more than 16 % off', () => {
    expect(waves(times(6, 114), { solo: [100, 100, 100, 115] })).toEqual(ONE_WAVE);
    expect(waves(times(6, 114), { solo: [100, 100, 100, 117] })).toMatchObject({
      seen: 'together',
    });
  });

  it('show no waves if two of five are off', () => {
    expect(waves(times(6, 100), { solo: [100, 100, 100, 130] })).toEqual(ONE_WAVE);
    expect(waves(times(6, 100), { solo: [100, 100, 100, 130, 130] })).toBeUndefined();
  });

  it('count as the faster one if there are two', () => {
    expect(waves(times(6, 100), { solo: [100, 150] })).toEqual(ONE_WAVE);
  });
});

describe('uneven waves', () => {
  const UNEVEN = [100, 100, 100, 200, 200, 300];

  it('get smaller', () => {
    expect(waves(UNEVEN)).toMatchObject({ seen: 'waves', sizes: [3, 2, 1] });
    expect(waves([100, 200, 200, 300, 300, 300])).toBeUndefined();
  });

  it('need all calls to be sent before the first answer', () => {
    expect(waves(UNEVEN, { sentLate: 1 })).toBeUndefined();
  });

  it('are a solo call apart, give or take 35 %', () => {
    expect(waves([100, 100, 100, 234, 234, 368])).toMatchObject({ sizes: [3, 2, 1] });
    expect(waves([100, 100, 100, 236, 236, 372])).toBeUndefined();
  });
});

describe('calls that are all late', () => {
  it('share something if even the first is more than 12 % late', () => {
    const late = [118, 118, 118, 118, 118];
    expect(waves([113, ...late])).toMatchObject({ seen: 'together' });
    expect(waves([111, ...late])).toBeUndefined();
  });

  it('were all sent before the first answer', () => {
    expect(waves(times(6, 300), { sentLate: 1 })).toBeUndefined();
  });

  it('did nearly equal work', () => {
    expect(waves(lastTook(320))).toMatchObject({ seen: 'together' });
    expect(waves(lastTook(360))).toBeUndefined();
  });

  it('show cores within three standard errors, if a tenth of a call is not shared', () => {
    expect(waves(times(2_000, 500))).toEqual({
      seen: 'together',
      workers: 384,
      low: 365,
      high: 403,
    });
  });
});
