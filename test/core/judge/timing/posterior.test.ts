import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../src/core/judge/timing/likelihood.ts';
import { weigh, type Weighed } from '../../../../src/core/judge/timing/posterior.ts';
import type { Model } from '../../../../src/core/judge/timing/queue-models.ts';
import { sum } from '../../../../src/core/statistics.ts';

const CALLS = 20;
const EFFORT = { coarse: 1, fine: 2 };

/** Weighs by the priors and this log likelihood alone. */
const weighed = (logLikelihood: (candidate: Candidate) => number = () => 0): readonly Weighed[] =>
  weigh(CALLS, logLikelihood, { effort: EFFORT, evidence: () => 0 });

const probabilityOf = (members: readonly Weighed[]): number =>
  sum(members.map(({ probability }) => probability));

const isLimited = ({ workers, upTo }: Weighed): boolean => workers < CALLS && Number.isFinite(upTo);

/** The ranges of workers of a model that has a limit, and how much of their logarithms these span. */
function limited(model: Model) {
  const members = weighed().filter(
    (one) => one.model === model && (model !== 'shared' || isLimited(one)),
  );
  const span = sum(members.map(({ workers, upTo }) => Math.log((upTo + 0.5) / (workers - 0.5))));
  return { members, density: probabilityOf(members) / span };
}

describe('before anything is measured', () => {
  it.each([
    ['own', 0.35],
    ['pools', 0.25],
    ['sharing', 1],
    ['paced', 0.35],
  ] as const)('%s is as probable as a shared queue, times %d', (model, times) => {
    expect(limited(model).density / limited('shared').density).toBeCloseTo(times, 9);
  });

  it('no limit is as probable as all limits of a shared queue within a factor e^2', () => {
    const unlimited = weighed().filter(({ upTo }) => upTo === Number.POSITIVE_INFINITY);
    expect(unlimited).toMatchObject([{ model: 'shared', workers: CALLS }]);
    expect(probabilityOf(unlimited) / limited('shared').density).toBeCloseTo(2, 9);
  });
});

/** The numbers of workers of a shared queue that are simulated with this effort. */
function tried(effort: number): number[] {
  const workers = new Set<number>();
  weigh(
    CALLS,
    (candidate, simulations) => {
      if (candidate.model === 'shared' && simulations === effort) workers.add(candidate.workers);
      return 0;
    },
    { effort: EFFORT, evidence: () => 0 },
  );
  return [...workers];
}

describe('what is tried', () => {
  it('is first one number of workers within a factor of 1.6', () => {
    expect(tried(EFFORT.coarse)).toEqual([1, 2, 5, 9, 15, Number.POSITIVE_INFINITY]);
  });

  it('is then one within a factor of 1.15', () => {
    expect(tried(EFFORT.fine)).toEqual([
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      9,
      11,
      12,
      15,
      18,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it.each([
    ['within e^7 of the best', 6.9, true],
    ['less', 7.1, false],
  ])('depends on the first likelihood: %s', (_, below, isKept) => {
    // No limit, compared with a queue for one worker: each has a single range, so its prior is known.
    const [unlimited, one] = [Math.log(2), Math.log(Math.log(3))];
    const kept = weighed(({ workers }) => {
      if (workers === Number.POSITIVE_INFINITY) return -below - unlimited;
      return workers === 1 ? -one : Number.NEGATIVE_INFINITY;
    });
    expect(kept.some(({ upTo }) => upTo === Number.POSITIVE_INFINITY)).toBe(isKept);
  });
});
