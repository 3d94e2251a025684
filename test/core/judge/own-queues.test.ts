import { describe, expect, it } from 'vitest';
import {
  chanceOfEven,
  chanceOfHiddenQueue,
  unevenQueues,
} from '../../../src/core/judge/own-queues.ts';
import { buildTimeline, type Timeline } from '../../../src/core/timeline/timeline.ts';
import { queue, withoutServed } from '../../helpers/runs/bursts.ts';
import { uniformFrom } from '../../helpers/runs/virtual-server.ts';

const DRAWS = 40_000;

/** The share of draws in which `is` holds for the lengths of the queues, if calls fall on them at random. */
function drawn(calls: number, queues: number, is: (lengths: readonly number[]) => boolean): number {
  const uniform = uniformFrom(5);
  let hits = 0;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const lengths = Array.from({ length: queues }, () => 0);
    for (let call = 0; call < calls; call += 1) lengths[Math.floor(uniform() * queues)]! += 1;
    if (is(lengths)) hits += 1;
  }
  return hits / DRAWS;
}

const spread = (lengths: readonly number[]): number => Math.max(...lengths) - Math.min(...lengths);

describe('the chance of even queues', () => {
  it.each([
    [10, 3],
    [5, 3],
    [10, 2],
    [12, 4],
  ])('of %d calls on %d queues is that of drawing them', (calls, queues) => {
    const share = drawn(calls, queues, (lengths) => spread(lengths) <= 1);
    expect(Math.abs(chanceOfEven(calls, queues) - share)).toBeLessThan(0.01);
  });
});

/** Waves of a shared queue, sent one after the other or in an unknown order. */
function waves(calls: number, workers: number, { ordered = false } = {}): { timeline: Timeline } {
  const burst = queue({ calls, workers }).map(withoutServed);
  const sent = burst.map((call, nth) => ({ ...call, sentAt: ordered ? nth / 100 : -nth / 100 }));
  return { timeline: buildTimeline(sent, []) };
}

describe('the chance of a hidden queue', () => {
  it('is that of one more queue, one of which gets no call', () => {
    const share = drawn(10, 4, (lengths) => {
      const [least = 0, ...others] = lengths.toSorted((a, b) => a - b);
      return least === 0 && spread(others) <= 1;
    });
    expect(Math.abs(chanceOfHiddenQueue([waves(10, 3)], 3) - share)).toBeLessThan(0.01);
  });

  it('is smaller if the calls came back in the order sent', () => {
    const [any, ordered] = [waves(10, 3), waves(10, 3, { ordered: true })];
    const ratio = chanceOfHiddenQueue([ordered], 3) / chanceOfHiddenQueue([any], 3);
    expect(ratio).toBeCloseTo(6 / 27);
  });

  it('is that of all bursts together; those without a second wave say nothing', () => {
    const one = chanceOfHiddenQueue([waves(10, 3)], 3);
    expect(chanceOfHiddenQueue([waves(10, 3), waves(10, 3)], 3)).toBeCloseTo(one ** 2);
    expect(chanceOfHiddenQueue([waves(10, 3), waves(3, 3)], 3)).toBe(one);
  });

  it('is that of the empty one alone if each worker is known to have a queue', () => {
    const share = drawn(10, 4, (lengths) => Math.min(...lengths) === 0);
    // The bound counts draws in which two are empty twice.
    expect(Math.abs(chanceOfHiddenQueue([waves(10, 3)], 3, 'own') - share)).toBeLessThan(0.01);
  });
});

/** The sizes of the waves in which queues of these lengths are served. */
function wavesOf(...lengths: readonly number[]): number[] {
  const longest = Math.max(...lengths);
  return Array.from(
    { length: longest },
    (_, wave) => lengths.filter((length) => length > wave).length,
  );
}

describe('calls on queues', () => {
  it.each([
    ['so many', [18, 6], undefined],
    ['more', [19, 5], { least: 5, most: 19 }],
    ['so many', [30, 15, 15], undefined],
    ['more', [32, 14, 14], { least: 14, most: 32 }],
    ['far more, as from a race for connections', [38, 11, 7, 4], { least: 4, most: 38 }],
  ])('may be uneven by chance, but not by %s: %j', (_, lengths, uneven) => {
    expect(unevenQueues(wavesOf(...lengths))).toEqual(uneven);
  });

  it('are not uneven on one queue, or on none', () => {
    expect(unevenQueues([1, 1, 1])).toBeUndefined();
    expect(unevenQueues([])).toBeUndefined();
  });
});
