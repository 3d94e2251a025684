import { isNonEmpty, mean, median, sum, type NonEmpty } from '../../statistics.ts';
import { occupancy } from './occupancy.ts';
import type { Profile } from './profile.ts';
import { FIRST_WAVE, splitAtGaps, stepsOf } from './steps.ts';

/**
 * What steady calls show: service times vary so little that each call is seen to have waited for
 * none, one, two ... others.
 */
export type Waves =
  /** No call waited. */
  | { readonly seen: 'one-wave' }
  /** A queue: `sizes` calls in each wave, as far as they were counted. */
  | (Counted & {
      readonly seen: 'waves';
      readonly stepMs: number;
      readonly sizes: readonly number[];
    })
  /** All late by the same factor. */
  | (Counted & { readonly seen: 'together' });

interface Counted {
  readonly workers: number;
  readonly low: number;
  readonly high: number;
}

/** With a larger relative deviation waves run into each other, and counting them is no longer safe. */
const STEADY = 0.08;

/** A solo call this far from the typical one took longer for a reason that others don't share. */
const OUTLYING = 2 * STEADY;

/** A first wave no later than this, relative to a solo call, has not waited; a burst has some overhead. */
const SAME_AS_SOLO = 0.12;

/** Around the calls counted in the first wave, numbers of workers that are tried: 3 or 5 % each way. */
const REACH = { least: 3, share: 1 / 20 } as const;

/**
 * At most this share of a call is spent outside the part that is limited: with more, the speed-up of a
 * queue for one worker would exceed 1.2, and it would not be serial.
 */
const MOST_OVERHEAD = 1 - 1 / 1.2;

/** Half the 99 % quantile of chi-square with one degree of freedom: Wilks, 1938. */
const WITHIN_LIKELIHOOD = 6.63 / 2;

/** Counts waves; `undefined` if service times vary too much for that. */
export function findWaves(profile: Profile): Waves | undefined {
  const solo = steadySolo(profile.solo);
  if (solo === undefined) return undefined;
  return (
    evenWaves(profile, solo) ??
    lateWaves(profile, solo) ??
    unevenWaves(profile, solo) ??
    allTogether(profile, solo)
  );
}

/** Solo calls without one that took longer for another reason, if the others agree. */
function steadySolo(solo: NonEmpty<number>): NonEmpty<number> | undefined {
  const typical = solo.length === 2 ? Math.min(...solo) : median(solo);
  const near = solo.filter((duration) => Math.abs(duration / typical - 1) < OUTLYING);
  return near.length >= solo.length - 1 && isNonEmpty(near) ? near : undefined;
}

function evenWaves(
  { durations, calls, sentWithinMs }: Profile,
  solo: NonEmpty<number>,
): Waves | undefined {
  const unit = mean(solo);
  const [best, ...others] = fitsAround(durations, solo);
  if (best === undefined || best.spread > STEADY || !isLikeSolo(best.firstMs, unit))
    return undefined;
  if (best.workers === calls) return { seen: 'one-wave' };
  // Calls as steady as this have a likelihood that falls with the power `calls` of the spread.
  const widest = best.spread * Math.exp(WITHIN_LIKELIHOOD / calls);
  const kept = [best, ...others]
    .filter(({ spread }) => spread <= widest)
    .map(({ workers }) => workers);
  const [low, high] = [Math.min(...kept), Math.max(...kept)];
  // Calls that were sent while the first wave was served come back that much before their own wave.
  const drift = (best.workers * sentWithinMs) / calls;
  if (calls < 2 * high || drift > STEADY * unit) return undefined;
  const stepMs = median(stepsBetweenWaves(durations, best.workers)) ?? unit;
  return { seen: 'waves', workers: best.workers, low, high, stepMs, sizes: [best.workers] };
}

/** Overhead of a burst delays its first wave by less than this share of a solo call; more is half a wave. */
const MOST_DELAY = 0.5;

/**
 * Waves that are all late by the same time: the overhead of a large burst comes once, before the first. Only
 * the steps between waves show that, so a single wave is not enough.
 */
function lateWaves(profile: Profile, solo: NonEmpty<number>): Waves | undefined {
  const unit = mean(solo);
  const [first = []] = splitAtGaps(profile.durations, GAP * unit);
  const delay = (mean(first) ?? unit) - unit;
  if (delay <= 0 || delay >= MOST_DELAY * unit) return undefined;
  const durations = profile.durations.map((ms) => ms - delay);
  const waves = evenWaves({ ...profile, durations }, solo);
  return waves?.seen === 'waves' ? waves : undefined;
}

interface Fit {
  readonly workers: number;
  readonly spread: number;
  readonly firstMs: number;
}

/** How well a shared queue fits, for numbers of workers around the size of the first wave; best first. */
function fitsAround(durations: readonly number[], solo: NonEmpty<number>): Fit[] {
  const unit = mean(solo);
  const first = durations.filter((duration) => duration < FIRST_WAVE * unit).length;
  const reach = Math.max(REACH.least, Math.ceil(first * REACH.share));
  return Array.from({ length: 2 * reach + 1 }, (_, step) => first - reach + step)
    .filter((workers) => workers >= 1 && workers <= durations.length)
    .map((workers) => ({ workers, ...fitShared(durations, { workers, solo }) }))
    .toSorted((a, b) => a.spread - b.spread);
}

