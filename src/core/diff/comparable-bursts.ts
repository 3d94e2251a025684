import type { Burst, Run } from '../run.ts';
import { largest, median } from '../statistics.ts';
import { largestBursts } from '../timeline/timeline.ts';
import { ofBoth, type Pair } from './run-diff.ts';

/** Bursts of two runs that may be compared. */
export interface ComparableBursts extends Pair<readonly Burst[]> {
  /** `unlike` if one run has only cold bursts and the other none. */
  readonly temperature: 'warm' | 'cold' | 'unknown' | 'unlike';
}

/**
 * Picks warm bursts of both runs or, if there are none, cold ones: those of the largest size that both have,
 * or the largest of each. If a run does not say what was cold, all of its bursts count: if the first reached
 * cold instances, the run looks noisy, and nothing is claimed wrongly.
 */
export function comparableBursts(runs: Pair<Run>): ComparableBursts {
  const all = ofOneSize(ofBoth(runs, ({ bursts }) => bursts.filter(isAnswered)));
  const warm = ofBoth(all, (bursts) =>
    bursts.filter(({ timeline }) => timeline.temperature?.cold === 0),
  );
  if (both(warm)) return { ...warm, temperature: 'warm' };
  const cold = ofBoth(all, (bursts) =>
    bursts.filter(({ timeline }) => Number(timeline.temperature?.cold) > 0),
  );
  if (both(cold)) return { ...cold, temperature: 'cold' };
  const known = ofBoth(all, (bursts) =>
    bursts.some(({ timeline }) => timeline.temperature !== undefined),
  );
  if (known.before && known.after) return { ...all, temperature: 'unlike' };
  return {
    before: warm.before.length > 0 ? warm.before : all.before,
    after: warm.after.length > 0 ? warm.after : all.after,
    temperature: 'unknown',
  };
}

function isAnswered({ timeline }: Burst): boolean {
  return timeline.answered.length > 0;
}

/** Picks bursts of one size: a burst that tests a limit is of another size, and not every run has one. */
function ofOneSize(answered: Pair<readonly Burst[]>): Pair<readonly Burst[]> {
  const sizes = ofBoth(answered, (bursts) => bursts.map(({ timeline }) => timeline.calls));
  const calls = largest(sizes.before.filter((size) => sizes.after.includes(size)));
  if (calls === undefined) return ofBoth(answered, largestBursts);
  return ofBoth(answered, (bursts) => bursts.filter(({ timeline }) => timeline.calls === calls));
}

/** How many calls the largest burst has. */
export function callsOf(bursts: readonly Burst[]): number {
  return largest(bursts.map(({ timeline }) => timeline.calls)) ?? 0;
}

/** How many calls were typically answered. */
export function answeredOf(bursts: readonly Burst[]): number {
  return median(bursts.map(({ timeline }) => timeline.answered.length)) ?? 0;
}

function both(bursts: Pair<readonly Burst[]>): boolean {
  return bursts.before.length > 0 && bursts.after.length > 0;
}
