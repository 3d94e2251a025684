import { describe, expect, it } from 'vitest';
import { preferLimiter } from '../../../src/core/judge/limiter-bursts.ts';
import type { DecidedBurst } from '../../../src/core/judge/own-queues.ts';
import type { DecidedReason } from '../../../src/core/reason.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import { wall } from '../../helpers/runs/bursts.ts';

function judgedFor(low: number, reason: DecidedReason): DecidedBurst {
  return {
    timeline: buildTimeline(wall({ calls: 10 }), []),
    verdict: {
      kind: 'overlapping',
      workers: { estimate: low, low, high: null },
      reasons: [reason, { code: 'instance-unknown' }],
    },
  };
}

const stage = judgedFor(1, { code: 'serial-stage', stepMs: 200, soloMs: 300, capacity: 1.5 });
const limiter = judgedFor(6, { code: 'limiter', free: 6, stepMs: 200, perSecond: 5 });
const free = (calls: number): DecidedBurst =>
  judgedFor(calls, { code: 'no-call-waited', slowdown: 1 });

describe('a burst that looks like a serial stage', () => {
  it('is one of a limiter if another let more calls through at once', () => {
    const { verdict } = preferLimiter(stage, [limiter, stage]);
    expect(verdict).toEqual({
      kind: 'overlapping',
      workers: { estimate: 6, low: 6, high: null },
      reasons: [
        { code: 'limiter', free: 6, stepMs: 200, perSecond: 5 },
        { code: 'instance-unknown' },
      ],
    });
  });

  it('is one of a limiter if more calls than its capacity did not wait at all', () => {
    expect(preferLimiter(stage, [free(3)]).verdict.workers.low).toBe(3);
    expect(preferLimiter(stage, [free(2)])).toBe(stage);
    expect(preferLimiter(stage, [stage])).toBe(stage);
  });
});

describe('a burst that looks serial', () => {
  const serial: DecidedBurst = {
    ...stage,
    verdict: {
      kind: 'serial',
      workers: { estimate: 1, low: 1, high: 1 },
      reasons: [{ code: 'one-at-a-time', stepMs: 250 }],
    },
  };

  it('is one of a limiter if three calls of another did not wait', () => {
    expect(preferLimiter(serial, [free(3)]).verdict).toMatchObject({
      kind: 'overlapping',
      workers: { low: 3, high: null },
      reasons: [
        { code: 'limiter', free: 3, stepMs: 250, perSecond: 4 },
        { code: 'instance-unknown' },
      ],
    });
    expect(preferLimiter(serial, [free(2)])).toBe(serial);
  });
});

describe('any other burst', () => {
  it('stays as it is', () => {
    expect(preferLimiter(limiter, [free(10)])).toBe(limiter);
  });
});
