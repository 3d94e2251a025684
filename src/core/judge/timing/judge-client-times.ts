import { isContended } from '../contention.ts';
import { formatMs, formatRatio } from '../../format.ts';
import type { Invocation } from '../../invocation.ts';
import { mean } from '../../statistics.ts';
import { decideByLikelihood } from './decision.ts';
import { profileOf, type Profile } from './profile.ts';
import { seeWaves, type Waves } from './waves.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { decline, NOT_TOLD, type Verdict } from '../../verdict.ts';

/**
 * Judges a target that says nothing of itself: by when calls came back, against calls made alone.
 * Where service times hardly vary, waves are counted, and the number of workers follows from their
 * sizes (the classical occupancy problem: Feller, "An Introduction to Probability Theory and Its
 * Applications", volume 1, 1968). Where they do vary, every queue that might be there is
 * simulated and weighed (the synthetic likelihood: Wood, "Statistical inference for noisy nonlinear
 * ecological dynamic systems", 2010). Intervals are meant to hold the truth in 95 of 100 cases at least;
 * `npm run bench:verdict` shows how often they do.
 */
export function judgeFromClientTimes(timeline: Timeline, solo: readonly Invocation[]): Verdict {
  const profile = profileOf(timeline.answered, solo);
  if (profile.alone.length === 0) {
    return decline(
      'The target does not say when it served each call, and no warm solo call tells how long one takes.',
      'add calls to compare with: --solo 3',
    );
  }
  const waves = seeWaves(profile);
  if (waves !== undefined) return verdictOn(waves, profile);
  return profile.sentLate > 0 ? clientTooSlow(profile) : decideByLikelihood(profile);
}

function verdictOn(waves: Waves, profile: Profile): Verdict {
  switch (waves.seen) {
    case 'one-wave':
      return nobodyWaited(profile);
    case 'waves':
      return queued(waves, profile);
    case 'together':
      return together(waves, profile);
  }
}

/** Calls that left when others were back already never were in flight together with them. */
function nobodyWaited({ inFlight, durations, alone }: Profile): Verdict {
  const slowest = formatRatio((durations.at(-1) ?? 0) / (mean(alone) ?? 1));
  return {
    kind: 'overlapping',
    workers: { estimate: inFlight, low: inFlight, high: null },
    reasons: [
      `Nobody waited: the slowest of ${durations.length} calls took ${slowest} times as long as a call alone.`,
      NOT_TOLD,
    ],
  };
}

function queued(
  { workers, low, high, stepMs, sizes }: Waves & { seen: 'waves' },
  { calls }: Profile,
): Verdict {
  if (high === 1) {
    const staircase = `The calls came back one at a time, about ${formatMs(stepMs)} apart: each waited in a queue for the one before.`;
    return { kind: 'serial', workers: { estimate: 1, low: 1, high: 1 }, reasons: [staircase] };
  }
  return {
    kind: 'overlapping',
    workers: {
      estimate: Math.min(calls, workers),
      low,
      high: high >= calls ? null : high,
    },
    reasons: [waveWords(sizes, stepMs), NOT_TOLD],
  };
}

function waveWords(sizes: readonly number[], stepMs: number): string {
  const apart = `${formatMs(stepMs)} apart`;
  if (sizes.length === 1) {
    return `The calls came back in waves of ${sizes[0]}, about ${apart}: the others waited in a queue.`;
  }
  const first = sizes.slice(0, 6).join(', ') + (sizes.length > 6 ? ', ...' : '');
  const even = sizes.slice(1, -1).every((size) => size === sizes[0]);
  const why = even
    ? 'the others waited in a queue'
    : 'the workers have queues of their own, and the calls were spread over them unevenly';
  return `The calls came back in waves of ${first}, about ${apart}: ${why}.`;
}

function together(
  { workers, low, high }: Waves & { seen: 'together' },
  { durations, alone, calls }: Profile,
): Verdict {
  const times = formatRatio((durations.at(-1) ?? 0) / (mean(alone) ?? 1));
  if (!isContended(workers, calls)) {
    const price = `All calls came back together, the last after ${times} times the duration of a call alone: that is the price of so many, and no queue.`;
    return {
      kind: 'overlapping',
      workers: { estimate: calls, low, high: null },
      reasons: [price, NOT_TOLD],
    };
  }
  return {
    kind: 'contended',
    workers: { estimate: workers, low, high },
    reasons: [
      `All calls came back late together, after ${times} times the duration of a call alone: they share a core or a lock (processor sharing).`,
    ],
  };
}

function clientTooSlow({ sentLate, sentWithinMs, calls }: Profile): Verdict {
  return decline(
    `Sending took ${formatMs(sentWithinMs)}, and ${sentLate} of ${calls} calls left after the first answer had come: they were never all in flight together.`,
    'ask for longer calls (a slower route, or a longer delay), or send fewer with -n',
  );
}
