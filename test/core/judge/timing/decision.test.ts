import { describe, expect, it } from 'vitest';
import { decideByLikelihood } from '../../../../src/core/judge/timing/decision.ts';
import { judgeFromClientTimes } from '../../../../src/core/judge/timing/judge-client-times.ts';
import { buildTimeline } from '../../../../src/core/timeline/timeline.ts';
import type { Verdict } from '../../../../src/core/verdict.ts';
import { profileOf } from '../../../helpers/runs/profiles.ts';
import {
  record,
  SLEEPING,
  uniformFrom,
  type Uniform,
  type VirtualServer,
} from '../../../helpers/runs/virtual-server.ts';

const VARYING: VirtualServer = { ...SLEEPING, service: { form: 'lognormal', cv: 0.5 } };

/** Eight calls at one worker, whose times vary. */
const oneWorker = (uniform: Uniform) => record(VARYING, { calls: 8, solo: 4, uniform });

/** Ten calls that share two cores. */
const twoCores = (uniform: Uniform) =>
  record({ ...VARYING, model: 'sharing', workers: 2 }, { calls: 10, solo: 4, uniform });

function judged(make: typeof oneWorker, seed: number): Verdict {
  const { solo, burst } = make(uniformFrom(seed));
  return judgeFromClientTimes(buildTimeline(burst, solo), { solo });
}

// These seeds were chosen for the probability of the kind.
describe('a verdict of times that vary', () => {
  it.each([
    { kind: 'serial', make: oneWorker, seed: 2, percent: 85 },
    { kind: 'serial', make: oneWorker, seed: 7, percent: 91 },
    { kind: 'contended', make: twoCores, seed: 3, percent: 89 },
    { kind: 'contended', make: twoCores, seed: 10, percent: 94 },
  ])('is not $kind if that is only $percent % probable', ({ kind, make, seed }) => {
    expect(judged(make, seed)).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'kinds-not-separable', kinds: [kind, 'overlapping'] }],
    });
  });

  it.each([
    { kind: 'serial', make: oneWorker, seed: 11, percent: 98 },
    { kind: 'contended', make: twoCores, seed: 4, percent: 96 },
  ])('is $kind if that is $percent % probable', ({ kind, make, seed }) => {
    expect(judged(make, seed).kind).toBe(kind);
  });
});

/** A limiter starts a call each 116 ms; a call takes 90 ms on average, give or take 30. */
const PACED = {
  solo: [58, 123, 116],
  durations: [
    120, 240, 366, 507, 574, 693, 836, 947, 1048, 1161, 1260, 1412, 1514, 1612, 1769, 1845, 1957,
    2088, 2196, 2343, 2416, 2581, 2697, 2819, 2913, 3028, 3132, 3263, 3372, 3545,
  ],
} as const;

describe('calls that a limiter starts at a steady pace', () => {
  it('are not serial though the pace is about a solo call: one worker would stray from it', () => {
    expect(decideByLikelihood(profileOf(PACED.durations, PACED.solo)).kind).not.toBe('serial');
  });
});

describe('calls that came back at about the pace of one worker', () => {
  it('are no sign of several at a time', () => {
    // One worker whose times vary as much as they are long.
    const burst = [
      5398, 2433, 4977, 3801, 1834, 1781, 79, 281, 5912, 5984, 4439, 4217, 5252, 3405, 1297, 6190,
    ];
    const { kind } = decideByLikelihood(profileOf(burst, [686, 1248, 730, 310, 417]));
    expect(kind).not.toBe('overlapping');
  });
});

describe('calls that came back in the order sent', () => {
  it.each([3, 11])('are serial even if their times alone leave it open (seed %i)', (seed) => {
    const { solo, burst } = oneWorker(uniformFrom(seed));
    const ends = burst.map(({ receivedAt }) => receivedAt ?? 0);
    // The same times, but the calls sent last are answered first.
    const turned = burst.map((call, nth) => ({ ...call, receivedAt: ends.at(-1 - nth) ?? 0 }));
    const kindOf = (calls: typeof burst) =>
      judgeFromClientTimes(buildTimeline(calls, solo), { solo }).kind;
    expect(kindOf(burst)).toBe('serial');
    expect(kindOf(turned)).not.toBe('serial');
  });
});
