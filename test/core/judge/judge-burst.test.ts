import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { judgeBurst } from '../../../src/core/judge/judge-burst.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import type { Verdict } from '../../../src/core/verdict.ts';
import { anyBurst, anySolo, shuffled } from '../../helpers/runs/any-burst.ts';
import {
  soloCalls,
  delayed,
  unansweredCalls,
  queue,
  served,
  together,
  wall,
  withServerClock,
  withoutServed,
} from '../../helpers/runs/bursts.ts';

function verdictOf(
  burst: readonly Invocation[],
  solo: readonly Invocation[] = soloCalls(),
): Verdict {
  return judgeBurst(buildTimeline(burst, solo), { solo });
}

/** What scripts rest on: `parallel 4`, `parallel 10+`, `contended 2 (1 to 3)`, `inconclusive`. */
function short(verdict: Verdict): string {
  if (verdict.kind === 'inconclusive') return verdict.kind;
  const { estimate, low, high } = verdict.workers;
  if (high === null) return `${verdict.kind} ${estimate}+${low < estimate ? ` (${low}+)` : ''}`;
  return `${verdict.kind} ${estimate}${low === high ? '' : ` (${low} to ${high})`}`;
}

const reasonCodes = (verdict: Verdict): string[] => verdict.reasons.map(({ code }) => code);

const judged = (burst: readonly Invocation[], solo?: readonly Invocation[]): string =>
  short(verdictOf(burst, solo));

/** Calls that each begin so long after the one before, on an instance each. */
function arriving(calls: number, everyMs: number, { eachMs = 100, instances = calls } = {}) {
  return served(
    Array.from({ length: calls }, (_, call) => {
      const from = 1 + call * everyMs;
      return { from, to: from + eachMs, on: `i${call % instances}` };
    }),
  );
}

describe('serial', () => {
  it.each([
    ['on one instance', queue({ calls: 10, workers: 1 })],
    ['on several that take turns', queue({ calls: 10, workers: 1, instances: 5 })],
    ['of two calls', queue({ calls: 2, workers: 1 })],
    ['with a pause between the calls', arriving(5, 120, { instances: 1 })],
  ])('%s', (_, burst) => {
    expect(judged(burst)).toBe('serial 1');
  });

  it('needs no solo call', () => {
    expect(judged(queue({ calls: 10, workers: 1 }), [])).toBe('serial 1');
  });

  it('does not mind clocks of instances that agree to a millisecond only', () => {
    const turns = served([
      { from: 1, to: 101, on: 'a' },
      { from: 100, to: 200, on: 'b' },
      { from: 199, to: 299, on: 'a' },
    ]);
    expect(judged(turns)).toBe('serial 1');
  });

  it('says why it does not believe the speed-up', () => {
    const slowAlone = served([{ from: 400, to: 500, received: 900 }]);
    const { reasons } = verdictOf(queue({ calls: 10, workers: 1 }), slowAlone);
    expect(reasons).toContainEqual({
      code: 'speed-up-too-high',
      speedUp: expect.closeTo(9, 1),
    });
  });
});

describe('concurrent', () => {
  it.each([
    ['all on one instance', wall({ calls: 10, instances: 1 }), 'concurrent 10+'],
    ['two on one instance', wall({ calls: 2, instances: 1 }), 'concurrent 2+'],
    ['a limit on one instance', queue({ calls: 12, workers: 4, instances: 1 }), 'concurrent 4'],
    [
      'a limit that is reached unevenly',
      queue({ calls: 10, workers: 4, instances: 1 }),
      'concurrent 4',
    ],
  ])('%s', (_, burst, expected) => {
    expect(judged(burst)).toBe(expected);
  });
});

describe('parallel', () => {
  it.each([
    ['an instance each', wall({ calls: 10 }), 'parallel 10+'],
    ['some on the same instance', wall({ calls: 10, instances: 3 }), 'parallel 10+'],
    ['two instances', wall({ calls: 2 }), 'parallel 2+'],
    ['3 of 12', queue({ calls: 12, workers: 3 }), 'parallel 3'],
    ['4 of 10', queue({ calls: 10, workers: 4 }), 'parallel 4'],
    ['9 of 10', queue({ calls: 10, workers: 9 }), 'parallel 9'],
    ['40 of 100', queue({ calls: 100, workers: 40 }), 'parallel 40'],
  ])('%s', (_, burst, expected) => {
    expect(judged(burst)).toBe(expected);
  });

  it('says that the limit of a full wall lies there or above', () => {
    expect(verdictOf(wall({ calls: 10 })).reasons).toEqual([
      { code: 'ran-together', kind: 'parallel', place: { instances: 10 }, mostOnOne: 1 },
      { code: 'all-at-once', calls: 10 },
    ]);
  });

  it('says how many waited for a limit', () => {
    expect(verdictOf(queue({ calls: 12, workers: 3 })).reasons).toContainEqual({
      code: 'limit-reached',
      peak: 3,
      waiting: 9,
    });
  });

  it('claims no limit if instances came late', () => {
    const verdict = verdictOf(arriving(10, 30));
    expect(verdict).toMatchObject({ kind: 'parallel', workers: { estimate: 4, high: 4 } });
    expect(reasonCodes(verdict)).toContain('first-over-before-last');
  });

  it('is less sure of work that was spread unevenly', () => {
    const uneven = together(
      queue({ calls: 4, workers: 4 }),
      delayed(queue({ calls: 8, workers: 1 }), 0),
    );
    const spread = served(
      Array.from({ length: 12 }, (_, call) => {
        const wave = call < 4 ? 0 : call - 3;
        return { from: 1 + wave * 100, to: 101 + wave * 100, on: `i${call < 4 ? call : 0}` };
      }),
    );
    expect(uneven).toHaveLength(12);
    expect(judged(spread)).toBe('parallel 4 (1 to 4)');
  });
});

