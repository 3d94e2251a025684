import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittedTo, scaleTo, tickLabel, tickTimes } from '../../../web/live/scale.ts';

describe('the time axis', () => {
  it('contains the time and has a few round steps', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (timeMs) => {
        const scale = scaleTo(timeMs);
        expect(scale.endMs).toBeGreaterThanOrEqual(timeMs);
        expect(tickTimes(scale).length).toBeGreaterThan(2);
        expect(tickTimes(scale).length).toBeLessThan(8);
        expect(tickTimes(scale).at(-1)).toBeCloseTo(scale.endMs);
        expect(tickTimes(fittedTo(timeMs)).every((at) => at <= Math.max(1, timeMs))).toBe(true);
      }),
    );
  });

  it.each([
    [900, ['0', '0.2 s', '0.4 s', '0.6 s', '0.8 s', '1.0 s']],
    [1_200, ['0', '0.5 s', '1.0 s', '1.5 s']],
    [10_100, ['0', '5 s', '10 s', '15 s']],
    [120, ['0', '50 ms', '100 ms', '150 ms']],
  ])('of %d ms has the labels %j', (timeMs, labels) => {
    const scale = scaleTo(timeMs);
    expect(tickTimes(scale).map((at) => tickLabel(at, scale))).toEqual(labels);
  });
});
