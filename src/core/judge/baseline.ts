import { durationMs, isAnswered, type Invocation } from '../invocation.ts';
import { isNonEmpty, largest, median, smallest, type NonEmpty } from '../statistics.ts';
import { warmSolo } from '../timeline/timeline.ts';

/** What a run measured, as far as it bears on the baseline. */
export interface Measured {
  readonly solo: readonly Invocation[];
  /** Made after the bursts, each after a pause. */
  readonly soloAfter?: readonly Invocation[] | undefined;
  readonly bursts: readonly { readonly invocations: readonly Invocation[] }[];
}

/** A solo call is still getting faster if it takes at most this share of the fastest one before it. */
const STILL_FASTER = 0.9;

/** More solo calls than this are not made, however long they keep getting faster. */
const MOST_SOLO = 8;

/** Fewer solo calls show no trend. */
const FEWEST_FOR_A_TREND = 3;

/** Later solo calls, all of which are this much faster or slower than the first ones, replace them. */
const DRIFTED = { faster: 0.8, slower: 1.25 } as const;

/** Whether another solo call is needed: while they are still getting faster, they are no baseline. */
export function needsAnotherSolo(solo: readonly Invocation[]): boolean {
  const durations = warmSolo(solo).map(durationMs);
  if (solo.length < FEWEST_FOR_A_TREND || solo.length >= MOST_SOLO) return false;
  if (hasStraggler(durations)) return true;
  const [last, ...before] = durations.toReversed();
  const fastest = smallest(before);
  return last !== undefined && fastest !== undefined && last < STILL_FASTER * fastest;
}

/** A server that is busy after it has answered takes this many times as long for a call that follows at once. */
const BUSY_AFTER = 1.4;

/** Calls that are alike differ by less than this factor. */
const ALIKE = 1.25;

/**
 * Whether the solo calls look like those of a server that stays busy after it has answered, as with a
 * background task: the first found it idle, and all that followed at once took longer.
 */
export function mayBeBusyAfterAnswer(solo: readonly Invocation[]): boolean {
  const [first, ...following] = warmSolo(solo).map(durationMs);
  if (first === undefined || !isNonEmpty(following)) return false;
  return smallest(following) > BUSY_AFTER * first && areAlike(following);
}

/**
 * How long the server stays busy after it has answered, ms: calls that were made after a pause are as fast
 * as the first one was, and no two calls of a burst are. `undefined` if it does not.
 */
export function busyAfterAnswerMs({ solo, soloAfter = [], bursts }: Measured): number | undefined {
  const paused = warmSolo(soloAfter).map(durationMs);
  const [first = 0, ...following] = warmSolo(solo).map(durationMs);
  if (!mayBeBusyAfterAnswer(solo) || !isNonEmpty(paused) || !isNonEmpty(following)) {
    return undefined;
  }
  // A call that follows at once would have found another worker.
  if (bursts.some((burst) => soonerThan(ALIKE * first, burst) > 1)) return undefined;
  if (bursts.some((burst) => isFasterThanOne(burst, median(following)))) return undefined;
  return areAlike([first, ...paused]) ? median(following) - median(paused) : undefined;
}

/** One worker gets calls done one by one, at this speed-up at most: clocks and busy machines add some. */
const MOST_SPEED_UP = 1.2;

/** Whether calls came back sooner than from one worker that takes so long for each call that follows another. */
function isFasterThanOne({ invocations }: Measured['bursts'][number], eachMs: number): boolean {
  const times = invocations.filter(isAnswered).map(durationMs);
  return (times.length - 1) * eachMs > MOST_SPEED_UP * (largest(times) ?? 0);
}

function soonerThan(ms: number, { invocations }: Measured['bursts'][number]): number {
  return invocations.filter(isAnswered).filter((call) => durationMs(call) < ms).length;
}

/** Of calls whose times vary anyway, the first may be the fastest by chance. */
function areAlike(durations: NonEmpty<number>): boolean {
  return areWithin(ALIKE, durations);
}

function areWithin(factor: number, durations: NonEmpty<number>): boolean {
  return largest(durations) < factor * smallest(durations);
}

/** This many solo calls show whether one that took far longer was a straggler, or whether times vary. */
const ENOUGH_FOR_STRAGGLERS = 5;

/** A solo call this many times as long as the typical one is a straggler. */
const STRAGGLING = 1.5;

/** Whether one of a few solo calls took far longer, other than the first, which may have been cold. */
function hasStraggler(durations: readonly number[]): boolean {
  const typical = median(durations) ?? 0;
  const slowest = largest(durations.slice(1)) ?? 0;
  return durations.length < ENOUGH_FOR_STRAGGLERS && slowest > STRAGGLING * typical;
}

/** The baseline of a run: solo calls that were made first, or those made last if it drifted. */
export function chooseBaseline(measured: Measured): readonly Invocation[] {
  const { solo, soloAfter = [] } = measured;
  if (busyAfterAnswerMs(measured) !== undefined) return warmSolo(solo).slice(1);
  if (variesWithoutPause(solo, soloAfter)) return soloAfter;
  const [first, later] = [solo, soloAfter].map((calls) => warmSolo(calls).map(durationMs));
  if (first === undefined || later === undefined || !isNonEmpty(later)) return settled(solo);
  if (!isNonEmpty(first) || largest(later) < DRIFTED.faster * median(first)) return soloAfter;
  return isSlower(later, first) ? soloAfter : settled(solo);
}

/** Whether later calls are all slower, and agree on how much: a busy machine slows some. */
function isSlower(later: NonEmpty<number>, first: NonEmpty<number>): boolean {
  return smallest(later) > DRIFTED.slower * largest(first) && areAlike(later);
}

/** Calls after a pause that are within this share of the fastest solo call are as fast as that. */
const AS_FAST = 1.1;

/**
 * Whether solo calls vary only because some followed another at once: after a pause, all are as fast as the
 * fastest. Some of several workers were still busy then.
 */
function variesWithoutPause(
  solo: readonly Invocation[],
  afterPause: readonly Invocation[],
): boolean {
  const [first, paused] = [solo, afterPause].map((calls) => warmSolo(calls).map(durationMs));
  if (first === undefined || paused === undefined || paused.length < 2) return false;
  if (!isNonEmpty(first) || !isNonEmpty(paused) || areAlike(first)) return false;
  return areWithin(AS_FAST, [smallest(first), ...paused]);
}

/** Without the calls that the next ones undercut: a process that warms up gets faster call by call. */
function settled(solo: readonly Invocation[]): readonly Invocation[] {
  const durations = warmSolo(solo).map(durationMs);
  const falls = durations.filter((ms, index) => {
    const before = durations[index - 1];
    return before !== undefined && ms < STILL_FASTER * before;
  }).length;
  // One fall may be chance; calls that fall and fall again are a warm-up.
  if (falls < 2 || falls < durations.length / 2) return solo;
  const fastest = smallest(durations) ?? 0;
  const warm = warmSolo(solo).filter((call) => STILL_FASTER * durationMs(call) <= fastest);
  return warm.length > 0 ? warm : solo;
}
