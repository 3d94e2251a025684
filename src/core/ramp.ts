import type { Timeline } from './timeline/timeline.ts';
import type { Verdict } from './verdict.ts';

/** What one burst of a growing series has shown. */
interface Shown {
  readonly timeline: Timeline;
  readonly verdict: Verdict;
}

/** The first burst of a growing series: two calls would show a queue, but hardly its pattern. */
export const FIRST_CALLS = 4;

/**
 * How many calls the next burst should have: twice as many until a limit shows, then, since a limit
 * is only exact once twice as many calls have met it, that many. `undefined` where there is no more
 * to be learnt.
 */
export function nextCalls({ timeline, verdict }: Shown, ceiling: number): number | undefined {
  const { calls, throttled } = timeline;
  if (calls >= ceiling || throttled > 0) return undefined;
  const doubled = Math.min(ceiling, 2 * calls);
  if (verdict.kind === 'inconclusive' || verdict.workers.high === null) return doubled;
  return calls < 2 * verdict.workers.estimate ? doubled : undefined;
}
