import type { DecidedReason } from '../../reason.ts';
import { isNonEmpty, largest, median, smallest, type NonEmpty } from '../../statistics.ts';
import { decline, type Decided, type Declined, type Verdict } from '../../verdict.ts';
import { isContended } from '../contention.ts';
import { findGroups } from './groups.ts';
import type { Profile } from './profile.ts';
import { isLikeSolo, isSteady, QUEUE_STEP, fitLine, splitAtGaps, stepsOf } from './steps.ts';

// Patterns that look like a queue or like contention to a model that does not know them.

/** Calls answered in less than this share of the fastest solo call did something else. */
const OTHER_WORK = 0.25;

/** If solo calls vary: at least this many calls take about the same time, below this share of the fastest solo call. */
const ALIKE_OTHER_WORK = { share: 0.15, calls: 3, factor: 1.5 } as const;

/** What did the same work as a solo call takes at least this share of the fastest one. */
const SAME_WORK = 0.6;

/** A burst call below this share of the fastest solo call shows that it was not warm. */
const NOT_WARM = 0.6;

/** Recognizes what is neither a queue nor sharing, before any queue is fitted. */
export function findPattern(profile: Profile): Verdict | undefined {
  return (
    declineOtherWork(profile) ??
    declineColdBaseline(profile) ??
    findSerialWithPauses(profile) ??
    findSharingSlots(profile) ??
    findGroups(profile) ??
    findPace(profile)
  );
}

/** Answers far faster than any solo call: refusals with status 200, caches; or solo calls that were cold. */
function declineOtherWork({ durations, solo }: Profile): Declined | undefined {
  const fastestSolo = smallest(solo);
  const share = isSteady(solo) ? OTHER_WORK : ALIKE_OTHER_WORK.share;
  const fast = durations.filter((ms) => ms < share * fastestSolo);
  const between = durations.some((ms) => ms >= share * fastestSolo && ms < SAME_WORK * fastestSolo);
  if (!isNonEmpty(fast) || fast.length === durations.length || between) return undefined;
  if (!isSteady(solo) && !areManyAlike(fast)) return undefined;
  return decline(
    { code: 'other-work', fast: fast.length, calls: durations.length, fastMs: median(fast) },
    { code: 'inspect-answers' },
  );
}

/** Work that varies is hardly ever that short several times, and each time the same. */
function areManyAlike(fast: NonEmpty<number>): boolean {
  const { calls, factor } = ALIKE_OTHER_WORK;
  return fast.length >= calls && largest(fast) < factor * smallest(fast);
}

/** A speed-up above the number of calls is impossible, but for noise. */
const IMPOSSIBLE_SPEED_UP = 1.25;

/** The burst was answered so fast that the solo calls cannot have been warm. */
function declineColdBaseline({ durations, solo, slowest }: Profile): Declined | undefined {
  const fastestSolo = smallest(solo);
  const [fastest = fastestSolo] = durations;
  const allFaster = slowest * IMPOSSIBLE_SPEED_UP < fastestSolo;
  // Of calls whose times vary, one may well beat a few solo calls.
  if (!allFaster && (fastest >= NOT_WARM * fastestSolo || !isSteady(solo))) return undefined;
  return decline({ code: 'baseline-cold' }, { code: 'add-solo-calls', solo: 8 });
}

/** Slots that slow each other take at least this many times as long as a solo call. */
const SLOTS_SLOWED = 1.5;

/** Waves of slots come at equal steps, and are this narrow relative to a step. */
const EVEN = 0.1;

/**
 * A few slots at a time that slow each other, such as threads under one interpreter lock: equal waves at
 * equal steps, the first of which takes much longer than a solo call. The first answer of a queue takes
 * about as long as a solo call.
 */
function findSharingSlots({ durations, solo, calls }: Profile): Decided | undefined {
  const [first] = durations;
  const unit = median(solo);
  if (first === undefined || first < SLOTS_SLOWED * unit) return undefined;
  const waves = splitAtGaps(durations, first / 2);
  const [size = 0] = waves.map((wave) => wave.length);
  const even = waves.slice(0, -1).every((wave) => wave.length === size);
  if (waves.length < 3 || !even || size < 2) return undefined;
  // The rest of the calls, in the last wave, slow each other less.
  const full = waves.filter((wave) => wave.length === size);
  const steps = stepsOf(full.map(([start = 0]) => start));
  if (steps.some((step) => Math.abs(step / first - 1) > EVEN)) return undefined;
  return sharingSlots({ size, slowdown: first / unit, calls });
}

function sharingSlots(about: { size: number; slowdown: number; calls: number }): Decided {
  const { size, slowdown, calls } = about;
  const rate = size / slowdown;
  const reason: DecidedReason = { code: 'slots-slow-each-other', slots: size, slowdown };
  const workers = Math.max(1, Math.round(rate));
  if (!isContended(rate, Math.min(size, calls))) {
    return {
      kind: 'overlapping',
      workers: { estimate: size, low: workers, high: size },
      reasons: [reason, { code: 'instance-unknown' }],
    };
  }
  return {
    kind: 'contended',
    workers: { estimate: workers, low: Math.max(1, Math.floor(rate)), high: Math.ceil(rate) },
    reasons: [reason],
  };
}

/** Fewer steps than this may be equal by chance. */
const FEWEST_STEPS = 4;

/** Steps that differ by more than this are not the same. */
const SAME_STEP = 0.2;

/** At a pace, at least this share of the steps is the same. A late answer makes one step long and the next short. */
const MOST_STEPS = 0.8;