function isLikeSolo(ms: number, unit: number): boolean {
  return Math.abs(ms / unit - 1) <= SAME_AS_SOLO;
}

/**
 * How much services vary if `workers` workers share a queue: each call but the first ones then
 * starts when the call `workers` places before it ends.
 */
function fitShared(
  durations: readonly number[],
  { workers, solo }: { workers: number; solo: NonEmpty<number> },
): { spread: number; firstMs: number } {
  const first = durations.slice(0, workers);
  const whole = [...first, ...solo];
  const rest = stepsBetweenWaves(durations, workers);
  const wholeMs = mean(whole) ?? 0;
  const overhead = Math.min(
    Math.max(0, wholeMs - (mean(rest) ?? wholeMs)),
    MOST_OVERHEAD * wholeMs,
  );
  const services = [...whole.map((duration) => duration - overhead), ...rest];
  return { spread: relativeSpread(services), firstMs: mean(first) ?? 0 };
}

/** From the end of each call to that of the one which takes its worker, ms. */
function stepsBetweenWaves(durations: readonly number[], workers: number): number[] {
  return durations.slice(workers).map((end, call) => end - durations[call]!);
}

function relativeSpread(values: readonly number[]): number {
  const middle = mean(values) ?? 0;
  const squares = sum(values.map((value) => (value - middle) ** 2));
  return Math.sqrt(squares / Math.max(1, values.length - 1)) / middle;
}

function unevenWaves(profile: Profile, solo: NonEmpty<number>): Waves | undefined {
  if (profile.sentLate > 0) return undefined;
  const counted = countWaves(profile.durations, mean(solo));
  if (counted === undefined) return undefined;
  if (counted.sizes.length === 1) return { seen: 'one-wave' };
  return { seen: 'waves', ...occupancy(counted.sizes, profile), ...counted };
}

/** How many calls ended in each wave, and how far apart; `undefined` if there are no waves, or larger ones follow. */
function countWaves(
  durations: readonly number[],
  unit: number,
): { sizes: number[]; stepMs: number } | undefined {
  const waves = splitAtGaps(durations, GAP * unit);
  const sizes = waves.map((wave) => wave.length);
  const middles = waves.map((wave) => mean(wave) ?? 0);
  const steps = [middles[0] ?? 0, ...stepsOf(middles)];
  const regular =
    isLikeSolo(middles[0] ?? 0, unit) && steps.every((step) => Math.abs(step / unit - 1) < GAP);
  const tight = waves.every((wave) => (wave.at(-1) ?? 0) - (wave[0] ?? 0) < WIDEST_WAVE * unit);
  const shrinking = sizes.every((size, wave) => size <= (sizes[wave - 1] ?? size));
  if (!regular || !tight || !shrinking) return undefined;
  return { sizes, stepMs: median(stepsOf(middles)) ?? unit };
}

/** Between one wave and the next; more than a steady wave is wide, less than it takes to serve a call. */
const GAP = 0.35;

/** A wave that is wider than half a call is not one wave. */
const WIDEST_WAVE = 0.5;

/** Service times are this steady at best: clocks and networks add as much. */
const LEAST_SPREAD = 0.005;

/** Standard errors within which a mean of few values lies; Student's t is wider than the normal. */
const STANDARD_ERRORS = 3;

/** At most this share of a call is waited for outside the contention. */
const NOT_SHARED = 0.1;

/** Finds how many cores make calls that do equal work late by as much as all of these are. */
function allTogether(
  { durations, calls, sentLate }: Profile,
  solo: NonEmpty<number>,
): Waves | undefined {
  const unit = mean(solo);
  if (sentLate > 0 || (durations[0] ?? 0) < (1 + SAME_AS_SOLO) * unit) return undefined;
  const rate = (calls * unit) / (median(durations) ?? unit);
  const works = impliedWorks(durations, rate);
  const workMs = mean(works) ?? unit;
  const spread = relativeSpread(works);
  if (spread > STEADY) return undefined;
  const cores = (rate * unit) / workMs;
  const error =
    STANDARD_ERRORS *
    Math.max(relativeSpread(solo), spread, LEAST_SPREAD) *
    Math.sqrt(1 / solo.length + 1 / calls);
  const most = cores * (1 + error);
  const least = (cores * (1 - error) * (1 - NOT_SHARED)) / (1 - (NOT_SHARED * cores) / calls);
  const nearest = Math.max(1, Math.round((most + least) / 2));
  return {
    seen: 'together',
    workers: nearest,
    low: Math.max(1, Math.min(nearest, Math.ceil(least))),
    high: Math.max(nearest, Math.floor(most)),
  };
}

/** The work in each call, if all calls that are not done share the cores equally. */
function impliedWorks(durations: readonly number[], cores: number): number[] {
  let [work, before] = [0, 0];
  return durations.map((end, call) => {
    work += (end - before) / Math.max(1, (durations.length - call) / cores);
    before = end;
    return work;
  });
}
