import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSamples, spreadWithin } from '../../../src/core/diff/significance.ts';

const steady = { variance: 0.0001, degreesOfFreedom: 3 };
const sample = (...values: number[]) => ({ values, chance: steady });
const outcome = (before: number[], after: number[]) =>
  compareSamples(sample(...before), sample(...after), 10)?.outcome;

describe('compareSamples', () => {
  it.each([
    [[10_100], [1_030], 'shorter'],
    [[1_030], [10_100], 'longer'],
    [[1_000, 1_001], [1_002, 1_003], 'same'],
    [[1_000], [1_001], 'same'],
    [[1_000], [1_300], 'cannot-tell'],
    [[1_000, 2_500], [900, 700], 'cannot-tell'],
    [[1], [6], 'cannot-tell'],
  ])('of %j and %j is %s', (before, after, expected) => {
    expect(outcome(before, after)).toBe(expected);
  });

  it('says how often the one goes into the other', () => {
    expect(compareSamples(sample(4_000), sample(1_000), 10)?.times).toBeCloseTo(4, 1);
  });

  it('has nothing to say without a value on each side', () => {
    expect(compareSamples(sample(), sample(1), 10)).toBeUndefined();
  });

  it('cannot tell what is noise from one burst of which nothing else is known', () => {
    const shift = compareSamples({ values: [10_000] }, { values: [1_000] }, 10);
    expect(shift).toMatchObject({ outcome: 'cannot-tell' });
    expect(shift?.noiseTimes).toBeUndefined();
  });

  it('takes no value below 0 for more than 0, and divides by none', () => {
    const nothing = compareSamples(sample(-5), sample(0), 10);
    expect(nothing?.before).toBeCloseTo(0);
    expect(nothing?.times).toBeUndefined();
    expect(compareSamples(sample(0), sample(5), 10)?.times).toBeUndefined();
  });

  it('believes noise of bursts that differ, however alike they were expected to be', () => {
    const alike = compareSamples(sample(1_000, 1_010), sample(1_000, 1_010), 10)?.noiseTimes ?? 0;
    const unlike = compareSamples(sample(1_000, 2_000), sample(1_000, 2_000), 10)?.noiseTimes ?? 0;
    expect(unlike).toBeGreaterThan(2 * alike);
  });

  it('is the other way round the other way round', () => {
    const values = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 6 });
    const opposite = { longer: 'shorter', shorter: 'longer' } as const;
    fc.assert(
      fc.property(values, values, (before, after) => {
        const there = outcome(before, after);
        const back = there === 'longer' || there === 'shorter' ? opposite[there] : there;
        expect(outcome(after, before)).toBe(back);
      }),
    );
  });
});

describe('spreadWithin', () => {
  it('pools what groups vary by, not how they differ', () => {
    expect(
      spreadWithin(
        [
          [100, 100],
          [900, 900],
        ],
        0,
      ),
    ).toEqual({ variance: 0, degreesOfFreedom: 2 });
    expect(spreadWithin([[90, 110]], 0)?.variance).toBeCloseTo(0.02);
  });

  it('tells nothing of single values', () => {
    expect(spreadWithin([[1], []], 10)).toBeUndefined();
  });
});
