import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fisherExact, largest, mean, median, smallest, sum } from '../../src/core/statistics.ts';

const integers = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1 });

describe('of nothing', () => {
  it.each(Object.entries({ median, mean, largest, smallest }))(
    'the %s is unknown',
    (_, statistic) => {
      expect(statistic([])).toBeUndefined();
    },
  );

  it('the sum is 0', () => {
    expect(sum([])).toBe(0);
  });
});

describe('median', () => {
  it.each([
    [[3], 3],
    [[1, 2], 1.5],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 2], 9],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('has as many values below it as above', () => {
    fc.assert(
      fc.property(integers, (values) => {
        const middle = median(values) ?? Number.NaN;
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(below).toBeLessThanOrEqual(values.length / 2);
        expect(above).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it('leaves its values as they were', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('the others', () => {
  it('agree with the long way', () => {
    fc.assert(
      fc.property(integers, (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        expect(smallest(values)).toBe(sorted[0]);
        expect(largest(values)).toBe(sorted.at(-1));
        expect(mean(values)).toBe(sum(values) / values.length);
      }),
    );
  });

  it('take lists too long to spread', () => {
    const many = Array.from({ length: 300_000 }, (_, index) => index);
    expect([smallest(many), largest(many)]).toEqual([0, 299_999]);
  });
});

describe('fisherExact', () => {
  it('is the chance of so few hits in a sample', () => {
    // The lady tasting tea: one of 70 ways to pick all four cups, and 17 to miss one at most.
    expect(fisherExact({ of: 4, hits: 0 }, { of: 4, hits: 4 })).toBeCloseTo(1 / 70, 10);
    expect(fisherExact({ of: 4, hits: 1 }, { of: 4, hits: 3 })).toBeCloseTo(17 / 70, 10);
  });

  it('is 1 without any hits, and of an empty sample', () => {
    expect(fisherExact({ of: 4, hits: 0 }, { of: 4, hits: 0 })).toBeCloseTo(1, 10);
    expect(fisherExact({ of: 0, hits: 0 }, { of: 4, hits: 3 })).toBeCloseTo(1, 10);
  });

  it('copes with samples of ten thousand', () => {
    const chance = fisherExact({ of: 10_000, hits: 0 }, { of: 10_000, hits: 5_000 });
    expect(chance).toBeGreaterThanOrEqual(0);
    expect(chance).toBeLessThan(1e-9);
  });
});
