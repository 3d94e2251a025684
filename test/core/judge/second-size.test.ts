import { describe, expect, it } from 'vitest';
import type { DecidedBurst } from '../../../src/core/judge/own-queues.ts';
import { claimsLimit, confirmLimit } from '../../../src/core/judge/second-size.ts';
import type { DecidedReason } from '../../../src/core/reason.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import type { Decided } from '../../../src/core/verdict.ts';
import { queue, soloCalls, took, withoutServed } from '../../helpers/runs/bursts.ts';
import { uniformFrom } from '../../helpers/runs/virtual-server.ts';
import { times } from '../../helpers/runs/times.ts';

/** Solo calls that took 100 ms. */
const solo = soloCalls(98).map(withoutServed);

/** A burst of calls that took so long. */
const burstOf = (durations: readonly number[]) => buildTimeline(took(...durations), solo);

/** So many calls, the longest first: in no order that a queue makes. */
const lastFirst = (calls: number) =>
  burstOf(Array.from({ length: calls }, (_, call) => 100 * (calls - call)));

function verdict(
  kind: Decided['kind'],
  low: number,
  high: number | null,
  ...reasons: readonly DecidedReason[]
): Decided {
  return { kind, workers: { estimate: low, low, high }, reasons };
}

const LATE: DecidedReason = { code: 'late-together', slowdown: 5 };

const limitOf = (calls: number, low: number, high: number | null): DecidedBurst => ({
  timeline: lastFirst(calls),
  verdict: verdict('overlapping', low, high),
});

const contended = (durations: readonly number[], low = 1, high = 1): DecidedBurst => ({
  timeline: burstOf(durations),
  verdict: verdict('contended', low, high, LATE),
});

describe('a verdict', () => {
  const timeline = lastFirst(10);

  it('claims a limit if it has an upper bound or shows contention', () => {
    expect(claimsLimit({ timeline, verdict: verdict('overlapping', 3, 3) })).toBe(true);
    expect(claimsLimit({ timeline, verdict: verdict('contended', 3, null) })).toBe(true);
    expect(claimsLimit({ timeline, verdict: verdict('overlapping', 10, null) })).toBe(false);
  });

  it('claims none that needs a test if the target reports it', () => {
    const reported = buildTimeline(queue({ calls: 10, workers: 3 }), solo);
    expect(claimsLimit({ timeline: reported, verdict: verdict('parallel', 3, 3) })).toBe(false);
    const refused: DecidedReason = { code: 'refused-at-limit', throttled: 2, limit: 3 };
    expect(claimsLimit({ timeline, verdict: verdict('parallel', 3, 3, refused) })).toBe(false);
  });

  it('that claims no limit is kept, whatever another size shows', () => {
    const open = limitOf(10, 10, null);
    expect(confirmLimit(open, undefined)).toBe(open.verdict);
    expect(confirmLimit(open, limitOf(5, 2, 2))).toBe(open.verdict);
  });
});

