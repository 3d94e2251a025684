import type { Outcome, TimeChange } from './run-diff.ts';
import type { Shift } from './significance.ts';

/** Noise of this factor and more is as good as unknown. */
const HARDLY_KNOWN = 100;

/** How a time has changed, and what is doubtful about it. */
export function timeChange(shift: Shift, negligibleMs: number): TimeChange {
  const { before, after, times, outcome } = shift;
  if (outcome === 'same') return { code: 'within-noise' };
  const hasFactor = times !== undefined && Math.min(before, after) >= negligibleMs;
  return {
    code: after > before ? 'longer' : 'shorter',
    byMs: Math.abs(after - before),
    ...(hasFactor ? { times } : {}),
    ...(outcome === 'cannot-tell' ? { doubt: doubtOf(shift) } : {}),
  };
}

/** Sooner is better and later worse if both runs had the same load. */
export function timeOutcome({ outcome }: Shift, sameLoad: boolean): Outcome {
  if (outcome === 'same' || outcome === 'cannot-tell') return outcome;
  if (!sameLoad) return 'different';
  return outcome === 'shorter' ? 'better' : 'worse';
}

function doubtOf({
  noiseTimes,
}: Shift): NonNullable<Extract<TimeChange, { code: 'longer' | 'shorter' }>['doubt']> {
  return noiseTimes === undefined || noiseTimes > HARDLY_KNOWN
    ? { code: 'too-few-bursts' }
    : { code: 'noise', times: noiseTimes };
}
