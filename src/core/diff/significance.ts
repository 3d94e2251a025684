import { defined } from '../defined.ts';
import { mean, sum } from '../statistics.ts';

/** How much a burst's value varies by chance alone: a relative variance, and how well it is known. */
export interface NoiseEstimate {
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

/** One value for each burst of a run, ms. The burst is the unit: its calls are not independent. */
export interface Sample {
  readonly values: readonly number[];
  /** Absent if only the bursts themselves show how much they vary. */
  readonly chance?: NoiseEstimate;
}

export interface Shift {
  readonly before: number;
  readonly after: number;
  /** The factor between them, at least 1; absent if one of them is 0. */
  readonly times?: number;
  /** What noise alone may amount to, as a factor; absent if it is not known. */
  readonly noiseTimes?: number;
  readonly outcome: 'longer' | 'shorter' | 'same' | 'cannot-tell';
}

/** Two runs of an unchanged target differ by this relative standard deviation, even if the bursts of each agree. */
const BETWEEN_RUNS = 0.03;

/** Bursts of a run differ by at least this much, however alike a few of them look. */
const BETWEEN_BURSTS = 0.05;

/** How many degrees of freedom that floor is worth. */
const PRIOR_FREEDOM = 3;

/** Two runs within this factor are as good as equal: the limits of bioequivalence, 0.8 to 1.25. */
export const NEGLIGIBLE_FACTOR = 1.25;

/** Times are recorded to microseconds. */
const RESOLUTION_MS = 0.001;

/** Quantiles of Student's t distribution, for 1, 2, ... degrees of freedom. */
const T_995 = [63.66, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169];
const T_95 = [6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812];

/**
 * Whether two runs differ by more than noise: a t test on the logarithms of one value for each burst, so
 * it is about ratios (Kalibera and Jones, "Quantifying Performance Changes with Effect Size Confidence
 * Intervals", 2012). Few bursts show little of their variance, so it is moderated by a prior and never
 * assumed to be smaller (Smyth, "Linear models and empirical Bayes methods for assessing differential
 * expression", 2004); how much runs differ, which no single run can show, is added. Runs are different at
 * the 1 % level in two tails, so four such rows are wrong in at most 4 of 100 comparisons (Bonferroni).
 * They are the same if two one-sided tests at 5 % exclude a change by a quarter (Schuirmann, "A comparison
 * of the two one-sided tests procedure and the power approach", 1987). Otherwise that stays open.
 * Differences below `negligibleMs` are ignored. `undefined` unless both sides have a value.
 */
export function compareSamples(
  before: Sample,
  after: Sample,
  negligibleMs: number,
): Shift | undefined {
  const [from, to] = [logMean(before, negligibleMs), logMean(after, negligibleMs)];
  if (from === undefined || to === undefined) return undefined;
  const [was, is] = [Math.exp(from) - negligibleMs, Math.exp(to) - negligibleMs].map(notNegative);
  const ends = { before: was ?? 0, after: is ?? 0 };
  const known = defined({ ...ends, times: timesBetween(ends) });
  const errors = [errorOf(before, negligibleMs), errorOf(after, negligibleMs)];
  const degreesOfFreedom = Math.min(...errors.map((error) => error.degreesOfFreedom));
  if (degreesOfFreedom < 1) return { ...known, outcome: 'cannot-tell' };
  const error = Math.sqrt(sum(errors.map(({ variance }) => variance)));
  const noise = quantile(T_995, degreesOfFreedom) * error;
  return {
    ...known,
    noiseTimes: Math.exp(noise),
    outcome: shiftOutcome(to - from, error, degreesOfFreedom),
  };
}

function shiftOutcome(
  difference: number,
  error: number,
  degreesOfFreedom: number,
): Shift['outcome'] {
  const size = Math.abs(difference);
  if (size > quantile(T_995, degreesOfFreedom) * error)
    return difference > 0 ? 'longer' : 'shorter';
  return size + quantile(T_95, degreesOfFreedom) * error < Math.log(NEGLIGIBLE_FACTOR)
    ? 'same'
    : 'cannot-tell';
}

/** The squared standard error of a run's mean, and its degrees of freedom: 0 if nothing is known. */
function errorOf({ values, chance }: Sample, negligibleMs: number): NoiseEstimate {
  const logs = logsOf(values, negligibleMs);
  const middle = mean(logs) ?? 0;
  const squares = sum(logs.map((log) => (log - middle) ** 2));
  const own = logs.length - 1;
  const prior = Math.min(PRIOR_FREEDOM, chance?.degreesOfFreedom ?? 0);
  const expected = BETWEEN_BURSTS ** 2 + (chance?.variance ?? 0);
  const degreesOfFreedom = prior + own;
  if (degreesOfFreedom < 1) return { variance: 0, degreesOfFreedom };
  const moderated = (prior * expected + squares) / degreesOfFreedom;
  const seen = own > 0 ? squares / own : 0;
  const believed = Math.max(moderated, seen, BETWEEN_BURSTS ** 2);
  return { variance: BETWEEN_RUNS ** 2 + believed / logs.length, degreesOfFreedom };
}

/** With more degrees of freedom than the table has, its last value is used, to be on the safe side. */
function quantile(table: readonly number[], degreesOfFreedom: number): number {
  return (
    table[Math.min(table.length, Math.floor(degreesOfFreedom)) - 1] ?? Number.POSITIVE_INFINITY
  );
}

function timesBetween({ before, after }: { before: number; after: number }): number | undefined {
  const [less, more] = [Math.min(before, after), Math.max(before, after)];
  return less > RESOLUTION_MS ? more / less : undefined;
}

function logMean({ values }: Sample, negligibleMs: number): number | undefined {
  return mean(logsOf(values, negligibleMs));
}

function logsOf(values: readonly number[], negligibleMs: number): number[] {
  return values.map((value) => Math.log(notNegative(value) + negligibleMs));
}

function notNegative(value: number): number {
  return Math.max(0, value);
}

/**
 * How much values vary within their groups, relative to each group's mean: pooled, with the degrees of
 * freedom that are left. `undefined` if no group has two values.
 */
export function spreadWithin(
  groups: readonly (readonly number[])[],
  negligibleMs: number,
): NoiseEstimate | undefined {
  const several = groups.filter((group) => group.length > 1);
  const degreesOfFreedom = sum(several.map((group) => group.length - 1));
  if (degreesOfFreedom === 0) return undefined;
  const squares = several.map((group) => {
    const middle = mean(group) ?? 0;
    return sum(group.map((value) => ((value - middle) / (Math.abs(middle) + negligibleMs)) ** 2));
  });
  return { variance: sum(squares) / degreesOfFreedom, degreesOfFreedom };
}
