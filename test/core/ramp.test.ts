import { describe, expect, it } from 'vitest';
import { betweenServedAndRefused, nextCalls } from '../../src/core/ramp.ts';
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

  it('is doubled where nothing was decided', () => {
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

  it('is doubled once more where a limit shows that fewer than twice as many calls have met', () => {
    expect(nextCalls(shown(64, overlapping(40, 42)), 200)).toBe(128);
    expect(nextCalls(shown(128, overlapping(40, 40)), 200)).toBeUndefined();
  });

  it('is doubled up to 16, however few workers show: fewer calls may show them by chance', () => {
    expect(nextCalls(shown(4, overlapping(2, 2)), 200)).toBe(8);
    expect(nextCalls(shown(8, overlapping(2, 2)), 200)).toBe(16);
    expect(nextCalls(shown(16, overlapping(2, 2)), 200)).toBeUndefined();
  });

  it('is none once calls were refused', () => {
    expect(nextCalls(shown(16, overlapping(12, null), 4), 200)).toBeUndefined();
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