describe('contended', () => {
  it.each([
    ['one core', wall({ calls: 10, eachMs: 1_000, instances: 1 }), 'contended 1'],
    ['one core, an instance each', wall({ calls: 10, eachMs: 1_000 }), 'contended 1'],
    ['two cores', wall({ calls: 10, eachMs: 500 }), 'contended 2'],
    ['four cores', wall({ calls: 20, eachMs: 500 }), 'contended 4'],
    ['two calls on one core', wall({ calls: 2, eachMs: 200 }), 'contended 1'],
  ])('%s', (_, burst, expected) => {
    expect(judged(burst)).toBe(expected);
  });

  it('is no less than the wobble of solo calls leaves open', () => {
    const solo = together(
      soloCalls(80, { calls: 1 }),
      soloCalls(100, { calls: 1 }),
      soloCalls(130, { calls: 1 }),
    );
    expect(judged(wall({ calls: 10, eachMs: 500 }), solo)).toBe('contended 2 (1 to 3)');
  });

  it('holds the speed-up against the overlap', () => {
    expect(verdictOf(wall({ calls: 10, eachMs: 1_000 })).reasons).toEqual([
      { code: 'slowed-together', peak: 10, slowdown: 10 },
      { code: 'throughput', rate: 1, speedUp: expect.closeTo(1.02, 2) },
    ]);
  });
});

describe('inconclusive', () => {
  const none = { kind: 'inconclusive' };

  it.each([
    ['one call', wall({ calls: 1 }), { code: 'too-few-answered', calls: 1, answered: 1 }],
    [
      'calls too short to see',
      wall({ calls: 10, eachMs: 9 }),
      { code: 'handlers-too-short', handlerMs: 9 },
    ],
    [
      'a serial-looking burst too short to see',
      queue({ calls: 9, workers: 1, eachMs: 5 }),
      { code: 'handlers-too-short', handlerMs: 5 },
    ],
    ['a client that sends too slowly', slowClient(), { code: 'idle-between-calls' }],
    [
      'all failed',
      unansweredCalls('failed', 10),
      { code: 'none-answered', calls: 10, throttled: 0 },
    ],
    [
      'all throttled',
      unansweredCalls('throttled', 10),
      { code: 'none-answered', calls: 10, throttled: 10 },
    ],
    [
      'most failed',
      together(wall({ calls: 4 }), unansweredCalls('failed', 6)),
      { code: 'mostly-failed', calls: 10, answered: 4 },
    ],
    [
      'all but one throttled',
      together(wall({ calls: 1 }), unansweredCalls('throttled', 9)),
      { code: 'too-few-answered', calls: 10, answered: 1 },
    ],
  ])('%s', (_, burst, reason) => {
    const verdict = verdictOf(burst);
    expect(verdict).toMatchObject({ ...none, reasons: [reason] });
    expect(verdict).toHaveProperty('remedy.code');
  });

  it('without a solo call, if calls overlapped', () => {
    expect(verdictOf(wall({ calls: 10 }), [])).toMatchObject({
      ...none,
      reasons: [{ code: 'no-baseline', peak: 10 }],
      remedy: { code: 'add-solo-calls', solo: 3 },
    });
  });

  it('with nothing but cold solo calls, since those are no baseline', () => {
    expect(verdictOf(wall({ calls: 10 }), soloCalls(100, { cold: true }))).toMatchObject(none);
  });

  it('with clocks that contradict themselves', () => {
    const burst = served([
      { from: 1, to: 101, on: 'a' },
      { from: 1, to: 101, on: 'b', received: 40 },
    ]);
    expect(verdictOf(burst)).toMatchObject({
      ...none,
      reasons: [{ code: 'handled-outside-flight', instance: 'b' }],
    });
  });
});