describe('a limit without a burst of another size', () => {
  it('is kept if five calls or more came back one at a time', () => {
    const reasons = [{ code: 'one-at-a-time', stepMs: 100 }] as const;
    const serial = { ...verdict('serial', 1, 1), reasons };
    expect(confirmLimit({ timeline: lastFirst(5), verdict: serial }, undefined)).toBe(serial);
  });

  it('declines if fewer came back one at a time, instead of serial without a limit', () => {
    const burst = { timeline: lastFirst(4), verdict: verdict('serial', 1, 1) };
    expect(confirmLimit(burst, undefined)).toEqual({
      kind: 'inconclusive',
      reasons: [
        {
          code: 'kinds-not-separable',
          kinds: ['serial', 'overlapping'],
          soloMs: { least: 100, most: 100 },
        },
      ],
      remedy: { code: 'another-size' },
    });
  });

  it('declines if all calls came late together', () => {
    expect(confirmLimit(contended(times(10, 500)), undefined)).toEqual({
      kind: 'inconclusive',
      reasons: [{ code: 'one-size-only', calls: 10, slowdown: 5 }],
      remedy: { code: 'another-size' },
    });
  });

  it('is kept if slots were seen to slow each other', () => {
    const reason: DecidedReason = { code: 'slots-slow-each-other', slots: 2, slowdown: 2 };
    const slots = verdict('contended', 1, 1, reason);
    expect(confirmLimit({ timeline: lastFirst(10), verdict: slots }, undefined)).toBe(slots);
  });

  it('is kept if the calls came back in the order sent', () => {
    const timeline = burstOf([...times(5, 100), ...times(5, 200), ...times(5, 300)]);
    const limit = verdict('overlapping', 5, 5);
    expect(confirmLimit({ timeline, verdict: limit }, undefined)).toBe(limit);
  });

  it('is open if each worker has its own queue: one without calls cannot be seen', () => {
    const timeline = burstOf([...times(5, 100), ...times(5, 200), ...times(5, 300)]);
    const waves = { code: 'waves', sizes: [5, 5, 5], stepMs: 100 } as const;
    const [own, shared] = (['own', 'shared'] as const).map((queues) => {
      const limit = verdict('overlapping', 5, 5, { ...waves, queues });
      return confirmLimit({ timeline, verdict: limit }, undefined);
    });
    expect(own).toMatchObject({ workers: { low: 5, high: null } });
    expect(shared).toMatchObject({ workers: { low: 5, high: 5 } });
  });

  it('is open if they came back in another order', () => {
    expect(confirmLimit(limitOf(15, 5, 6), undefined)).toEqual({
      kind: 'overlapping',
      workers: { estimate: 5, low: 5, high: null },
      reasons: [{ code: 'limit-unconfirmed', low: 5, high: 6 }],
    });
  });
});

describe('a limit that a burst of another size confirms', () => {
  it('is kept, with that as a reason', () => {
    expect(confirmLimit(limitOf(20, 3, 3), limitOf(10, 3, 3))).toEqual({
      kind: 'overlapping',
      workers: { estimate: 3, low: 3, high: 3 },
      reasons: [{ code: 'second-size', calls: 10 }],
    });
  });

  it('has the interval that both leave open', () => {
    expect(confirmLimit(limitOf(20, 4, 5), limitOf(10, 3, 6))).toMatchObject({
      workers: { estimate: 4, low: 3, high: 6 },
    });
    expect(confirmLimit(limitOf(20, 3, 6), limitOf(10, 4, 5))).toMatchObject({
      workers: { estimate: 3, low: 3, high: 6 },
    });
  });

  it('keeps its interval if a smaller burst reached no limit', () => {
    expect(confirmLimit(limitOf(20, 10, 12), limitOf(10, 10, null))).toMatchObject({
      workers: { estimate: 10, low: 10, high: 12 },
    });
  });

  it('includes the limits that touch', () => {
    const reasons = [{ code: 'second-size', calls: 10 }];
    expect(confirmLimit(limitOf(20, 3, 4), limitOf(10, 4, 5))).toMatchObject({ reasons });
    expect(confirmLimit(limitOf(20, 4, 5), limitOf(10, 3, 4))).toMatchObject({ reasons });
  });
});

