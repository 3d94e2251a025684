import { durationMs } from '../invocation.ts';
import type { DecidedReason } from '../reason.ts';
import { median } from '../statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { decline, hullOf, type Decided, type Verdict, type Workers } from '../verdict.ts';
import { isInSendingOrder } from './send-order.ts';
import { isOneMoment } from './timing/patterns.ts';

// A limit that client times show is a prediction: a burst of another size bears it out, or does not.
// What the target itself reports about its handlers needs no such test.

export interface DecidedBurst {
  readonly timeline: Timeline;
  readonly verdict: Decided;
}

/** Below this many calls the second burst is larger, not smaller: half of a few shows nothing. */
const FEW_CALLS = 8;

/** The smallest second burst of few calls. */
const LEAST_LARGER = 8;

/** How many calls the burst that tests a limit has. */
export function secondSize(calls: number): number {
  return calls < FEW_CALLS ? Math.max(LEAST_LARGER, 2 * calls) : Math.ceil(calls / 2);
}

/** Whether a verdict claims a limit that only the client's times show. */
export function claimsLimit({ timeline, verdict }: DecidedBurst): boolean {
  const refused = verdict.reasons.some(({ code }) => code === 'refused-at-limit');
  if (timeline.handlers !== undefined || refused) return false;
  return verdict.kind === 'contended' || verdict.workers.high !== null;
}

/**
 * What is left of a verdict that claims a limit, after a burst of another size. Without one, only a queue
 * that gives calls back in the order sent keeps its limit.
 */
export function confirmLimit(burst: DecidedBurst, other: DecidedBurst | undefined): Verdict {
  if (!claimsLimit(burst)) return burst.verdict;
  if (other === undefined) return withoutSecondSize(burst);
  const { verdict } = burst;
  const noQueue = constantDelay(burst, other) ?? batchVerdict(burst, other);
  if (noQueue !== undefined) return noQueue;
  if (!agree(verdict.workers, other.verdict.workers)) return disagreeing(burst, other);
  const { workers } = verdict;
  const both = [workers, other.verdict.workers];
  // A smaller burst in which no call waited says nothing about the high end.
  const confirmed = other.verdict.workers.high === null ? workers : hullOf(both, workers.estimate);
  const reason: DecidedReason = { code: 'second-size', calls: other.timeline.calls };
  return { ...verdict, workers: confirmed, reasons: [...verdict.reasons, reason] };
}

/** A smaller burst in which none waited fits any limit that is not below it. */
function agree(one: Workers, other: Workers): boolean {
  const [high, otherHigh] = [one.high ?? Infinity, other.high ?? Infinity];
  return one.low <= otherHigh && other.low <= high;
}

function disagreeing({ timeline, verdict }: DecidedBurst, other: DecidedBurst): Verdict {
  const low = Math.min(verdict.workers.low, other.verdict.workers.low);
  const calls = timeline.calls;
  const otherCalls = other.timeline.calls;
  if (low === 1) {
    return decline(
      { code: 'sizes-disagree', calls, otherCalls },
      { code: 'more-bursts', bursts: 5 },
    );
  }
  const { high } = other.verdict.workers;
  return {
    kind: verdict.kind === 'contended' ? 'overlapping' : verdict.kind,
    workers: { estimate: low, low, high: null },
    reasons: [
      ...verdict.reasons,
      {
        code: 'other-size-differs',
        calls: otherCalls,
        other: { low: other.verdict.workers.low, high },
      },
    ],
  };
}

/** Serial calls come back at equal steps of a solo call, which neither a delay nor a pause makes; fewer may by chance. */
const FEWEST_SERIAL_CALLS = 5;

