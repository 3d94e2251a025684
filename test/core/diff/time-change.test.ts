import { describe, expect, it } from 'vitest';
import { compareSamples } from '../../../src/core/diff/significance.ts';
import { timeChange } from '../../../src/core/diff/time-change.ts';

const NEGLIGIBLE_MS = 2;

/** What is said of bursts that took so long, a second before, if so much is chance. */
function changeTo(ms: number, { variance = 0, bursts = 1, known = true } = {}) {
  const [before, after] = [1_000, ms].map((each) => ({
    values: Array.from({ length: bursts }, () => each),
    ...(known ? { chance: { variance, degreesOfFreedom: 3 } } : {}),
  }));
  const shift = before && after && compareSamples(before, after, NEGLIGIBLE_MS);
  return shift && timeChange(shift, NEGLIGIBLE_MS);
}

describe('times that are as good as equal', () => {
  it('are no difference', () => {
    expect(changeTo(1_000, { bursts: 4 })).toEqual({ code: 'no-difference' });
    expect(changeTo(1_009, { bursts: 4 })).toEqual({ code: 'no-difference' });
    expect(changeTo(1_011, { bursts: 4 })).toEqual({ code: 'within-noise' });
  });

  it('are none that was seen if noise may hide one', () => {
    const noisy = { variance: 0.1 };
    const doubt = { code: 'noise', times: expect.any(Number) };
    expect(changeTo(1_000, noisy)).toEqual({ code: 'no-difference', doubt });
    expect(changeTo(991, noisy)).toEqual({ code: 'no-difference', doubt });
    expect(changeTo(989, noisy)).toMatchObject({ code: 'shorter', doubt });
    expect(changeTo(1_011, noisy)).toMatchObject({ code: 'longer', doubt });
  });

  it('are none that was seen if nothing shows how much is noise', () => {
    const doubt = { code: 'too-few-bursts' };
    expect(changeTo(1_000, { known: false })).toEqual({ code: 'no-difference', doubt });
    expect(changeTo(1_200, { known: false })).toMatchObject({ code: 'longer', doubt });
  });
});

it('a change beyond noise has no doubt', () => {
  expect(changeTo(4_000, { bursts: 4 })).toMatchObject({ code: 'longer', byMs: 3_000 });
  expect(changeTo(4_000, { bursts: 4 })).not.toHaveProperty('doubt');
});
