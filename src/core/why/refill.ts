import { durationMs } from '../invocation.ts';
import { defined } from '../defined.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { hasReason, type Verdict } from '../verdict.ts';
import type { DiagnosedRun } from './evidence.ts';
import type { JudgedProbe } from './probes.ts';

// A rate limiter gathers free calls while nobody calls: a burst after a rest finds more of them than one
// right after another burst. A lock or a pool lets through as many each time.

/** How long to rest, ms: most limiters let a call or more through in a second. */
export const PAUSE_MS = 2_000;

/** What a rest gave back. */
export interface Refill {
  /** The calls of the burst after the rest, and how many of them did not wait. */
  readonly calls: number;
  readonly atOnce: number;
  /** How many did not wait in a burst right after another. */
  readonly before: number;
  /** About how many calls were let through in a second between the two; absent if that is unknown. */
  readonly perSecond?: number;
}

/** Whether a rate limiter is among what may hold up calls: some are refused, or a handful is free. */
export function mayBeRateLimited(verdict: Verdict, { throttled }: Timeline): boolean {
  return throttled > 0 || hasReason(verdict, 'limiter', 'limiter-or-queue');
}

/** A call more may be chance, such as a slot that was free again early; so may a third more of many. */
const MORE = { calls: 2, times: 1.5 };

/** A call that waited for nothing takes less than this many solo calls; the second in a lock takes two. */
const PROMPT = 1.5;

/** If sending takes longer than this share of a solo call, places are free again before the last is sent. */
const SENT_TOGETHER = 0.5;

/**
 * What a rest gave back; `undefined` unless one burst let fewer calls through than the burst before it, and
 * the one after the rest let through more again. A server that warms up or scales only lets through more.
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

/** Two bursts, the later right after the earlier. */
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
 * The burst after the rest, and the refused calls that follow it: from other addresses, which only a limit
 * that all share refuses. If not one is served, the server may not want those addresses.
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

/** How many calls of a burst waited for nothing; `undefined` if that cannot be said. */
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

/** What a limiter that refuses calls let through since the burst before, if that had left it nothing. */
function refusedPace(earlier: TimedBurst, later: TimedBurst): number | undefined {
  const before = later.timeline.answered.length;
  if (earlier.timeline.throttled === 0 || later.timeline.throttled === 0 || before === 0) {
    return undefined;
  }
  if (earlier.epoch === undefined || later.epoch === undefined) return undefined;
  // Between as many and one more had become free.
  return ((before + 0.5) * 1_000) / (later.epoch - earlier.epoch);
}