describe('calls that failed or were throttled', () => {
  it.each(['failed', 'throttled'] as const)('are never workers: %s', (outcome) => {
    expect(judged(together(wall({ calls: 6 }), unansweredCalls(outcome, 4)))).toBe('parallel 6+');
    expect(judged(together(queue({ calls: 6, workers: 2 }), unansweredCalls(outcome, 3)))).toBe(
      'parallel 2',
    );
    expect(judged(together(queue({ calls: 6, workers: 1 }), unansweredCalls(outcome, 3)))).toBe(
      'serial 1',
    );
  });

  it('as solo calls are no baseline', () => {
    const solo = together(unansweredCalls('failed', 2), unansweredCalls('throttled', 1));
    expect(verdictOf(wall({ calls: 10 }), solo)).toMatchObject({ kind: 'inconclusive' });
  });
});

describe('any verdict', () => {
  it('claims no more workers than calls were answered, within its own interval', () => {
    fc.assert(
      fc.property(anyBurst, anySolo, (burst, solo) => {
        const answered = burst.filter(({ outcome }) => outcome === 'answered').length;
        const verdict = verdictOf(burst, solo);
        expect(verdict.reasons.length).toBeGreaterThan(0);
        if (verdict.kind === 'inconclusive') return;
        const { estimate, low, high } = verdict.workers;
        expect(low).toBeGreaterThanOrEqual(1);
        expect(estimate).toBeGreaterThanOrEqual(low);
        expect(estimate).toBeLessThanOrEqual(high ?? estimate);
        expect(high ?? estimate).toBeLessThanOrEqual(answered);
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not depend on the order of the calls', () => {
    const pairs = anyBurst.chain((burst) => fc.tuple(fc.constant(burst), shuffled(burst)));
    fc.assert(
      fc.property(pairs, anySolo, ([burst, otherwise], solo) => {
        expect(verdictOf(otherwise, solo)).toEqual(verdictOf(burst, solo));
      }),
    );
  });

  it('does not depend on when the burst was fired', () => {
    fc.assert(
      fc.property(anyBurst, anySolo, fc.integer({ min: -1e6, max: 1e9 }), (burst, solo, byMs) => {
        expect(verdictOf(delayed(burst, byMs), solo)).toEqual(verdictOf(burst, solo));
      }),
    );
  });

  it("does not depend on what the servers' clock reads", () => {
    fc.assert(
      fc.property(anyBurst, anySolo, fc.integer({ min: -1e9, max: 1e9 }), (burst, solo, byMs) => {
        expect(verdictOf(withServerClock(burst, byMs), solo)).toEqual(verdictOf(burst, solo));
      }),
    );
  });

  it('of a queue is its number of workers, whatever that is', () => {
    const shapes = fc
      .record({
        workers: fc.integer({ min: 2, max: 40 }),
        waves: fc.integer({ min: 2, max: 5 }),
        eachMs: fc.integer({ min: 20, max: 5_000 }),
        missing: fc.nat({ max: 39 }),
      })
      .map(({ workers, waves, eachMs, missing }) => ({
        workers,
        eachMs,
        calls: workers * waves - Math.min(missing, workers - 1),
      }));
    fc.assert(
      fc.property(shapes, ({ workers, calls, eachMs }) => {
        expect(judged(queue({ calls, workers, eachMs }), soloCalls(eachMs))).toBe(
          `parallel ${workers}`,
        );
      }),
    );
  });
});

/** Each call is sent only after the one before was answered. */
function slowClient(): Invocation[] {
  return served(
    Array.from({ length: 10 }, (_, call) => {
      const sent = call * 300;
      return { sent, from: sent + 1, to: sent + 101, received: sent + 102 };
    }),
  );
}

function untold(index: number, ms: number): Invocation {
  return { call: index, outcome: 'answered', sentAt: 0, receivedAt: ms };
}

describe('a target that says nothing of itself', () => {
  it('is not judged by calls that are too short', () => {
    const [solo, calls] = [
      [2, 2, 2],
      [2, 4, 6, 8],
    ].map((times) => times.map((ms, index) => untold(index, ms)));
    const timeline = buildTimeline(calls ?? [], solo ?? []);
    expect(judgeBurst(timeline, { solo: solo ?? [] })).toMatchObject({ kind: 'inconclusive' });
  });
});

/** Calls that come back in waves of four, from the instances given for each call. */
const named = (instanceOf: (call: number) => string) =>
  queue({ calls: 12, workers: 4 }).map((invocation, call): Invocation => ({
    ...withoutServed(invocation),
    served: { instance: instanceOf(call) },
  }));

describe('calls of named instances that report no times', () => {
  it('are parallel if those answered first are of several instances', () => {
    expect(verdictOf(named((call) => `i${call % 2}`))).toMatchObject({ kind: 'parallel' });
  });

  it('are only overlapping if one instance followed another', () => {
    expect(verdictOf(named((call) => `i${Math.floor(call / 6)}`))).toMatchObject({
      kind: 'overlapping',
    });
  });
});
