import { describe, expect, it } from 'vitest';
import { hullOf } from '../../src/core/verdict.ts';

const workers = (low: number, high: number | null) => ({ estimate: low, low, high });

describe('hullOf', () => {
  it('holds all intervals', () => {
    expect(hullOf([workers(3, 5), workers(2, 4)], 3)).toEqual({ estimate: 3, low: 2, high: 5 });
  });

  it('is open if one of them is', () => {
    expect(hullOf([workers(3, null), workers(2, 4)], 3)).toEqual({
      estimate: 3,
      low: 2,
      high: null,
    });
  });

  it('takes more of them than a function takes arguments', () => {
    const many = Array.from({ length: 200_000 }, (_, nth) => workers(1 + nth, 1 + nth));
    expect(hullOf(many, 1)).toEqual({ estimate: 1, low: 1, high: 200_000 });
  });
});
