import type { Outcome, TimeChange, TimeDoubt } from './run-diff.ts';
import type { Shift } from './significance.ts';

/** Noise of this factor and more is as good as unknown. */
const HARDLY_KNOWN = 100;

/** Times within this factor are as good as equal: runs of an unchanged target differ by more. */
const NO_DIFFERENCE = 1.01;

/** How a time has changed, and what is doubtful about it. */
export function timeChange(shift: Shift, negligibleMs: number): TimeChange {
  const { before, after, times, outcome } = shift;
  const doubt = outcome === 'cannot-tell' ? { doubt: doubtOf(shift) } : {};
  if (isNoDifference(shift)) return { code: 'no-difference', ...doubt };
  if (outcome === 'same') return { code: 'within-noise' };
  const hasFactor = times !== undefined && Math.min(before, after) >= negligibleMs;
  return {
    code: after > before ? 'longer' : 'shorter',
    byMs: Math.abs(after - before),
    ...(hasFactor ? { times } : {}),
    ...doubt,
  };
}

function isNoDifference({
  before,
  after,
  times = Number.POSITIVE_INFINITY,
  outcome,
}: Shift): boolean {
  const isOpen = outcome === 'same' || outcome === 'cannot-tell';
  return isOpen && (before === after || times < NO_DIFFERENCE);
}

/** Sooner is better and later worse if both runs had the same load. */
export function timeOutcome({ outcome }: Shift, sameLoad: boolean): Outcome {
  if (outcome === 'same' || outcome === 'cannot-tell') return outcome;
  if (!sameLoad) return 'different';
  return outcome === 'shorter' ? 'better' : 'worse';
}

function doubtOf({ noiseTimes }: Shift): TimeDoubt {
  return noiseTimes === undefined || noiseTimes > HARDLY_KNOWN
    ? { code: 'too-few-bursts' }
    : { code: 'noise', times: noiseTimes };
}
