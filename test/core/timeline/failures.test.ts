import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { markRefusals, mostFrequentFailure } from '../../../src/core/timeline/failures.ts';
import { warmSolo } from '../../../src/core/timeline/timeline.ts';
import { soloCalls, together, unansweredCalls, wall } from '../../helpers/runs/bursts.ts';

const SOLO_MS = 100;

const failedAfter = (...times: readonly number[]): Invocation[] =>
  times.map((receivedAt, call) => ({
    call,
    outcome: 'failed',
    sentAt: 0,
    receivedAt,
    status: 503,
    error: { code: 'status-503', message: 'status 503' },
  }));

const shapeOf = (times: readonly number[], soloMs: number | undefined = SOLO_MS) =>
  mostFrequentFailure(failedAfter(...times), soloMs).failure?.shape?.ended;

describe('when calls failed', () => {
  it('is at once if all took less than a quarter of a solo call', () => {
    expect(shapeOf([2, 24])).toBe('at-once');
    expect(shapeOf([2, 26])).toBeUndefined();
  });

  it('is after the same time if they differ by no more than a tenth', () => {
    expect(shapeOf([5_000, 5_200, 5_490])).toBe('after-the-same-time');
    expect(shapeOf([5_000, 5_200, 5_540])).toBeUndefined();
  });

  it('is no time-out if a solo call takes about as long, or if only one failed', () => {
    expect(shapeOf([149, 149])).toBeUndefined();
    expect(shapeOf([151, 151])).toBe('after-the-same-time');
    expect(shapeOf([5_000])).toBeUndefined();
  });

  it('is not known without a solo call, or if a call has no answer at all', () => {
    expect(mostFrequentFailure(failedAfter(2, 2), undefined).failure?.shape).toBeUndefined();
    const [one = unanswered(), ...rest] = failedAfter(2, 2);
    const { receivedAt: _, ...lost } = one;
    expect(mostFrequentFailure([lost, ...rest], SOLO_MS).failure?.shape).toBeUndefined();
  });

  it('is that of the most frequent failure', () => {
    const burst = together(unansweredCalls('failed', 1), failedAfter(5_000, 5_001));
    expect(mostFrequentFailure(burst, SOLO_MS).failure).toMatchObject({
      code: 'status-503',
      shape: { ended: 'after-the-same-time', afterMs: 5_000.5 },
    });
  });
});

function unanswered(): Invocation {
  return { call: 0, outcome: 'failed', sentAt: 0 };
}

describe('a refusal', () => {
  const solo = warmSolo(soloCalls(SOLO_MS));
  const throttled = (burst: readonly Invocation[]): number =>
    markRefusals(burst, solo).filter(({ outcome }) => outcome === 'throttled').length;

  it('is a 503 at once if another call was as fast as a solo call', () => {
    expect(throttled(together(wall({ calls: 2 }), failedAfter(3, 3, 60)))).toBe(2);
  });

  it('is no other status, and no 503 that took its time', () => {
    expect(throttled(together(wall({ calls: 2 }), unansweredCalls('failed', 3)))).toBe(0);
    expect(throttled(together(wall({ calls: 2 }), failedAfter(24)))).toBe(1);
    expect(throttled(together(wall({ calls: 2 }), failedAfter(27)))).toBe(0);
  });

  it('is no failure of a server that is down, or so slow that it may be', () => {
    expect(throttled(failedAfter(3, 3))).toBe(0);
    expect(throttled(together(wall({ calls: 2, eachMs: 120 }), failedAfter(3)))).toBe(1);
    expect(throttled(together(wall({ calls: 2, eachMs: 130 }), failedAfter(3)))).toBe(0);
  });
});
