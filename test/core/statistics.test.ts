import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largest, mean, median, smallest, sum } from '../../src/core/statistics.ts';

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
