import { describe, expect, it } from 'vitest';
import { betweenServedAndRefused, FIRST_CALLS, nextCalls } from '../../src/core/ramp.ts';
import { buildTimeline } from '../../src/core/timeline/timeline.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { unansweredCalls, together, wall } from '../helpers/runs/bursts.ts';

const overlapping = (estimate: number, high: number | null): Verdict => ({
  kind: 'overlapping',
  workers: { estimate, low: estimate, high },
  reasons: [],
});

function shown(calls: number, verdict: Verdict, throttled = 0) {
  const burst = together(
    wall({ calls: calls - throttled }),
    unansweredCalls('throttled', throttled),
  );
  return { timeline: buildTimeline(burst, []), verdict };
}

describe('the number of calls after a burst', () => {
  it('is doubled while no limit shows', () => {
    expect(nextCalls(shown(8, overlapping(8, null)), 200)).toBe(16);
  });

  it('is doubled if nothing was decided', () => {
    const verdict: Verdict = {
      kind: 'inconclusive',
      reasons: [],
      remedy: { code: 'longer-calls' },
    };
    expect(nextCalls(shown(8, verdict), 200)).toBe(16);
  });

  it('never passes the ceiling', () => {
    expect(nextCalls(shown(128, overlapping(128, null)), 200)).toBe(200);
    expect(nextCalls(shown(200, overlapping(200, null)), 200)).toBeUndefined();
  });

  it('is doubled once more if a limit shows that fewer than twice as many calls have reached', () => {
    expect(nextCalls(shown(64, overlapping(40, 42)), 200)).toBe(128);
    expect(nextCalls(shown(128, overlapping(40, 40)), 200)).toBeUndefined();
  });

  it('is doubled up to 16, however few workers show: fewer calls may show them by chance', () => {
    expect(nextCalls(shown(4, overlapping(2, 2)), 200)).toBe(8);
    expect(nextCalls(shown(8, overlapping(2, 2)), 200)).toBe(16);
    expect(nextCalls(shown(16, overlapping(2, 2)), 200)).toBeUndefined();
  });

  it('is none from 16 on if two bursts in a row show no verdict', () => {
    const none = declined('other-work');
    const unsure: Verdict = { ...none, reasons: [] };
    expect(nextCalls(shown(16, unsure), 200, shown(8, unsure))).toBeUndefined();
    expect(nextCalls(shown(15, unsure), 200, shown(8, unsure))).toBe(30);
    expect(nextCalls(shown(16, unsure), 200, shown(8, overlapping(8, null)))).toBe(32);
  });

  it('is none once calls were refused', () => {
    expect(nextCalls(shown(16, overlapping(12, null), 4), 200)).toBeUndefined();
  });
});

/** No verdict, for one of the reasons that no larger burst changes. */
const declined = (code: 'paced' | 'other-work'): Verdict => ({
  kind: 'inconclusive',
  reasons:
    code === 'paced'
      ? [{ code, stepMs: 200, perSecond: 5, soloMs: 100 }]
      : [{ code, fast: 2, calls: 16, fastMs: 3 }],
  remedy: { code: 'longer-calls' },
});

describe('the number of calls after a burst at a pace', () => {
  const paced: Verdict = {
    kind: 'overlapping',
    workers: { estimate: 5, low: 5, high: null },
    reasons: [{ code: 'limiter', free: 5, stepMs: 200, perSecond: 5 }],
  };

  it('is doubled up to 16', () => {
    expect(nextCalls(shown(15, paced), 200)).toBe(30);
    expect(nextCalls(shown(16, paced), 200)).toBeUndefined();
  });

  it('is none from 16 on if the pace or other work is why nothing was decided', () => {
    for (const code of ['paced', 'other-work'] as const) {
      expect(nextCalls(shown(8, declined(code)), 200)).toBe(16);
      expect(nextCalls(shown(16, declined(code)), 200)).toBeUndefined();
    }
  });

  it('is none from 16 on if part of each call is serial', () => {
    const stage: Verdict = {
      ...paced,
      reasons: [{ code: 'serial-stage', stepMs: 50, soloMs: 100, capacity: 2 }],
    };
    expect(nextCalls(shown(16, stage), 200)).toBeUndefined();
  });
});

describe('a growing series', () => {
  it('starts with 4 calls, grows and ends at the ceiling if it reaches no limit', () => {
    for (let ceiling = FIRST_CALLS; ceiling <= 300; ceiling += 1) {
      const sizes = [FIRST_CALLS];
      for (
        let next = nextCalls(shown(FIRST_CALLS, overlapping(FIRST_CALLS, null)), ceiling);
        next !== undefined;
        next = nextCalls(shown(next, overlapping(next, null)), ceiling)
      ) {
        expect(next).toBeGreaterThan(sizes.at(-1) ?? 0);
        sizes.push(next);
      }
      expect(sizes[0]).toBe(4);
      expect(sizes.at(-1)).toBe(ceiling);
      expect(sizes.length).toBeLessThanOrEqual(2 + Math.log2(ceiling / 4));
    }
  });

  it('finds the size beyond which calls are refused', () => {
    for (let limit = 0; limit < 64; limit += 1) {
      let [served, refused] = [0, 64];
      for (
        let next = betweenServedAndRefused(served, refused);
        next !== undefined;
        next = betweenServedAndRefused(served, refused)
      ) {
        if (next <= limit) served = next;
        else refused = next;
      }
      expect([served, refused]).toEqual([limit, limit + 1]);
    }
  });
});

describe('the number of calls after a burst of which all were refused', () => {
  it('lies between that and what was served, until they are neighbors', () => {
    expect(betweenServedAndRefused(4, 8)).toBe(6);
    expect(betweenServedAndRefused(4, 6)).toBe(5);
    expect(betweenServedAndRefused(5, 6)).toBeUndefined();
    expect(betweenServedAndRefused(0, 4)).toBe(2);
    expect(betweenServedAndRefused(0, 1)).toBeUndefined();
  });
});
