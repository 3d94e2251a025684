import { describe, expect, it } from 'vitest';
import { isInSendingOrder } from '../../../src/core/judge/send-order.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import { served } from '../../helpers/runs/bursts.ts';
import { uniformFrom } from '../../helpers/runs/virtual-server.ts';

/** A burst of which the calls, in the order sent, took so long. */
function took(durations: readonly number[]) {
  const calls = served(
    durations.map((ms, call) => ({ sent: call, from: call, to: call + ms, received: call + ms })),
  );
  return buildTimeline(calls, []);
}

/** Calls in the order sent: `S` was served at once, `w` waited. */
const order = (pattern: string) => took(Array.from(pattern, (one) => (one === 'S' ? 100 : 200)));

/** 5 calls served at once and 20 that waited: 100 pairs, of which so many are the wrong way round. */
const inverted = (pairs: number) => order(`SSSS${'w'.repeat(pairs)}S${'w'.repeat(20 - pairs)}`);

const numbered = (calls: number): number[] => Array.from({ length: calls }, (_, call) => call);

describe('calls in the order sent', () => {
  it('are evidence if chance makes such an order in fewer than 1 of 100 cases', () => {
    // Of 14 calls, 2 can be chosen in 91 ways; of 15, in 105.
    expect(isInSendingOrder(order(`SS${'w'.repeat(12)}`), 2)).toBe(false);
    expect(isInSendingOrder(order(`SS${'w'.repeat(13)}`), 2)).toBe(true);
  });

  it('may have one pair of ten the wrong way round', () => {
    expect(isInSendingOrder(inverted(0), 5)).toBe(true);
    expect(isInSendingOrder(inverted(9), 5)).toBe(true);
    expect(isInSendingOrder(inverted(11), 5)).toBe(false);
  });

  it('are no evidence if all calls were served at once', () => {
    expect(isInSendingOrder(order('S'.repeat(20)), 20)).toBe(false);
    expect(isInSendingOrder(order('S'.repeat(20)), 25)).toBe(false);
  });

  it('are no evidence without calls', () => {
    expect(isInSendingOrder(took([]), 1)).toBe(false);
  });

  it('are the numbers of the calls if these were sent at one moment', () => {
    const calls = served(numbered(20).map((call) => ({ from: 1, to: call < 5 ? 100 : 200 })));
    expect(isInSendingOrder(buildTimeline(calls, []), 5)).toBe(true);
    expect(isInSendingOrder(buildTimeline(calls.toReversed(), []), 5)).toBe(true);
  });
});

describe('a first-come, first-served queue', () => {
  it('is in the order sent, whatever the number of workers and however the list is sorted', () => {
    const uniform = uniformFrom(5);
    for (let nth = 0; nth < 500; nth += 1) {
      const workers = 2 + Math.floor(uniform() * 20);
      const calls = 2 * workers + 11 + Math.floor(uniform() * 20);
      const durations = numbered(calls).map(
        (call) => 100 * (1 + Math.floor(call / workers)) + 5 * uniform(),
      );
      const timeline = took(durations);
      expect(isInSendingOrder(timeline, workers)).toBe(true);
      const answered = timeline.answered
        .map((call) => ({ call, key: uniform() }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ call }) => call);
      expect(isInSendingOrder({ ...timeline, answered }, workers)).toBe(true);
    }
  });
});

describe('calls that come back in another order', () => {
  it('are not in the order sent if the last are served first', () => {
    for (let workers = 2; workers < 20; workers += 1) {
      const waves = numbered(3 * workers + 9).map((call) => 1 + Math.floor(call / workers));
      const durations = waves.map((wave) => 100 * wave).toReversed();
      expect(isInSendingOrder(took(durations), workers)).toBe(false);
    }
  });

  it('are hardly ever in the order sent if durations are random', () => {
    const uniform = uniformFrom(8);
    const inOrder = Array.from({ length: 2_000 }, (_, nth) => {
      const durations = numbered(16 + (nth % 20)).map(() => 100 + 900 * uniform());
      return isInSendingOrder(took(durations), 3 + (nth % 5));
    }).filter(Boolean);
    expect(inOrder.length).toBeLessThan(20);
  });
});