describe('a limit that a burst of another size does not bear out', () => {
  it('is open, from the lower of the two', () => {
    expect(confirmLimit(limitOf(20, 3, 3), limitOf(10, 5, 5))).toEqual({
      kind: 'overlapping',
      workers: { estimate: 3, low: 3, high: null },
      reasons: [{ code: 'other-size-differs', calls: 10, other: { low: 5, high: 5 } }],
    });
    expect(confirmLimit(limitOf(20, 6, 6), limitOf(10, 2, 4))).toMatchObject({
      workers: { estimate: 2, low: 2, high: null },
    });
  });

  it('is open if more were served at once than the limit allows', () => {
    expect(confirmLimit(limitOf(20, 3, 4), limitOf(10, 10, null))).toMatchObject({
      workers: { estimate: 3, low: 3, high: null },
      reasons: [{ code: 'other-size-differs', other: { low: 10, high: null } }],
    });
  });

  it('declines if that leaves a single worker', () => {
    const disagreeing = {
      kind: 'inconclusive',
      reasons: [{ code: 'sizes-disagree', calls: 20, otherCalls: 10 }],
      remedy: { code: 'more-bursts', bursts: 5 },
    };
    expect(confirmLimit(limitOf(20, 1, 1), limitOf(10, 2, 2))).toEqual(disagreeing);
    expect(confirmLimit(limitOf(20, 3, 3), limitOf(10, 1, 1))).toEqual(disagreeing);
  });

  it('is no contention if the other burst shows none', () => {
    const burst = contended([150, 200, 250, 300, 350, 400, 450, 500], 2, 2);
    expect(confirmLimit(burst, limitOf(4, 4, null))).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'sizes-disagree' }],
    });
  });

  it('is a pool that grows if an earlier, smaller burst surely had fewer workers', () => {
    const grown = (earlier: DecidedBurst, isEarlier = true) =>
      confirmLimit(limitOf(20, 6, 6), earlier, isEarlier);
    expect(grown(limitOf(4, 2, 2))).toMatchObject({
      workers: { estimate: 2, low: 2, high: null },
      reasons: [{ code: 'pool-grows', from: { low: 2, high: 2 }, to: { low: 6, high: 6 } }],
    });
    const differs = { reasons: [{ code: 'other-size-differs' }] };
    expect(grown(limitOf(3, 2, 2))).toMatchObject(differs);
    expect(grown(limitOf(4, 2, 2), false)).toMatchObject(differs);
  });

  it('never has an upper bound, whatever the intervals', () => {
    const uniform = uniformFrom(3);
    const upTo = (most: number) => 1 + Math.floor(uniform() * most);
    for (let nth = 0; nth < 1_000; nth += 1) {
      const [low, otherLow] = [upTo(8), upTo(8)];
      const [high, otherHigh] = [low + upTo(3) - 1, otherLow + upTo(3) - 1];
      const result = confirmLimit(limitOf(20, low, high), limitOf(10, otherLow, otherHigh));
      const apart = high < otherLow || otherHigh < low;
      if (result.kind === 'inconclusive') {
        expect(apart && Math.min(low, otherLow) === 1).toBe(true);
        continue;
      }
      const { workers } = result;
      expect(workers.low).toBe(Math.min(low, otherLow));
      expect(workers.high).toBe(apart ? null : Math.max(high, otherHigh));
      expect(workers.estimate).toBeGreaterThanOrEqual(workers.low);
      expect(workers.estimate).toBeLessThanOrEqual(workers.high ?? Infinity);
    }
  });
});

/** 9 calls that took so much longer than a solo call, spread over 20 ms: no batch. */
const around = (delayMs: number, calls = 9, spreadMs = 20): number[] =>
  Array.from({ length: calls }, (_, call) => 100 + delayMs + spreadMs * (call / (calls - 1) - 0.5));

/** The kind of a burst that looks contended, after one of another size, by the delays of both. */
const kindWith = (delayMs: number, otherMs = delayMs) =>
  confirmLimit(contended(around(delayMs)), contended(around(otherMs, 5))).kind;

