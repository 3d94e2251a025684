import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittedTo, scaleTo, tickLabel, ticks } from '../../../web/live/scale.ts';

describe('a time axis', () => {
  it('has room for the time, in a few whole steps', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (timeMs) => {
        const scale = scaleTo(timeMs);
        expect(scale.endMs).toBeGreaterThanOrEqual(timeMs);
        expect(ticks(scale).length).toBeGreaterThan(2);
        expect(ticks(scale).length).toBeLessThan(8);
        expect(ticks(scale).at(-1)).toBeCloseTo(scale.endMs);
        expect(ticks(fittedTo(timeMs)).every((at) => at <= Math.max(1, timeMs))).toBe(true);
      }),
    );
  });

  it.each([
    [900, ['0', '0.2 s', '0.4 s', '0.6 s', '0.8 s', '1.0 s']],
    [1_200, ['0', '0.5 s', '1.0 s', '1.5 s']],
    [10_100, ['0', '5 s', '10 s', '15 s']],
    [120, ['0', '50 ms', '100 ms', '150 ms']],
  ])('to %d ms is labelled', (timeMs, labels) => {
    const scale = scaleTo(timeMs);
    expect(ticks(scale).map((at) => tickLabel(at, scale))).toEqual(labels);
  });
});
