import { describe, expect, it } from 'vitest';
import { alignClocks, type AlignedClocks } from '../../../src/core/timeline/clock.ts';
import { coldParts, isPreInitialized } from '../../../src/core/timeline/cold-starts.ts';
import { isAnswered, hasServerTimes, type Invocation } from '../../../src/core/invocation.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import {
  soloCalls,
  reported,
  served,
  together,
  withoutServed,
  withServerClock,
  type DeclaredCall,
} from '../../helpers/runs/bursts.ts';

/** A call that waits for its instance to be initialised, from and to. */
function cold(on: string, init: readonly [number, number]): DeclaredCall {
  const from = init[1] + 10;
  return { on, cold: true, init, from, to: from + 100, received: from + 105 };
}

const WARM: DeclaredCall = { on: 'w', cold: false, from: 1, to: 101, received: 102 };

const partsOf = (burst: readonly Invocation[]) =>
  coldParts(burst.filter(isAnswered), clocksOf(burst));

describe('coldParts', () => {
  it('are the medians of the calls that waited', () => {
    const burst = served([
      WARM,
      cold('a', [100, 200]),
      cold('b', [300, 420]),
      cold('c', [500, 700]),
    ]);
    expect(partsOf(burst)).toEqual({ waitedMs: 310, initMs: 120, handlingMs: 100, otherMs: 5 });
  });

  it('leave out calls on an instance that was initialized beforehand', () => {
    const ready: DeclaredCall = { ...WARM, on: 'r', cold: true, init: [-900, -50] };
    const burst = served([WARM, ready, cold('a', [100, 200])]);
    expect(partsOf(burst)).toMatchObject({ initMs: 100 });
    expect(burst.filter(isAnswered).map((call) => isPreInitialized(call, clocksOf(burst)))).toEqual(
      [false, true, false],
    );
    expect(partsOf(served([WARM, ready]))).toBeUndefined();
  });

  it('do not place the wait if all calls waited, so the clock is not known', () => {
    const burst = served([cold('a', [200, 300]), cold('b', [200, 300])]);
    const parts = partsOf(burst);
    expect(parts).toEqual({ initMs: 100, handlingMs: 100, otherMs: 215 });
  });

  it('do not place the wait if each instance has its own clock', () => {
    const burst = withServerClock(served([WARM, cold('a', [200, 300])]), 60_000, 'a');
    expect(clocksOf(burst).state).toBe('clock-per-instance');
    expect(partsOf(burst)).toEqual({ initMs: 100, handlingMs: 100, otherMs: 215 });
  });

  it('are unknown if nothing reports an initialization', () => {
    const { init: __, ...silent } = cold('a', [100, 200]);
    expect(partsOf(served([WARM, silent]))).toBeUndefined();
    expect(partsOf(served([WARM]))).toBeUndefined();
    expect(partsOf(served([WARM]).map(withoutServed))).toBeUndefined();
  });

  it("are known by Lambda's reports alone", () => {
    const calls = [
      reported(450, { durationMs: 100, initMs: 240 }),
      reported(470, { durationMs: 100, initMs: 250 }),
      reported(120, { durationMs: 100 }),
      reported(130, { durationMs: 100, initMs: 300 }),
    ];
    expect(coldParts(calls, undefined)).toEqual({ initMs: 245, handlingMs: 100, otherMs: 115 });
  });
});

describe('a timeline', () => {
  it('tells instances that was initialized beforehand from those that were waited for', () => {
    const ready: DeclaredCall = { ...WARM, on: 'r', cold: true, init: [-900, -50] };
    const timeline = buildTimeline(served([WARM, ready, cold('a', [100, 200])]), soloCalls());
    expect(timeline.temperature).toMatchObject({ cold: 2, preInitialized: 1, warm: 1 });
    // 210 ms until the handler started and 5 ms back, against the 2 ms that warm calls spend.
    expect(timeline.temperature?.addedMs).toEqual({ median: 213, worst: 213 });
  });

  it('tells it by the reports alone, too', () => {
    const burst = together(
      [reported(450, { durationMs: 100, initMs: 240 })],
      [reported(120, { durationMs: 100 })],
      [reported(130, { durationMs: 100, initMs: 300 })],
    );
    expect(buildTimeline(burst, []).temperature).toMatchObject({
      cold: 2,
      preInitialized: 1,
      warm: 1,
      addedMs: { median: 330, worst: 330 },
    });
  });

  it("does not depend on what the servers' clock reads", () => {
    const burst = served([WARM, cold('a', [100, 200]), cold('b', [-900, -50])]);
    const ahead = buildTimeline(withServerClock(burst, 3_600_000), []);
    expect(ahead.temperature).toEqual(buildTimeline(burst, []).temperature);
  });
});

function clocksOf(burst: readonly Invocation[]): AlignedClocks {
  const clocks = alignClocks(burst.filter(hasServerTimes));
  if (clocks.state === 'contradictory') throw new Error('expected clocks that can be aligned');
  return clocks;
}