describe('a delay', () => {
  it('is constant if it is the same for another size, and then no contention', () => {
    expect(confirmLimit(contended(around(100)), contended(around(100, 5)))).toEqual({
      kind: 'overlapping',
      workers: { estimate: 9, low: 9, high: null },
      reasons: [{ code: 'constant-delay', delayMs: 100, calls: 9 }, { code: 'instance-unknown' }],
    });
  });

  it('is the same within a quarter', () => {
    expect(kindWith(100, 76)).toBe('overlapping');
    expect(kindWith(76, 100)).toBe('overlapping');
    expect(kindWith(100, 74)).toBe('inconclusive');
    expect(kindWith(74, 100)).toBe('inconclusive');
  });

  it('spreads calls by no more than a tenth of itself and a fifth of a solo call', () => {
    const [steady, unsteady] = [29, 31].map((spreadMs) => contended(around(100, 9, spreadMs)));
    const other = contended(around(100, 5));
    expect(steady && confirmLimit(steady, other).kind).toBe('overlapping');
    expect(unsteady && confirmLimit(unsteady, other).kind).toBe('inconclusive');
  });

  it('is overhead below a fifth of a solo call', () => {
    expect(kindWith(21)).toBe('overlapping');
    expect(kindWith(19)).toBe('inconclusive');
  });

  it('is left alone in a queue, or without solo calls', () => {
    const limit = { timeline: burstOf(around(100)), verdict: verdict('overlapping', 3, 3) };
    const other = { timeline: burstOf(around(100, 5)), verdict: verdict('overlapping', 3, 3) };
    expect(confirmLimit(limit, other)).toMatchObject({ workers: { high: 3 } });
    const [blind, blinder] = [contended(around(100)), contended(around(100, 5))].map((burst) => ({
      ...burst,
      timeline: buildTimeline(burst.timeline.answered, []),
    }));
    if (blind === undefined) throw new Error('expected a burst');
    expect(confirmLimit(blind, blinder)).toMatchObject({ kind: 'inconclusive' });
  });

  it('that comes from sharing lengthens calls by at least the square root of the ratio of the sizes', () => {
    // The calls of the smaller burst take 200 ms, and 200 ms x sqrt(9 / 5) = 268 ms.
    expect(kindWith(170, 100)).toBe('contended');
    expect(kindWith(167, 100)).toBe('inconclusive');
    const fewer = confirmLimit(contended(around(100, 5)), contended(around(167)));
    expect(fewer).toEqual({
      kind: 'inconclusive',
      reasons: [{ code: 'sizes-disagree', calls: 5, otherCalls: 9 }],
      remedy: { code: 'more-bursts', bursts: 5 },
    });
  });

  it('of sharing grows with the burst, and is contention for both sizes', () => {
    for (let calls = 8; calls <= 64; calls *= 2) {
      const shared = (size: number) => contended(around(100 * (size - 1), size));
      expect(confirmLimit(shared(calls), shared(calls / 2))).toMatchObject({
        kind: 'contended',
        workers: { estimate: 1, low: 1, high: 1 },
      });
    }
  });
});

/** Even waves, not in the order sent, of which the limit is closed. */
function evenWaves(calls: number, workers: number, queues: 'shared' | 'own'): DecidedBurst {
  const burst = queue({ calls, workers })
    .map(withoutServed)
    .map((call, nth) => ({ ...call, sentAt: call.sentAt - nth / 100 }));
  return {
    timeline: buildTimeline(burst, soloCalls()),
    verdict: {
      kind: 'overlapping',
      workers: { estimate: workers, low: workers, high: workers },
      reasons: [{ code: 'waves', sizes: [workers], stepMs: 100, queues }],
    },
  };
}

describe('a burst of more calls than the limit', () => {
  const even = evenWaves(12, 3, 'shared');
  const open: DecidedBurst = {
    timeline: burstOf(times(6, 300)),
    verdict: verdict('overlapping', 2, null),
  };

  it('confirms nothing if it shows none', () => {
    expect(confirmLimit(even, open).reasons.at(-1)).toMatchObject({ code: 'limit-unconfirmed' });
    const few = { ...open, timeline: burstOf(times(3, 100)) };
    expect(confirmLimit(even, few).reasons).toContainEqual({ code: 'second-size', calls: 3 });
  });

  it('confirms no contention if it shows none', () => {
    const late = contended([...times(5, 300), ...times(5, 330)], 2, 2);
    const other: DecidedBurst = {
      timeline: burstOf([100, 120, 140, 200, 260]),
      verdict: verdict('overlapping', 2, null),
    };
    expect(confirmLimit(late, other).reasons[0]).toMatchObject({ code: 'one-size-only' });
  });
});

