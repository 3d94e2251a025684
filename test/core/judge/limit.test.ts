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
const inTurn = (call: number): string => `i${call % 4}`;
const firstOfFour = (call: number): string => `i${call < 4 ? call : 0}`;

/** Three at a time on one instance. The third begins `ms` later. */
const reached = (ms: number) => limit(served(beginning([0, 0, ms, 100, 100, 100 + ms], one)));

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

  it('is exact if three quarters of it were in use while calls waited', () => {
    // Until the last start 4 calls are in progress and then 1, or 4 and then 3.
    const uneven = served(beginning([0, 0, 0, 0, 100, 200], firstOfFour));
    expect(limit(uneven).reason).toEqual({ code: 'uneven-load', peak: 4 });
    const even = served(beginning([0, 0, 0, 0, 100, 100, 100, 200], inTurn));
    expect(limit(even).reason).toEqual({ code: 'limit-reached', peak: 4, waiting: 4 });
  });

  it('held calls back only if it was reached within half a handler', () => {
    expect(reached(49).reason.code).toBe('limit-reached');
    expect(reached(51).reason.code).toBe('first-over-before-last');
  });
});
