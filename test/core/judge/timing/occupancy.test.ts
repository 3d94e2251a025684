import { describe, expect, it } from 'vitest';
import { occupancy } from '../../../../src/core/judge/timing/occupancy.ts';
import { profileOf } from '../../../helpers/runs/profiles.ts';

/** The workers that waves of these sizes show. Calls take 100 ms each and were all sent at once. */
function workersOf(...sizes: readonly number[]) {
  const durations = sizes.flatMap((size, wave) => Array<number>(size).fill(100 * (wave + 1)));
  const { workers, low, high } = occupancy(sizes, profileOf(durations, [100, 100, 100]));
  expect(low).toBe(sizes[0]);
  return { workers, high };
}

describe('two waves of equal size', () => {
  it('come from one queue, which is twice as probable as a queue for each worker', () => {
    expect(workersOf(3, 3)).toEqual({ workers: 3, high: 8 });
    expect(workersOf(4, 4)).toEqual({ workers: 4, high: 7 });
    expect(workersOf(5, 5)).toEqual({ workers: 5, high: 6 });
  });

  it('leave no other number of workers open if there are many calls', () => {
    expect(workersOf(6, 6)).toEqual({ workers: 6, high: 6 });
    expect(workersOf(50, 50)).toEqual({ workers: 50, high: 50 });
  });
});

describe('three waves that get smaller', () => {
  it('come from a queue for each worker; the last 1 % of probability is left out', () => {
    expect(workersOf(5, 3, 1)).toEqual({ workers: 5, high: 24 });
    expect(workersOf(10, 5, 2)).toEqual({ workers: 13, high: 34 });
    expect(workersOf(12, 6, 2)).toEqual({ workers: 16, high: 39 });
  });
});

it('looks at up to 16 workers per call, as long as their probability matters', () => {
  // No call waited, so more workers fit better, and only the prior is against them.
  expect(workersOf(4).high).toBe(63);
});
