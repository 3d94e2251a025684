import { durationMs } from '../invocation.ts';
import { defined } from '../defined.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { hasReason, type Verdict } from '../verdict.ts';
import type { DiagnosedRun } from './evidence.ts';
import type { JudgedProbe } from './probes.ts';

// A rate limiter saves up free calls during a rest, so a burst after one finds more of them than a burst right
// after another. A lock or a pool lets through the same number each time.

/** How long to rest, ms: most limiters let at least one call through per second. */
export const PAUSE_MS = 2_000;

/** What a rest gave back. */
export interface Refill {
  /** The calls of the burst after the rest, and how many of them did not wait. */
  readonly calls: number;
  readonly atOnce: number;
  /** How many did not wait in a burst right after another. */
  readonly before: number;
  /** About how many calls per second were let through between the two; absent if unknown. */
  readonly perSecond?: number;
}

/** Whether a rate limiter may hold up calls: some are refused, or a handful is free. */
export function mayBeRateLimited(verdict: Verdict, { throttled }: Timeline): boolean {
  return throttled > 0 || hasReason(verdict, 'limiter', 'limiter-or-queue');
}

/** One more call may be chance, such as a slot that became free early; of many calls, so may a third more. */
const MORE = { calls: 2, times: 1.5 };

/** A call that didn't wait takes less than this many solo calls; the second call at a lock takes two. */
const PROMPT = 1.5;

/** If sending takes longer than this share of a solo call, places become free before the last call is sent. */
const SENT_TOGETHER = 0.5;

/**
 * What a rest gave back; `undefined` unless one burst let fewer calls through than the one before it, and the
 * burst after the rest let more through again. A server that warms up or scales never lets fewer through.
 */
export function refillOf(run: DiagnosedRun): Refill | undefined {
  const rested = run.probes?.find(({ fired }) => fired.probe === 'after-pause');
  const atOnce = rested && freeCalls(rested.timeline);
  if (rested === undefined || atOnce === undefined) return undefined;
  for (const { earlier, later } of [...pairsOf(run.bursts), ...pairAfter(rested, run)]) {
    const [first, before] = [freeCalls(earlier.timeline), freeCalls(later.timeline)];
    // A burst whose calls are all free says nothing of a limit.
    if (before === undefined || before === later.timeline.calls) continue;
    if (!isMore(first, before) || !isMore(atOnce, before)) continue;
    const perSecond = refusedPace(earlier, later);
    const { calls } = rested.timeline;
    return { calls, atOnce, before, ...defined({ perSecond }) };
  }
  return undefined;
}

/** A burst, and when it was released: ms since 1970. */
interface TimedBurst {
  readonly timeline: Timeline;
  readonly epoch?: number | undefined;
}

/** Two bursts, one right after the other. */
interface Pair {
  readonly earlier: TimedBurst;
  readonly later: TimedBurst;
}

function pairsOf(bursts: DiagnosedRun['bursts']): Pair[] {
  return bursts.flatMap((later, index) => {
    const earlier = bursts[index - 1];
    return earlier === undefined ? [] : [{ earlier, later }];
  });
}

/**
 * The burst after the rest, and the calls from other addresses that follow it, if some are refused: only a limit
 * that all addresses share refuses those. If none is served, the server may reject these addresses.
 */
function pairAfter({ fired, timeline }: JudgedProbe, { probes = [] }: DiagnosedRun): Pair[] {
  const next = probes.find((one) => one.fired.probe === 'other-sources');
  if (next === undefined || next.timeline.throttled === 0) return [];
  if (next.timeline.answered.length === 0) return [];
  return [
    {
      earlier: { timeline, epoch: fired.epoch },
      later: { timeline: next.timeline, epoch: next.fired.epoch },
    },
  ];
}

function isMore(calls: number | undefined, before: number): boolean {
  return calls !== undefined && calls >= before + MORE.calls && calls >= MORE.times * before;
}

/** How many calls of a burst didn't wait; `undefined` if that can't be known. */
function freeCalls({
  answered,
  throttled,
  failed,
  soloMs,
  sentWithinMs,
  stalled,
}: Timeline): number | undefined {
  if (soloMs === undefined || failed > 0 || stalled !== undefined) return undefined;
  if (throttled === 0) return answered.filter((one) => durationMs(one) < PROMPT * soloMs).length;
  return sentWithinMs <= SENT_TOGETHER * soloMs ? answered.length : undefined;
}

/** Calls per second that a refusing limiter let through since the burst before, if that had used up all free calls. */
function refusedPace(earlier: TimedBurst, later: TimedBurst): number | undefined {
  const before = later.timeline.answered.length;
  if (earlier.timeline.throttled === 0 || later.timeline.throttled === 0 || before === 0) {
    return undefined;
  }
  if (earlier.epoch === undefined || later.epoch === undefined) return undefined;
  // It had let through between this number and one more.
  return ((before + 0.5) * 1_000) / (later.epoch - earlier.epoch);
}
