import { moreBursts } from '../remedy.ts';
import { durationMs } from '../invocation.ts';
import type { DecidedReason } from '../reason.ts';
import { largest, smallest } from '../statistics.ts';
import {
  decline,
  hasReason,
  hullOf,
  leaveOpen,
  type Decided,
  type Verdict,
  type Workers,
} from '../verdict.ts';
import { grewFrom } from './combine-bursts.ts';
import { typicalDelayMs, typicalMs } from './batches.ts';
import { queueMayHide, queuesOf, workersMayLack, type DecidedBurst } from './own-queues.ts';
import { isInSendingOrder } from './send-order.ts';

// A limit that client times show is a prediction: a burst of another size bears it out, or does not.
// What the target itself reports about its handlers needs no such test.

/** Whether a verdict claims a limit that only the client's times show. */
export function claimsLimit({ timeline, verdict }: DecidedBurst): boolean {
  const refused = hasReason(verdict, 'refused-at-limit');
  if (timeline.handlers !== undefined || refused) return false;
  return verdict.kind === 'contended' || verdict.workers.high !== null;
}

/**
 * What is left of a verdict that claims a limit, after a burst of another size. Without one, only a queue
 * that gives calls back in the order sent keeps its limit. Whether the other burst came earlier decides if a
 * pool may have grown.
 */
export function confirmLimit(
  burst: DecidedBurst,
  other: DecidedBurst | undefined,
  isEarlier = false,
): Verdict {
  if (!claimsLimit(burst)) return burst.verdict;
  if (other === undefined) return withoutSecondSize(burst);
  const noQueue = constantDelay(burst, other) ?? notShared(burst, other);
  if (noQueue !== undefined) return noQueue;
  const { verdict } = burst;
  if (!agree(verdict.workers, other)) {
    const difference = (isEarlier ? growth(verdict, other) : undefined) ?? differs(other);
    return disagreeing(burst, other, difference);
  }
  return canConfirm(burst, other) ? confirmed(burst, other) : withoutSecondSize(burst);
}

function confirmed(burst: DecidedBurst, other: DecidedBurst): Verdict {
  const hidden = queueMayHide(burst, other) ?? workersMayLack(burst, other);
  if (hidden !== undefined) return hidden;
  const { verdict } = burst;
  const { workers } = verdict;
  const both = [workers, other.verdict.workers];
  // A smaller burst in which no call waited says nothing about the high end.
  const hull = other.verdict.workers.high === null ? workers : hullOf(both, workers.estimate);
  const reason: DecidedReason = { code: 'second-size', calls: other.timeline.calls };
  return { ...verdict, workers: hull, reasons: [...verdict.reasons, reason] };
}

/**
 * Whether a burst could have contradicted the limit: if it has more calls than that, it has to show a limit,
 * too, and of the same kind. Few calls on several cores hardly slow each other.
 */
function canConfirm(
  { verdict }: DecidedBurst,
  { timeline, verdict: other }: DecidedBurst,
): boolean {
  const limit = verdict.workers.high ?? Infinity;
  if (verdict.kind === 'contended') {
    return other.kind === 'contended' || timeline.calls <= 2 * limit;
  }
  return timeline.calls <= limit || (other.workers.high !== null && other.kind === verdict.kind);
}

/** Reasons that name a pace, which shows no number of workers. */
const PACES: readonly DecidedReason['code'][] = ['serial-stage', 'limiter', 'groups'];

/**
 * A smaller burst in which none waited fits any limit that is not below it. One in which calls waited although
 * there are no more of them than workers fits none, and neither does one with another pace.
 */
function agree({ low, high }: Workers, { timeline, verdict }: DecidedBurst): boolean {
  const { workers } = verdict;
  const waited = workers.low < timeline.calls && hasReason(verdict, 'waves');
  if ((waited && timeline.calls <= low) || hasReason(verdict, ...PACES)) return false;
  return low <= (workers.high ?? Infinity) && workers.low <= (high ?? Infinity);
}

function disagreeing(
  { timeline, verdict }: DecidedBurst,
  other: DecidedBurst,
  difference: DecidedReason,
): Verdict {
  const low = Math.min(verdict.workers.low, other.verdict.workers.low);
  const calls = timeline.calls;
  const otherCalls = other.timeline.calls;
  // A kind that another size does not show is no ground for a number.
  if (low === 1 || verdict.kind !== other.verdict.kind) {
    return decline({ code: 'sizes-disagree', calls, otherCalls }, moreBursts(1));
  }
  return {
    ...verdict,
    workers: { estimate: low, low, high: null },
    reasons: [...verdict.reasons, difference],
  };
}

