import { fisherExact, largest, smallest, sum } from '../statistics.ts';
import { isHanging, isPartlyRefused, type Timeline } from '../timeline/timeline.ts';
import type { Verdict } from '../verdict.ts';

interface WithTimeline {
  readonly timeline: Timeline;
}

/** Bursts of which no more than a few calls failed. */
export function servedWhole<Burst extends WithTimeline>(
  bursts: readonly Burst[],
): readonly Burst[] {
  return bursts.filter(({ timeline }) => !isPartlyRefused(timeline));
}

/** Strict, because many bursts are compared: calls that fail at random must not look like a limit. */
const SIGNIFICANT = 0.01;

/**
 * If calls of larger bursts were refused or failed, the limit is below their size, unless chance explains
 * why none of the smaller bursts failed (Fisher's exact test).
 */
export function capWhereRefused(
  verdict: Verdict,
  bursts: readonly WithTimeline[],
  soloServed: number,
): Verdict {
  const served = largest(servedWhole(bursts).map(({ timeline }) => timeline.calls)) ?? Infinity;
  const within = bursts.filter(({ timeline }) => timeline.calls <= served);
  const beyond = bursts.filter(
    ({ timeline }) => timeline.calls > served && isPartlyRefused(timeline),
  );
  const calls = smallest(beyond.map(({ timeline }) => timeline.calls));
  if (verdict.kind === 'inconclusive' || calls === undefined) return verdict;
  const { of, hits } = countFailures(within);
  const withSolo = { of: of + soloServed, hits };
  if (fisherExact(withSolo, countFailures(beyond)) > SIGNIFICANT) return verdict;
  const { workers, reasons } = verdict;
  if (workers.high !== null || workers.low >= calls) return verdict;
  return {
    ...verdict,
    workers: { ...workers, high: calls - 1 },
    reasons: [
      ...reasons.filter(({ code }) => code !== 'all-at-once'),
      {
        code: beyond.every(({ timeline }) => isHanging(timeline))
          ? 'hangs-beyond'
          : 'refused-beyond',
        calls,
      },
    ],
  };
}

function countFailures(bursts: readonly WithTimeline[]): { of: number; hits: number } {
  return {
    of: sum(bursts.map(({ timeline }) => timeline.calls)),
    hits: sum(bursts.map(({ timeline }) => timeline.failed)),
  };
}
