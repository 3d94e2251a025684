import { describe, expect, it } from 'vitest';
import { estimateWorkers } from '../../../src/core/judge/limit.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import { soloCalls, queue, served, wall, type DeclaredCall } from '../../helpers/runs/bursts.ts';

function limit(burst: ReturnType<typeof served>) {
  const timeline = buildTimeline(burst, soloCalls());
  if (timeline.handlers === undefined) throw new Error('expected handler times');
  return estimateWorkers(timeline, timeline.handlers);
}

/** Calls of 100 ms that begin at the given times. */
function beginning(times: readonly number[], on: (call: number) => string): DeclaredCall[] {
  return times.map((time, call) => ({ from: 1 + time, to: 101 + time, on: on(call) }));
}

const each = (call: number): string => `i${call}`;
const one = (): string => 'i0';

describe('estimateWorkers', () => {
  it('is open if all ran together', () => {
    expect(limit(wall({ calls: 7 }))).toEqual({
      workers: { estimate: 7, low: 7, high: null },
      reason: { code: 'all-at-once', calls: 7 },
    });
  });

  it('is closed if the others waited for it', () => {
    expect(limit(queue({ calls: 7, workers: 3 }))).toEqual({
      workers: { estimate: 3, low: 3, high: 3 },
      reason: { code: 'limit-reached', peak: 3, waiting: 4 },
    });
  });

  it('is no limit if instances came up one after the other', () => {
    const late = served(beginning([0, 30, 60, 90, 120, 150, 180, 210], each));
    const { workers, reason } = limit(late);
    expect(workers).toMatchObject({ estimate: 4, high: 4 });
    expect(workers.low).toBeLessThanOrEqual(4);
    expect(reason).toEqual({
      code: 'first-over-before-last',
      peak: 4,
      calls: 8,
      startedWithinMs: 210,
    });
  });

  it('is open if calls waited only for their own instances to start', () => {
    const late = beginning([0, 30, 60, 90, 120, 150, 180, 210], each);
    const cold = late.map((call, nth) => ({ ...call, cold: nth > 0 }));
    expect(limit(served(cold)).workers).toEqual({ estimate: 4, low: 4, high: null });
    const oneWaited = cold.map((call, nth) => ({ ...call, cold: nth > 0 && nth < 7 }));
    expect(limit(served(oneWaited)).workers.high).toBe(4);
  });

  it('is open if one instance was sent its calls slowly', () => {
    const slow = served(beginning([0, 30, 60, 90, 120, 150, 180, 210], one));
    expect(limit(slow).workers).toEqual({ estimate: 4, low: 4, high: null });
  });
});
