import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundStep } from '../../../src/reporters/shared/round-step.ts';

describe('roundStep', () => {
  it.each([
    [1, 1],
    [1.1, 2],
    [2.1, 5],
    [5.1, 10],
    [0.03, 0.05],
    [300, 500],
  ])('rounds %d up to %d', (least, step) => {
    expect(roundStep(least)).toBeCloseTo(step, 10);
  });

  it('is at least what was asked for, and at most 2.5 times that', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (least) => {
        expect(roundStep(least)).toBeGreaterThanOrEqual(least * (1 - 1e-9));
        expect(roundStep(least)).toBeLessThanOrEqual(least * 2.5 * (1 + 1e-9));
      }),
    );
  });
});
