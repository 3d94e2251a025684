import { SHARING_STRETCH } from '../contention.ts';
import { occupancy } from './occupancy.ts';
import type { Profile } from './profile.ts';
import { mean, median, sum } from '../../statistics.ts';

/**
 * What steady calls show, where service times vary so little that each call is seen to have waited
 * for none, one, two ... others.
 */
export type Waves =
  /** Nobody waited. */
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

/** Beyond this relative deviation waves run into each other, and counting them is no longer safe. */
const STEADY = 0.08;

/** A first wave so much later than a call alone has not waited; it may be the price of a burst. */
const SAME_AS_ALONE = 0.12;

/** As much of a call may be spent outside the part that is limited. */
const MOST_OVERHEAD = 0.25;

/** Half the 99 % quantile of chi-square with one degree of degreesOfFreedom: Wilks, 1938. */
const WITHIN_LIKELIHOOD = 6.63 / 2;

/** Counts waves; `undefined` where service times vary too much for that. */
export function seeWaves(profile: Profile): Waves | undefined {
  const alone = steadySolo(profile.alone);
  if (alone === undefined) return undefined;
  return evenWaves(profile, alone) ?? unevenWaves(profile, alone) ?? allTogether(profile, alone);
}

/** Solo calls without one that took longer for reasons of its own, if the others agree. */
function steadySolo(alone: readonly number[]): number[] | undefined {
  const typical = median(alone.length === 2 ? [Math.min(...alone)] : alone) ?? 0;
  const near = alone.filter((duration) => Math.abs(duration / typical - 1) < 2 * STEADY);
  return near.length >= alone.length - 1 && near.length > 0 ? near : undefined;
}

function evenWaves(
  { durations, calls, sentWithinMs }: Profile,
  alone: readonly number[],
): Waves | undefined {
  const unit = mean(alone) ?? 0;
  const first = durations.filter((duration) => duration < 1.5 * unit).length;
  const reach = Math.max(3, Math.ceil(first / 20));
  const fits = Array.from({ length: 2 * reach + 1 }, (_, step) => first - reach + step)
    .filter((workers) => workers >= 1 && workers <= calls)
    .map((workers) => ({ workers, ...fitShared(durations, { workers, alone }) }));
  const [best] = fits.toSorted((a, b) => a.spread - b.spread);
  if (best === undefined || best.spread > STEADY || !likeAlone(best.firstMs, unit))
    return undefined;
  if (best.workers === calls) return { seen: 'one-wave' };
  const kept = fits
    .filter(
      ({ spread }) => calls * Math.log(floored(spread) / floored(best.spread)) < WITHIN_LIKELIHOOD,
    )
    .map(({ workers }) => workers);
  const [low, high] = [Math.min(...kept), Math.max(...kept)];
  // Calls that were sent while the first wave was served come back so much before their own wave.
  const drift = (best.workers * sentWithinMs) / calls;
  if (calls < 2 * high || drift > STEADY * unit) return undefined;
  return { seen: 'waves', workers: best.workers, low, high, stepMs: unit, sizes: [best.workers] };
}

/** Clocks and networks jitter, however steady the service is. */
function floored(spread: number): number {
  return Math.hypot(spread, 0.01);
}

function likeAlone(ms: number, unit: number): boolean {
  return Math.abs(ms / unit - 1) <= SAME_AS_ALONE;
}

/**
 * How much services vary if so many workers share a queue: each call but the first ones then
 * begins as the call so many places before it ends.
 */
function fitShared(
  durations: readonly number[],
  { workers, alone }: { workers: number; alone: readonly number[] },
): { spread: number; firstMs: number } {
  const first = durations.slice(0, workers);
  const whole = [...first, ...alone];
  const rest = durations.slice(workers).map((end, call) => end - durations[call]!);
  const wholeMs = mean(whole) ?? 0;
  const overhead = Math.min(
    Math.max(0, wholeMs - (mean(rest) ?? wholeMs)),
    MOST_OVERHEAD * wholeMs,
  );
  const services = [...whole.map((duration) => duration - overhead), ...rest];
  return { spread: relativeSpread(services), firstMs: mean(first) ?? 0 };
}

function relativeSpread(values: readonly number[]): number {
  const middle = mean(values) ?? 0;
  const squares = sum(values.map((value) => (value - middle) ** 2));
  return Math.sqrt(squares / Math.max(1, values.length - 1)) / middle;
}

function unevenWaves(profile: Profile, alone: readonly number[]): Waves | undefined {
  if (profile.sentLate > 0) return undefined;
  const stepMs = mean(alone) ?? 0;
  const sizes = waveSizes(profile.durations, stepMs);
  if (sizes === undefined) return undefined;
  return { seen: 'waves', ...occupancy(sizes, profile), stepMs, sizes };
}

/** How many calls ended in each wave; `undefined` where there are no waves, or larger ones follow. */
function waveSizes(durations: readonly number[], unit: number): number[] | undefined {
  const waves = apart(durations, GAP * unit);
  const sizes = waves.map((wave) => wave.length);
  const middles = waves.map((wave) => mean(wave) ?? 0);
  const steps = middles.map((middle, wave) => middle - (middles[wave - 1] ?? 0));
  const regular =
    likeAlone(middles[0] ?? 0, unit) && steps.every((step) => Math.abs(step / unit - 1) < GAP);
  const tight = waves.every((wave) => (wave.at(-1) ?? 0) - (wave[0] ?? 0) < unit / 2);
  const shrinking = sizes.every((size, wave) => size <= (sizes[wave - 1] ?? size));
  return regular && tight && shrinking ? sizes : undefined;
}

/** Between one wave and the next; more than a steady wave is wide, less than it takes to serve a call. */
const GAP = 0.35;

/** Sorted values in groups, with a gap between one group and the next. */
function apart(sorted: readonly number[], gap: number): number[][] {
  const groups: number[][] = [];
  for (const [at, value] of sorted.entries()) {
    const group = groups.at(-1);
    if (group === undefined || value - (sorted[at - 1] ?? value) >= gap) groups.push([value]);
    else group.push(value);
  }
  return groups;
}

/** Service times are this steady at best: what a clock and a network add. */
const LEAST_SPREAD = 0.005;

/** Standard errors within which a mean of few values lies, Student's t being wider than the normal. */
const STANDARD_ERRORS = 3;

/** At most as much of a call, but not more, is waited for alone, without taking part in the contention. */
const NOT_SHARED = 0.1;

/** As many cores as make all late by that factor, if their calls are of equal work. */
function allTogether(
  { durations, calls, sentLate }: Profile,
  alone: readonly number[],
): Waves | undefined {
  const unit = mean(alone) ?? 0;
  if (sentLate > 0 || (durations[0] ?? 0) < SHARING_STRETCH * unit) return undefined;
  const rate = (calls * unit) / (median(durations) ?? unit);
  const works = impliedWorks(durations, rate);
  const workMs = mean(works) ?? unit;
  const spread = relativeSpread(works);
  if (spread > STEADY) return undefined;
  const cores = (rate * unit) / workMs;
  const error =
    STANDARD_ERRORS *
    Math.max(relativeSpread(alone), spread, LEAST_SPREAD) *
    Math.sqrt(1 / alone.length + 1 / calls);
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

/** The work in each call, if so many cores are shared equally by all calls that are not done. */
function impliedWorks(durations: readonly number[], cores: number): number[] {
  let [work, before] = [0, 0];
  return durations.map((end, call) => {
    work += (end - before) / Math.max(1, (durations.length - call) / cores);
    before = end;
    return work;
  });
}
