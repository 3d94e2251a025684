import { describe, expect, it } from 'vitest';
import { isContended } from '../../../src/core/judge/contention.ts';

describe('contention', () => {
  it.each([
    [1, 2],
    [1, 10],
    [2, 10],
    [5, 10],
    [50, 100],
  ])('is %d at a time of %d in progress', (workers, inProgress) => {
    expect(isContended(workers, inProgress)).toBe(true);
  });

  it.each([
    [2, 2],
    [2, 3],
    [6, 10],
    [66, 100],
  ])('is not %d at a time of %d in progress', (workers, inProgress) => {
    expect(isContended(workers, inProgress)).toBe(false);
  });
});
