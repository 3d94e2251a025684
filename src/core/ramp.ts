import type { Timeline } from './timeline/timeline.ts';
import type { Verdict } from './verdict.ts';

/** A burst of a growing series, with its verdict. */
interface JudgedBurst {
  readonly timeline: Timeline;
  readonly verdict: Verdict;
}

/** Calls of the first burst of a growing series: two would show a queue, but hardly its pattern. */
export const FIRST_CALLS = 4;

/**
 * How many calls the next burst should have: twice as many until a limit shows, and then twice the limit,
 * since it is only exact once twice as many calls have met it. `undefined` if there is no more to learn.
 */
export function nextCalls({ timeline, verdict }: JudgedBurst, ceiling: number): number | undefined {
  const { calls, throttled } = timeline;
  if (calls >= ceiling || throttled > 0) return undefined;
  const doubled = Math.min(ceiling, 2 * calls);
  if (verdict.kind === 'inconclusive' || verdict.workers.high === null) return doubled;
  return calls < 2 * verdict.workers.estimate ? doubled : undefined;
}