/** Leaves the limit of a pool open that is larger than smaller bursts before showed: it may go on growing. */
export function openIfGrown(verdict: Verdict, smaller: readonly DecidedBurst[]): Verdict {
  if (verdict.kind === 'inconclusive' || verdict.kind === 'contended') return verdict;
  const [grown] = smaller.flatMap((burst) => growth(verdict, burst) ?? []);
  if (grown === undefined || verdict.workers.high === null) return verdict;
  const reasons = verdict.reasons.filter(({ code }) => code !== 'interval-of-all-bursts');
  return leaveOpen({ ...verdict, reasons }, grown);
}

/** That the pool grew since a smaller burst, which had enough calls to reach its limit. */
function growth(
  { workers }: Decided,
  { timeline, verdict }: DecidedBurst,
): DecidedReason | undefined {
  const { high } = verdict.workers;
  const hadEnough = high !== null && timeline.calls >= 2 * high;
  return hadEnough ? grewFrom(verdict.workers, workers) : undefined;
}

function differs({ timeline, verdict }: DecidedBurst): DecidedReason {
  const { low, high } = verdict.workers;
  return { code: 'other-size-differs', calls: timeline.calls, other: { low, high } };
}

/** Serial calls come back at equal steps of a solo call, which neither a delay nor a pause makes; fewer may by chance. */
const FEWEST_SERIAL_CALLS = 5;

function withoutSecondSize(burst: DecidedBurst): Verdict {
  const { timeline, verdict } = burst;
  const { workers, reasons } = verdict;
  const { calls, soloMs = 0 } = timeline;
  if (verdict.kind === 'serial') {
    const steady = hasReason(verdict, 'one-at-a-time');
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
  if (queuesOf(burst) !== 'own' && isInSendingOrder(timeline, workers.low)) return verdict;
  const { low, high } = workers;
  return leaveOpen(verdict, { code: 'limit-unconfirmed', low, high });
}

/** Delays of two sizes are the same within this share. */
const SAME_DELAY = 0.25;

/** A delay of less than this share of a solo call is overhead. */
const LEAST_DELAY = 0.2;

/** Calls that take longer by the same time whatever the size of the burst are delayed, not queued. */
function constantDelay(burst: DecidedBurst, other: DecidedBurst): Verdict | undefined {
  const [delayMs, otherMs] = [typicalDelayMs(burst.timeline), typicalDelayMs(other.timeline)];
  const { soloMs = 0, calls } = burst.timeline;
  if (delayMs === undefined || otherMs === undefined || burst.verdict.kind !== 'contended') {
    return undefined;
  }
  const [slowestMs = 0, otherSlowestMs = 0] = [burst, other].map(({ timeline }) =>
    largest(timeline.answered.map(durationMs)),
  );
  // A second group of calls that waited longer still is no constant delay.
  const same = isSame(delayMs, otherMs) && isSame(slowestMs - soloMs, otherSlowestMs - soloMs);
  if (!same || !areDelayed([burst, other], delayMs)) return undefined;
  return {
    kind: 'overlapping',
    workers: { estimate: calls, low: calls, high: null },
    reasons: [{ code: 'constant-delay', delayMs, calls }, { code: 'instance-unknown' }],
  };
}

/**
 * Declines if calls that seem to share something take hardly longer when there are more of them. If they share
 * it, their time is in proportion to their number. The threshold lies half-way, on a logarithmic scale, between
 * that and a constant delay.
 */
function notShared(burst: DecidedBurst, other: DecidedBurst): Verdict | undefined {
  if (burst.verdict.kind !== 'contended' || other.verdict.kind !== 'contended') return undefined;
  const bursts = [burst.timeline, other.timeline];
  const [small, large] = bursts.toSorted((a, b) => a.calls - b.calls);
  if (small === undefined || large === undefined) return undefined;
  const [sooner = 0, later = 0] = [typicalMs(small), typicalMs(large)];
  if (later >= sooner * Math.sqrt(large.calls / small.calls)) return undefined;
  const { calls } = burst.timeline;
  const { calls: otherCalls } = other.timeline;
  return decline({ code: 'sizes-disagree', calls, otherCalls }, moreBursts(1));
}

/** What a delay of one length may vary by, as a share of it, and a call as a share of a solo one. */
const STEADY = { delay: 0.1, call: 0.2 };

/** Whether all calls took longer by this time. Those that share cores on a busy machine do not. */
function areDelayed(bursts: readonly DecidedBurst[], delayMs: number): boolean {
  return bursts.every(({ timeline: { answered, soloMs = 0 } }) => {
    const times = answered.map(durationMs);
    const spreadMs = (largest(times) ?? 0) - (smallest(times) ?? 0);
    const isSteady = spreadMs <= STEADY.delay * delayMs + STEADY.call * soloMs;
    return isSteady && delayMs >= LEAST_DELAY * soloMs;
  });
}

function isSame(delayMs: number, otherMs: number): boolean {
  return Math.abs(delayMs - otherMs) < SAME_DELAY * Math.max(delayMs, otherMs);
}
