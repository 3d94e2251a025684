import { describe, expect, it } from 'vitest';
import { batchVerdict } from '../../../src/core/judge/batches.ts';
import type { DecidedBurst } from '../../../src/core/judge/own-queues.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import { soloCalls, took, withoutServed } from '../../helpers/runs/bursts.ts';
import { times } from '../../helpers/runs/times.ts';

/** Solo calls that took 100 ms. */
const solo = soloCalls(98).map(withoutServed);

/** A burst of calls that took so long. */
const burstOf = (durations: readonly number[]) => buildTimeline(took(...durations), solo);

const contended = (durations: readonly number[]): DecidedBurst => ({
  timeline: burstOf(durations),
  verdict: {
    kind: 'contended',
    workers: { estimate: 1, low: 1, high: 1 },
    reasons: [{ code: 'late-together', slowdown: 5 }],
  },
});

/** Two groups of so many calls each. */
const wave = (calls: number) => burstOf([...times(calls, 200), ...times(calls, 300)]);

describe('answers in groups at one moment', () => {
  it('are batches if both sizes come in groups of three or more', () => {
    const [large, small] = [
      contended([...times(3, 200), ...times(3, 300)]),
      contended(times(3, 150)),
    ];
    const declined = {
      kind: 'inconclusive',
      reasons: [{ code: 'batches', calls: 6, otherCalls: 3, size: 3 }],
      remedy: { code: 'turn-off-batching' },
    };
    expect(batchVerdict(large, small.timeline)).toEqual(declined);
    expect(batchVerdict(small, large.timeline)).toEqual(declined);
  });

  it('are no batches of two', () => {
    const [large, small] = [
      contended([...times(2, 300), ...times(3, 500)]),
      contended(times(3, 150)),
    ];
    expect(batchVerdict(large, small.timeline)).toBeUndefined();
    const pair = contended(times(2, 150));
    expect(batchVerdict(contended(times(6, 300)), pair.timeline)).toBeUndefined();
  });

  it('have a size if all but the last ones agree on it', () => {
    const large = contended([...times(4, 300), ...times(4, 500), 700]);
    const sizeOf = (small: readonly number[]) =>
      batchVerdict(large, burstOf(small))?.reasons.map((reason) => 'size' in reason && reason.size);
    expect(sizeOf(times(3, 150))).toEqual([4]);
    expect(sizeOf([...times(4, 150), ...times(3, 350)])).toEqual([4]);
    expect(sizeOf([...times(3, 150), ...times(4, 350)])).toEqual([false]);
    expect(batchVerdict(contended(times(6, 250)), burstOf(times(3, 150)))?.reasons).toEqual([
      { code: 'batches', calls: 6, otherCalls: 3 },
    ]);
  });

  it('may end with a smaller batch', () => {
    const [large, small] = [contended([...times(4, 300), 500]), contended(times(3, 150))];
    expect(batchVerdict(large, small.timeline)).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'batches' }],
    });
  });

  it('lie within a hundredth of the first of the group if there are several', () => {
    const small = contended(times(3, 150));
    const spread = (ms: number) => contended([300, 300 + ms / 2, 300 + ms, 500, 500, 500]);
    expect(batchVerdict(spread(2.9), small.timeline)).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'batches' }],
    });
    expect(batchVerdict(spread(3.2), small.timeline)).toBeUndefined();
  });

  it('lie within 2 ms if there is only one: calls that share a core come back close together', () => {
    const small = contended(times(3, 130));
    const spread = (ms: number) => contended([300, ...times(5, 300 + ms)]);
    expect(batchVerdict(spread(1.9), small.timeline)).toBeDefined();
    expect(batchVerdict(spread(2.2), small.timeline)).toBeUndefined();
    const apart = (ms: number) => contended([300, 300, 302.5, 302.5 + ms, 302.5 + ms, 302.5 + ms]);
    expect(batchVerdict(apart(19), small.timeline)).toBeUndefined();
    expect(batchVerdict(apart(21), small.timeline)).toBeDefined();
  });

  it('share one capacity if all come at one moment, later in proportion to their number', () => {
    const judged = (ms: number, small = times(3, 150)) =>
      batchVerdict(contended(times(6, ms)), burstOf(small));
    expect(judged(300)).toBeUndefined();
    expect([judged(292), judged(308)]).toEqual([undefined, undefined]);
    expect(judged(290)).toBeDefined();
    expect(judged(310)).toBeDefined();
    const groups = contended([...times(3, 150), ...times(3, 450)]);
    expect(batchVerdict(groups, burstOf(times(3, 150)))).toBeDefined();
  });

  it('are no batches if they came as fast as a solo call', () => {
    const fast = contended([...times(3, 100), ...times(3, 300)]);
    expect(batchVerdict(fast, burstOf(times(3, 150)))).toBeUndefined();
  });

  it('are waves of a queue if it is not contention that they show', () => {
    const large: DecidedBurst = {
      timeline: wave(4),
      verdict: { kind: 'overlapping', workers: { estimate: 4, low: 4, high: 4 }, reasons: [] },
    };
    const small = { timeline: wave(3) };
    expect(batchVerdict(large, small.timeline)).toBeUndefined();
  });

  it('without any call are none', () => {
    const none = { ...contended([]), timeline: burstOf([]) };
    expect(batchVerdict(contended(times(6, 300)), none.timeline)).toBeUndefined();
  });
});
