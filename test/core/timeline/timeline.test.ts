import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTimeline, type Timeline } from '../../../src/core/timeline/timeline.ts';
import { anyBurst, anySolo, shuffled } from '../../helpers/runs/any-burst.ts';
import {
  soloCalls,
  unansweredCalls,
  queue,
  served,
  together,
  wall,
  withoutServed,
  withServerClock,
} from '../../helpers/runs/bursts.ts';

describe('buildTimeline', () => {
  it('sets a burst in order', () => {
    const { answered, handlers, ...timeline } = buildTimeline(
      queue({ calls: 4, workers: 2, cold: false }),
      soloCalls(),
    );
    expect(timeline).toEqual({
      calls: 4,
      throttled: 0,
      failed: 0,
      instances: 2,
      temperature: { cold: 0, warm: 4, preInitialized: 0 },
      soloMs: 102,
      makespanMs: 202,
      speedUp: (4 * 102) / 202,
      sentWithinMs: 0,
    });
    expect(answered.map(({ call }) => call)).toEqual([0, 1, 2, 3]);
    expect(handlers).toMatchObject({
      clocks: { state: 'one-clock' },
      peakOverlap: 2,
      startedWithinMs: 100,
    });
    expect(handlers?.spans).toEqual([
      { call: 0, instance: 'i0', start: 1, end: 101, waitedMs: 1 },
      { call: 1, instance: 'i1', start: 1, end: 101, waitedMs: 1 },
      { call: 2, instance: 'i0', start: 101, end: 201, waitedMs: 101 },
      { call: 3, instance: 'i1', start: 101, end: 201, waitedMs: 101 },
    ]);
  });

  it('never counts what failed or was throttled as served', () => {
    const burst = together(
      wall({ calls: 3 }),
      unansweredCalls('failed', 2),
      unansweredCalls('throttled', 4),
    );
    const timeline = buildTimeline(burst, soloCalls());
    expect(timeline).toMatchObject({ calls: 9, failed: 2, throttled: 4, instances: 3 });
    expect(timeline.answered).toHaveLength(3);
    expect(timeline.handlers?.spans).toHaveLength(3);
    expect(timeline.speedUp).toBe((3 * 102) / 102);
  });

  it('knows nothing of what the target does not tell', () => {
    const timeline = buildTimeline(
      wall({ calls: 2 }).map(withoutServed),
      soloCalls().map(withoutServed),
    );
    expect(Object.keys(timeline).toSorted()).toEqual([
      'answered',
      'calls',
      'failed',
      'makespanMs',
      'sentWithinMs',
      'soloMs',
      'speedUp',
      'throttled',
    ]);
  });

  it('counts no instances if one call names none', () => {
    const burst = wall({ calls: 2 }).map(({ served: said, ...invocation }) =>
      invocation.call === 0 && said !== undefined ? { ...invocation, served: said } : invocation,
    );
    const timeline = buildTimeline(burst, []);
    expect(timeline.instances).toBeUndefined();
    expect(timeline.handlers).toBeUndefined();
  });

  it('knows instances that tell no times', () => {
    const named = wall({ calls: 2 }).map((invocation) => ({
      ...invocation,
      served: { instance: invocation.served?.instance ?? '' },
    }));
    const timeline = buildTimeline(named, []);
    expect(timeline.instances).toBe(2);
    expect(timeline.handlers).toBeUndefined();
    expect(timeline.temperature).toBeUndefined();
  });

  it('takes no cold solo call for a baseline', () => {
    const solo = [...soloCalls(900, { calls: 2, cold: true }), ...soloCalls(100, { calls: 1 })];
    expect(buildTimeline(wall({ calls: 2 }), solo).soloMs).toBe(102);
    const allCold = buildTimeline(wall({ calls: 2 }), soloCalls(100, { cold: true }));
    expect(allCold.soloMs).toBeUndefined();
    expect(allCold.speedUp).toBeUndefined();
  });

  it('takes no lost solo call for a baseline', () => {
    const solo = together(
      unansweredCalls('failed', 1),
      unansweredCalls('throttled', 1),
      soloCalls(100, { calls: 1 }),
    );
    expect(buildTimeline(wall({ calls: 2 }), solo).soloMs).toBe(102);
  });

  it('says what a cold start added, outside the handler', () => {
    const burst = served([
      { from: 1, to: 101, on: 'warm', cold: false },
      { from: 201, to: 301, on: 'cold', cold: true },
      { from: 301, to: 401, on: 'colder', cold: true },
      { from: 601, to: 701, on: 'coldest', cold: true },
    ]);
    expect(buildTimeline(burst, soloCalls()).temperature?.addedMs).toEqual({
      median: 300,
      worst: 600,
    });
    expect(buildTimeline(burst, []).temperature).toMatchObject({ cold: 3, warm: 1 });
  });

  it('says nothing of cold starts if nothing was warm', () => {
    const { temperature } = buildTimeline(wall({ calls: 2, cold: true }), []);
    expect(temperature).toEqual({ cold: 2, warm: 0, preInitialized: 0 });
  });

  it('places no handler by clocks that contradict themselves', () => {
    const timeline = buildTimeline(served([{ from: 1, to: 101, received: 50 }]), []);
    expect(timeline.contradictory).toEqual({ instance: 'i0' });
    expect(timeline.handlers).toBeUndefined();
  });

  it('has no pace if nothing was answered', () => {
    const timeline = buildTimeline(unansweredCalls('failed', 2), soloCalls());
    expect(timeline.makespanMs).toBeUndefined();
    expect(timeline.speedUp).toBeUndefined();
    expect(timeline.soloMs).toBe(102);
  });
});

