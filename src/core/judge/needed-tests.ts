import { defined } from '../defined.ts';
import { durationMs, type Invocation } from '../invocation.ts';
import type { Run } from '../run.ts';
import { largest, smallest } from '../statistics.ts';
import { judgedCalls } from '../timeline/first-byte.ts';
import { largestBursts, warmSolo } from '../timeline/timeline.ts';
import { mayBeBusyAfterAnswer } from './baseline.ts';
import { hasReason, type Verdict } from '../verdict.ts';
import { claimsLimit } from './second-size.ts';

/** What should be fired before a run is reported. */
export interface NeededTests {
  /** Calls of a burst that tests a claimed limit. */
  readonly secondSize?: number;
  /** Solo calls that test the baseline. */
  readonly soloAfter: number;
  /** How long to rest before each of them, ms. */
  readonly restMs: number;
}

/** Two show whether a solo call still takes as long as before. */
const SOLO_AFTER = 2;

/** Rest before a closing solo call, in solo calls: enough for a server that stays busy after it has answered. */
const REST = 2;

/** A longer rest is not worth the wait. */
const LONGEST_REST_MS = 5_000;

/** Burst calls below this share of the fastest solo call make the baseline doubtful. */
const DOUBTFUL = 0.8;

/**
 * Which tests a run needs: none if it claims no limit and its baseline is in no doubt. Calls of a burst should
 * end within `timeoutMs`.
 */
export function neededTests(
  { solo: fired, bursts, target }: Run,
  timeoutMs = Number.POSITIVE_INFINITY,
): NeededTests {
  const solo = judgedCalls(fired, target);
  const claims = largestBursts(bursts).some(({ timeline, verdict }) =>
    verdict.kind === 'inconclusive'
      ? hasReason(verdict, 'baseline-cold')
      : claimsLimit({ timeline, verdict }),
  );
  const limit = largest(bursts.map(({ verdict }) => queueLimit(verdict))) ?? 0;
  const sizes = new Set(bursts.map(({ timeline }) => timeline.calls));
  const calls = largest([...sizes]) ?? 0;
  const doubtful = mayBeBusyAfterAnswer(solo) || isDoubtful({ solo, bursts });
  const slowest = largest(warmSolo(solo).map(durationMs)) ?? 0;
  const restMs = Math.min(LONGEST_REST_MS, REST * slowest);
  if (!claims) return { soloAfter: doubtful ? SOLO_AFTER : 0, restMs };
  const mostInTime = mostCallsWithin(timeoutMs, bursts);
  const size = sizes.size === 1 ? secondSizeInTime(calls, { limit, mostInTime }) : undefined;
  return {
    ...defined({ secondSize: size }),
    soloAfter: SOLO_AFTER,
    restMs,
  };
}

/** Calls that are predicted to take no more than this share of the timeout end in time. */
const IN_TIME = 0.8;

/** How many calls of a burst end within the timeout, if they take as long as the slowest burst in proportion. */
function mostCallsWithin(timeoutMs: number, bursts: Run['bursts']): number {
  const each = bursts.map(({ timeline: { makespanMs = 0, calls } }) => makespanMs / calls);
  return (IN_TIME * timeoutMs) / (largest(each) ?? 0);
}

/** The most calls that a queue serves at a time, as far as a verdict claims a limit; 0 if it does not. */
function queueLimit(verdict: Verdict): number {
  const isQueue = verdict.kind !== 'inconclusive' && verdict.kind !== 'contended';
  return isQueue ? (verdict.workers.high ?? 0) : 0;
}

function isDoubtful({
  solo,
  bursts,
}: Pick<Run, 'bursts'> & { readonly solo: readonly Invocation[] }): boolean {
  const fastest = smallest(warmSolo(solo).map(durationMs));
  const all = bursts.flatMap(({ timeline }) => timeline.answered.map(durationMs));
  const fastestOfBursts = smallest(all);
  return (
    fastest !== undefined && fastestOfBursts !== undefined && fastestOfBursts < DOUBTFUL * fastest
  );
}

/** Below this many calls the second burst is larger, not smaller: half of a few shows nothing. */
const FEW_CALLS = 8;

/** The smallest second burst of few calls. */
const LEAST_LARGER = 8;

/** How many calls the burst that tests a limit has: half as many, or more if there were few. */
export function secondSize(calls: number, limit = 0): number {
  if (calls < FEW_CALLS) return Math.max(LEAST_LARGER, 2 * calls);
  const half = Math.ceil(calls / 2);
  // Of no more calls than the limit none would wait, so nothing could contradict it.
  if (half > limit) return half;
  const between = Math.ceil((limit + calls) / 2);
  return between < calls ? between : calls + half;
}

/**
 * The same if a burst of more calls than `mostInTime` would run into the timeout: half as many instead, which shows
 * less. `undefined` if that would show nothing.
 */
export function secondSizeInTime(
  calls: number,
  { limit, mostInTime }: { readonly limit: number; readonly mostInTime: number },
): number | undefined {
  const size = secondSize(calls, limit);
  if (size <= mostInTime) return size;
  const half = Math.ceil(calls / 2);
  return half > Math.max(1, limit) ? half : undefined;
}
