import type { JudgedBurst } from './judge/run-verdict.ts';
import type { Reason } from './reason.ts';
import { hasReason, type Verdict } from './verdict.ts';

/** Calls of the first burst of a growing series: two would show a queue, but hardly its pattern. */
export const FIRST_CALLS = 4;

/** A limit that fewer calls show may be chance: with a queue for each of 3 workers, 4 calls come back in even waves of 2 in 22 % of bursts. */
const LEAST_CALLS = 16;

/**
 * How many calls the next burst should have: twice as many until a limit shows, and then twice the limit,
 * since it is only exact once twice as many calls have reached it. `undefined` if there is no more to learn, as
 * when neither this burst nor the one before shows a verdict: more load would hardly help.
 */
export function nextCalls(
  { timeline, verdict }: JudgedBurst,
  ceiling: number,
  before?: JudgedBurst,
): number | undefined {
  const { calls, throttled } = timeline;
  if (calls >= ceiling || throttled > 0) return undefined;
  const doubled = Math.min(ceiling, 2 * calls);
  if (
    calls >= LEAST_CALLS &&
    (areUndecided(before?.verdict, verdict) || hasReason(verdict, ...PACED))
  ) {
    return undefined;
  }
  if (verdict.kind === 'inconclusive' || verdict.workers.high === null) return doubled;
  return calls < Math.max(LEAST_CALLS, 2 * verdict.workers.estimate) ? doubled : undefined;
}

function areUndecided(...verdicts: readonly (Verdict | undefined)[]): boolean {
  return verdicts.every((verdict) => verdict?.kind === 'inconclusive');
}

/** Reasons that no larger burst changes. */
const PACED: readonly Reason['code'][] = ['serial-stage', 'limiter', 'paced', 'other-work'];

/**
 * Between a size that was served and one of which every call was refused: the size to try next, until
 * they are neighbors. `undefined` then.
 */
export function betweenServedAndRefused(served: number, refused: number): number | undefined {
  const next = Math.floor((served + refused) / 2);
  return next > served ? next : undefined;
}