describe('even waves', () => {
  it('may hide a queue that got no call, unless that is improbable', () => {
    const confirmed = confirmLimit(evenWaves(10, 3, 'shared'), evenWaves(5, 3, 'shared'));
    expect(confirmed).toMatchObject({ workers: { low: 3, high: null } });
    expect(confirmed.reasons.at(-1)).toMatchObject({ code: 'queue-may-hide', workers: 3 });
    expect(confirmLimit(evenWaves(12, 3, 'shared'), evenWaves(6, 3, 'shared'))).toMatchObject({
      workers: { low: 3, high: 3 },
    });
  });

  it('are chance if another burst shows a queue for each worker', () => {
    const [even, own] = [evenWaves(12, 3, 'shared'), evenWaves(6, 3, 'own')];
    expect(confirmLimit(even, own).reasons.at(-1)).toMatchObject({ code: 'queue-may-hide' });
  });
});

/** Two queues with so many calls, which the machine shows if processes are named. */
const two = (longer: number, shorter: number, processes?: 'seen'): DecidedBurst => {
  const { timeline, verdict: even } = evenWaves(longer + shorter, 2, 'own');
  const sizes = Array.from({ length: longer }, (_, wave) => (wave < shorter ? 2 : 1));
  const named = timeline.answered.map((call) => ({ ...call, served: { instance: 'pid 1' } }));
  return {
    timeline: processes === 'seen' ? { ...timeline, answered: named } : timeline,
    verdict: { ...even, reasons: [{ code: 'waves', sizes, stepMs: 100, queues: 'own' }] },
  };
};

describe('a queue for each worker', () => {
  it('leaves the limit open if calls fell on them less evenly than by chance', () => {
    expect(confirmLimit(two(18, 6), two(6, 6))).toMatchObject({ workers: { low: 2, high: 2 } });
    for (const bursts of [[two(19, 5), two(6, 6)] as const, [two(12, 12), two(19, 5)] as const]) {
      expect(confirmLimit(...bursts)).toMatchObject({
        workers: { low: 2, high: null },
        reasons: [{ code: 'waves' }, { code: 'uneven-queues', least: 5, most: 19 }],
      });
    }
  });

  it('does not if the machine shows all workers', () => {
    expect(confirmLimit(two(19, 5, 'seen'), two(6, 6))).toMatchObject({ workers: { high: 2 } });
  });
});

describe('a burst of no more calls than the limit', () => {
  const WAVES: DecidedReason = { code: 'waves', sizes: [3, 2], stepMs: 100, queues: 'shared' };
  const few = (calls: number): DecidedBurst => ({
    timeline: lastFirst(calls),
    verdict: verdict('overlapping', 3, null, WAVES),
  });

  it('contradicts it if calls waited all the same', () => {
    expect(confirmLimit(limitOf(12, 6, 6), few(5))).toMatchObject({
      workers: { estimate: 3, low: 3, high: null },
    });
  });
});

describe('calls that are late by the same time in bursts of two sizes', () => {
  const late = contended(times(10, 130));

  it('are delayed, but not if some of one size waited longer still', () => {
    const [same, longer] = [times(5, 130), [130, 130, 130, 130, 150]].map((durations) =>
      confirmLimit(late, contended(durations)),
    );
    expect(same?.reasons[0]).toMatchObject({ code: 'constant-delay', delayMs: 30 });
    expect(longer?.reasons[0]).not.toMatchObject({ code: 'constant-delay' });
  });
});