describe('any timeline', () => {
  it('accounts for every call once', () => {
    fc.assert(
      fc.property(anyBurst, anySolo, (burst, solo) => {
        const { calls, answered, failed, throttled } = buildTimeline(burst, solo);
        expect(answered.length + failed + throttled).toBe(calls);
      }),
    );
  });

  it('never peaks above the calls that were served', () => {
    fc.assert(
      fc.property(anyBurst, anySolo, (burst, solo) => {
        const { handlers, answered } = buildTimeline(burst, solo);
        expect(handlers?.peakOverlap ?? 0).toBeLessThanOrEqual(answered.length);
      }),
    );
  });

  it('is the same whatever the order of the calls', () => {
    const pairs = anyBurst.chain((burst) => fc.tuple(fc.constant(burst), shuffled(burst)));
    fc.assert(
      fc.property(pairs, anySolo, ([burst, otherwise], solo) => {
        const [one, other] = [buildTimeline(burst, solo), buildTimeline(otherwise, solo)];
        expect(inOrderOfCalls(other)).toEqual(inOrderOfCalls(one));
      }),
    );
  });

  it("is the same whatever the server's clock reads", () => {
    const offsets = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(anyBurst, anySolo, offsets, (burst, solo, aheadMs) => {
        const ahead = buildTimeline(withServerClock(burst, aheadMs), solo);
        expect(withoutClocks(ahead)).toEqual(withoutClocks(buildTimeline(burst, solo)));
      }),
    );
  });
});

function inOrderOfCalls({ answered, handlers, ...timeline }: Timeline): object {
  return {
    ...timeline,
    answered: answered.toSorted(byCall),
    handlers: handlers && { ...handlers, spans: handlers.spans.toSorted(byCall) },
  };
}

function withoutClocks({ answered, handlers, ...timeline }: Timeline): object {
  const calls = answered.map(({ call }) => call);
  return { ...timeline, calls, handlers: handlers && { ...handlers, clocks: undefined } };
}

function byCall(a: { call: number }, b: { call: number }): number {
  return a.call - b.call;
}