/** Answers are in line if none is farther than this share of a solo call from it; those of waves are. */
const IN_LINE = 0.1;

/** A line that rises by less than this many solo calls may be overhead of the burst. */
const LEAST_RISE = 1.5;

/** A pace faster than this many calls for each solo call is lost in jitter. */
const SHORTEST_STEP = 0.1;

/**
 * Answers one by one at a constant step that is not the duration of a solo call. A shorter step is a
 * serial stage inside the call, or a limiter that starts calls; a longer one, or any after a free first
 * handful, is a limiter. Neither says how many calls may be in progress.
 */
function findPace({ durations, solo, calls }: Profile): Verdict | undefined {
  const unit = median(solo);
  const handful = durations.filter((ms) => ms < QUEUE_STEP.to * unit).length;
  const stepMs = handful === 0 ? undefined : paceOf(durations.slice(handful - 1), solo);
  if (stepMs === undefined) return undefined;
  const free = freeCalls(durations.slice(0, handful), stepMs);
  // A queue whose workers are steady answers in waves, not one by one.
  if (!(isSteady(solo) && free > 1) && isQueueStep(stepMs, unit, handful)) return undefined;
  if (free === 1 && stepMs < unit) return stageOrSerial({ durations, stepMs, solo, calls });
  const perSecond = 1_000 / stepMs;
  if (free === 1) {
    return decline({ code: 'paced', stepMs, perSecond, soloMs: unit }, { code: 'longer-calls' });
  }
  return {
    kind: 'overlapping',
    workers: { estimate: free, low: free, high: null },
    reasons: [
      // The calls of one worker with its own long queue come back like that, too.
      { code: isLikeSolo(stepMs, unit) ? 'limiter-or-queue' : 'limiter', free, stepMs, perSecond },
      { code: 'instance-unknown' },
    ],
  };
}

/** Calls that did not wait for the pace: they came back closer together. */
function freeCalls(handful: readonly number[], stepMs: number): number {
  const later = stepsOf(handful).findIndex((step) => step > stepMs / 2);
  return later < 0 ? handful.length : later + 1;
}

/** The step at which calls come back one by one, ms: equal steps, or small ones that jitter about a line. */
function paceOf(times: readonly number[], solo: NonEmpty<number>): number | undefined {
  const unit = median(solo);
  const steps = stepsOf(times);
  if (steps.length < FEWEST_STEPS || !isNonEmpty(steps)) return undefined;
  const stepMs = median(steps);
  if (isPace(steps, stepMs) && stepMs >= SHORTEST_STEP * unit) return stepMs;
  const { slope, residual } = fitLine(times);
  const inLine = residual < IN_LINE * unit && slope * steps.length > LEAST_RISE * unit;
  return inLine && isSteady(solo) ? slope : undefined;
}

function isPace(steps: readonly number[], stepMs: number): boolean {
  const same = steps.filter((step) => Math.abs(step / stepMs - 1) <= SAME_STEP);
  return same.length >= MOST_STEPS * steps.length;
}

/**
 * One call at a time, with pauses in which the server was idle, as when connections come late: most steps
 * are as long as a solo call, and no two answers are closer together, as they would be with two workers.
 */
function findSerialWithPauses({ durations, solo }: Profile): Decided | undefined {
  const unit = median(solo);
  const [first = 0] = durations;
  const steps = stepsOf(durations);
  if (steps.length < FEWEST_STEPS || first < QUEUE_STEP.from * unit) return undefined;
  if (steps.some((step) => step < QUEUE_STEP.from * unit)) return undefined;
  if (steps.every((step) => step <= QUEUE_STEP.to * unit) || !isPace(steps, unit)) return undefined;
  return {
    kind: 'serial',
    workers: { estimate: 1, low: 1, high: 1 },
    reasons: [{ code: 'one-at-a-time', stepMs: median(steps) ?? unit }],
  };
}

/** Whether a queue of `handful` workers answers at this step if its service times vary. */
function isQueueStep(stepMs: number, unit: number, handful: number): boolean {
  return isLikeSolo(stepMs * handful, unit);
}

/**
 * A step up to this share of a solo call is only a part of one. A longer step may be a whole call, since calls that
 * compute take up to a fifth longer alone.
 */
const PART = 0.75;

/**
 * The first answer of a serial stage takes a whole call, and a step is shorter than any call. Otherwise one call at
 * a time may be served, and solo calls were slower for another reason.
 */
function stageOrSerial(pace: {
  durations: readonly number[];
  stepMs: number;
  solo: NonEmpty<number>;
  calls: number;
}): Verdict {
  const { durations, stepMs, solo, calls } = pace;
  const unit = median(solo);
  const [first = 0] = durations;
  const isWhole = isLikeSolo(first, unit) && !isLikeSolo(first, stepMs);
  const isShorter = stepMs <= PART * unit && !isLikeSolo(stepMs, smallest(solo));
  if (!isWhole || !isShorter) {
    return decline(
      { code: 'steps-vary', soloMs: unit, leastMs: stepMs, mostMs: stepMs },
      { code: 'steadier-calls', solo: 8 },
    );
  }
  const capacity = unit / stepMs;
  return {
    kind: 'overlapping',
    workers: {
      estimate: Math.min(calls, Math.ceil(capacity)),
      low: Math.max(1, Math.floor(capacity)),
      high: null,
    },
    reasons: [
      { code: 'serial-stage', stepMs, soloMs: unit, capacity },
      { code: 'instance-unknown' },
    ],
  };
}
