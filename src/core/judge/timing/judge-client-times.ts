import { moreCalls } from '../../remedy.ts';
import { isNonEmpty, largest, median, smallest } from '../../statistics.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { decline, type Verdict } from '../../verdict.ts';
import type { Baseline } from '../judge-burst.ts';
import { isContended } from '../contention.ts';
import { decideByLikelihood } from './decision.ts';
import { guardModel } from './guards.ts';
import { findPattern } from './patterns.ts';
import { buildProfile, soloDurations, soloOverheadMs, type Profile } from './profile.ts';
import { judgeSerialWithoutSolo } from './without-solo.ts';
import { findWaves, type Waves } from './waves.ts';

/**
 * Judges a target that reports nothing about itself: by when calls came back, compared with solo
 * calls. If service times hardly vary, waves are counted, and the number of workers follows from their
 * sizes (the classical occupancy problem: Feller, "An Introduction to Probability Theory and Its
 * Applications", volume 1, 1968). If they do vary, every plausible queue is simulated and weighed (the
 * synthetic likelihood: Wood, "Statistical inference for noisy nonlinear ecological dynamic systems",
 * 2010). Intervals are meant to hold the truth in at least 95 of 100 cases; `npm run bench:verdict`
 * shows how often they do.
 */
export function judgeFromClientTimes(
  { answered }: Pick<Timeline, 'answered'>,
  { solo, busyAfterMs = 0 }: Baseline,
): Verdict {
  const durations = soloDurations(solo);
  if (!isNonEmpty(durations) || !isNonEmpty(answered)) {
    const serial = isNonEmpty(answered) && judgeSerialWithoutSolo(answered);
    return serial || decline({ code: 'no-baseline' }, { code: 'add-solo-calls', solo: 3 });
  }
  const outsideMs = soloOverheadMs(solo);
  const verdict = judgeProfile(buildProfile(answered, durations, { outsideMs, busyAfterMs }));
  if (verdict.kind === 'inconclusive' || busyAfterMs === 0) return verdict;
  // A limiter that starts a call at each tick gives the same times.
  if (verdict.kind === 'serial') {
    return decline({ code: 'busy-or-limited', busyAfterMs }, { code: 'look-after-answers' });
  }
  return { ...verdict, reasons: [...verdict.reasons, { code: 'busy-after-answer', busyAfterMs }] };
}

function judgeProfile(profile: Profile): Verdict {
  const pattern = findPattern(profile);
  if (pattern !== undefined) return pattern;
  return guardModel(judgeQueue(profile), profile);
}

function judgeQueue(profile: Profile): Verdict {
  const waves = findWaves(profile);
  if (waves !== undefined) return judgeWaves(waves, profile);
  return profile.sentLate > 0 ? clientTooSlow(profile) : decideByLikelihood(profile);
}

function judgeWaves(waves: Waves, profile: Profile): Verdict {
  switch (waves.seen) {
    case 'one-wave':
      return noCallWaited(profile);
    case 'waves':
      return queued(waves, profile);
    case 'together':
      return lateTogether(waves, profile);
  }
}

/** Calls sent only after the first answers were never in flight together with them. */
function noCallWaited(profile: Profile): Verdict {
  const { inFlight } = profile;
  return {
    kind: 'overlapping',
    workers: { estimate: inFlight, low: inFlight, high: null },
    reasons: [
      { code: 'no-call-waited', slowdown: slowestSlowdown(profile) },
      { code: 'instance-unknown' },
    ],
  };
}

function queued(
  { workers, low, high, stepMs, sizes }: Waves & { seen: 'waves' },
  { calls, solo }: Profile,
): Verdict {
  if (high === 1) {
    return {
      kind: 'serial',
      workers: { estimate: 1, low: 1, high: 1 },
      reasons: [{ code: 'one-at-a-time', stepMs }],
    };
  }
  if (workers === 1) {
    const soloMs = { least: smallest(solo), most: largest(solo) };
    return decline(
      { code: 'kinds-not-separable', kinds: ['serial', 'overlapping'], soloMs },
      moreCalls(calls, 4 * calls),
    );
  }
  return {
    kind: 'overlapping',
    workers: {
      estimate: Math.min(calls, workers),
      low,
      high: high >= calls ? null : high,
    },
    reasons: [
      { code: 'waves', sizes, stepMs, queues: hasOneQueue(sizes) ? 'shared' : 'own' },
      { code: 'instance-unknown' },
    ],
  };
}

/** Waves of one size, but for the last, come from one queue. */
function hasOneQueue(sizes: readonly number[]): boolean {
  return sizes.slice(1, -1).every((size) => size === sizes[0]);
}

function lateTogether(
  { workers, low, high }: Waves & { seen: 'together' },
  profile: Profile,
): Verdict {
  const { calls } = profile;
  const slowdown = slowestSlowdown(profile);
  if (!isContended(workers, calls)) {
    return {
      kind: 'overlapping',
      workers: { estimate: calls, low, high: null },
      reasons: [{ code: 'burst-overhead', slowdown }, { code: 'instance-unknown' }],
    };
  }
  return {
    kind: 'contended',
    workers: { estimate: workers, low, high },
    reasons: [{ code: 'late-together', slowdown }],
  };
}

/** How many times longer the slowest call took than a solo call. */
function slowestSlowdown({ slowest, solo }: Profile): number {
  return slowest / median(solo);
}

function clientTooSlow({ sentLate, sentWithinMs, calls }: Profile): Verdict {
  return decline(
    { code: 'client-too-slow', sentWithinMs, late: sentLate, calls },
    { code: 'longer-or-fewer-calls' },
  );
}
