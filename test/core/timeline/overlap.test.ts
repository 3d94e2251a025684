import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  busyMs,
  integrate,
  lengthMs,
  overlapSteps,
  peakOverlap,
  type Interval,
} from '../../../src/core/timeline/overlap.ts';
import { shuffled } from '../../helpers/runs/any-burst.ts';

const LAST = 40;

/** Whole milliseconds, so brute force can look at each of them. */
const intervals = fc.array(
  fc
    .tuple(fc.nat({ max: LAST }), fc.nat({ max: LAST }))
    .map(([one, other]) => ({ start: Math.min(one, other), end: Math.max(one, other) })),
  { maxLength: 20 },
);

function inProgressAt(at: number, all: readonly Interval[]): number {
  return all.filter(({ start, end }) => start <= at && at < end).length;
}

function bruteForce(all: readonly Interval[]): number[] {
  return Array.from({ length: LAST + 1 }, (_, at) => inProgressAt(at, all));
}

describe('overlapSteps', () => {
  it('says how many are in progress, as it changes', () => {
    const steps = overlapSteps([
      { start: 0, end: 10 },
      { start: 5, end: 15 },
    ]);
    expect(steps).toEqual([
      { at: 0, count: 1 },
      { at: 5, count: 2 },
      { at: 10, count: 1 },
      { at: 15, count: 0 },
    ]);
  });

  it('lets a successor begin where its predecessor ended', () => {
    const chain = [
      { start: 0, end: 10 },
      { start: 10, end: 20 },
    ];
    expect(overlapSteps(chain)).toEqual([
      { at: 0, count: 1 },
      { at: 10, count: 1 },
      { at: 20, count: 0 },
    ]);
    expect(peakOverlap(chain)).toBe(1);
  });

  it('counts empty intervals for nothing', () => {
    expect(overlapSteps([{ start: 5, end: 5 }])).toEqual([]);
    expect(overlapSteps([])).toEqual([]);
  });

  it('agrees with brute force at every moment', () => {
    fc.assert(
      fc.property(intervals, (all) => {
        const steps = overlapSteps(all);
        const counts = Array.from(
          { length: LAST + 1 },
          (_, at) => steps.findLast((step) => step.at <= at)?.count ?? 0,
        );
        expect(counts).toEqual(bruteForce(all));
      }),
    );
  });

  it('does not depend on the order of the intervals', () => {
    const pairs = intervals.chain((all) => fc.tuple(fc.constant(all), shuffled(all)));
    fc.assert(
      fc.property(pairs, ([all, otherwise]) => {
        expect(overlapSteps(otherwise)).toEqual(overlapSteps(all));
      }),
    );
  });
});

describe('peakOverlap', () => {
  it('is the highest count that brute force finds, and never above the number of intervals', () => {
    fc.assert(
      fc.property(intervals, (all) => {
        expect(peakOverlap(all)).toBe(Math.max(...bruteForce(all)));
        expect(peakOverlap(all)).toBeLessThanOrEqual(all.length);
      }),
    );
  });

  it('does not change when all is shifted in time', () => {
    fc.assert(
      fc.property(intervals, fc.integer({ min: -1e6, max: 1e12 }), (all, by) => {
        const later = all.map(({ start, end }) => ({ start: start + by, end: end + by }));
        expect(peakOverlap(later)).toBe(peakOverlap(all));
      }),
    );
  });
});

describe('busyMs', () => {
  it('is the time in which brute force finds at least one', () => {
    fc.assert(
      fc.property(intervals, (all) => {
        expect(busyMs(all)).toBe(bruteForce(all).filter((count) => count > 0).length);
      }),
    );
  });
});

describe('integrate', () => {
  it('sums all lengths when it weighs by the count', () => {
    fc.assert(
      fc.property(intervals, (all) => {
        const total = all.reduce((sum, interval) => sum + lengthMs(interval), 0);
        expect(integrate(overlapSteps(all), (count) => count)).toBe(total);
      }),
    );
  });
});