function withoutSecondSize({ timeline, verdict }: DecidedBurst): Verdict {
  const { workers, reasons } = verdict;
  const { calls, soloMs = 0 } = timeline;
  if (verdict.kind === 'serial') {
    const steady = reasons.some(({ code }) => code === 'one-at-a-time');
    if (steady && calls >= FEWEST_SERIAL_CALLS) return verdict;
    const spread = { least: soloMs, most: soloMs };
    return decline(
      { code: 'kinds-not-separable', kinds: ['serial', 'overlapping'], soloMs: spread },
      { code: 'another-size' },
    );
  }
  const slowdown = reasons.flatMap((one) => (one.code === 'late-together' ? one.slowdown : []))[0];
  if (slowdown !== undefined) {
    return decline({ code: 'one-size-only', calls, slowdown }, { code: 'another-size' });
  }
  if (verdict.kind === 'contended' || workers.high === null) return verdict;
  // With a queue for each worker, one that got no connection cannot be seen.
  const ownQueues = reasons.some((one) => one.code === 'waves' && one.queues === 'own');
  if (!ownQueues && isInSendingOrder(timeline, workers.low)) return verdict;
  return {
    ...verdict,
    workers: { ...workers, high: null },
    reasons: [...reasons, { code: 'limit-unconfirmed', low: workers.low, high: workers.high }],
  };
}

/** Delays of two sizes are the same within this share. */
const SAME_DELAY = 0.25;

/** A delay of less than this share of a solo call is overhead. */
const LEAST_DELAY = 0.2;

/** Calls that take longer by the same time whatever the size of the burst are delayed, not queued. */
function constantDelay(burst: DecidedBurst, other: DecidedBurst): Verdict | undefined {
  const [delayMs, otherMs] = [typicalDelayMs(burst), typicalDelayMs(other)];
  const { soloMs = 0, calls } = burst.timeline;
  if (delayMs === undefined || otherMs === undefined || burst.verdict.kind !== 'contended') {
    return undefined;
  }
  const same = Math.abs(delayMs - otherMs) < SAME_DELAY * Math.max(delayMs, otherMs);
  if (!same || delayMs < LEAST_DELAY * soloMs) return undefined;
  return {
    kind: 'overlapping',
    workers: { estimate: calls, low: calls, high: null },
    reasons: [{ code: 'constant-delay', delayMs, calls }, { code: 'instance-unknown' }],
  };
}

function typicalDelayMs({ timeline }: DecidedBurst): number | undefined {
  const typical = median(timeline.answered.map(durationMs));
  return typical === undefined || timeline.soloMs === undefined
    ? undefined
    : typical - timeline.soloMs;
}

/** A batch has at least this many calls. */
const LEAST_BATCH = 3;

/** Answers in groups at one moment that come later with more calls are batches, not sharing. */
function batchVerdict(burst: DecidedBurst, other: DecidedBurst): Verdict | undefined {
  if (burst.verdict.kind !== 'contended') return undefined;
  const [small, large] =
    burst.timeline.calls < other.timeline.calls ? [burst, other] : [other, burst];
  if (!comesInGroups(small.timeline) || !comesInGroups(large.timeline)) return undefined;
  const [sooner = 0, later = 0] = [typicalDelayMs(small), typicalDelayMs(large)];
  if (later <= sooner) return undefined;
  return decline(
    { code: 'batches', calls: large.timeline.calls, otherCalls: small.timeline.calls },
    { code: 'inspect-answers' },
  );
}

/** Whether each call came back at the same moment as others, but for the rest of the last batch. */
function comesInGroups({ answered, soloMs = 0 }: Timeline): boolean {
  const durations = answered.map(durationMs).toSorted((a, b) => a - b);
  const [first] = durations;
  if (first === undefined || first <= soloMs) return false;
  const sizes = momentsOf(durations).map((group) => group.length);
  const full = sizes.length > 1 ? sizes.slice(0, -1) : sizes;
  return full.every((size) => size >= LEAST_BATCH);
}

/** Sorted durations, in groups that came back at one moment. */
function momentsOf(durations: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (const ms of durations) {
    const last = groups.at(-1);
    const [start = ms] = last ?? [];
    if (last !== undefined && isOneMoment({ durations: [start, ms] })) last.push(ms);
    else groups.push([ms]);
  }
  return groups;
}
