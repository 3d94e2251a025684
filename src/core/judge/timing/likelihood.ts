import { momentsOf, shiftedLogDensity } from './gaussian.ts';
import { seededRandom, serve, type Model, type Services } from './queue-models.ts';
import {
  drawServices,
  greatestCv,
  logDensity,
  OVERHEAD_SHARES,
  type Shape,
} from './service-times.ts';
import { largest, mean, median, smallest } from '../../statistics.ts';
import type { Profile } from './profile.ts';

/** One way the target may work; `workers` is `Infinity` if there is no limit. */
export interface Candidate {
  readonly model: Model;
  readonly workers: number;
  readonly shape: Shape;
}

/** How well a candidate fits what was measured: a log likelihood, up to a common constant. */
export type Likelihood = (candidate: Candidate, simulations: number) => number;

/** More ranks would need more simulations, to estimate their covariance. */
const MOST_RANKS = 10;

/** Relative jitter of networks and schedulers, which no model has. */
const NOISE = 0.03;

/** Share of solo calls that are slow for other reasons: of first ones (a cold start), and of later ones. */
const OUTLIERS = { first: 0.2, later: 0.01 } as const;

/**
 * The synthetic likelihood (Wood, "Statistical inference for noisy nonlinear ecological dynamic systems",
 * 2010): each candidate is simulated, and the measured profile (when the first call was done, the median
 * call, the last, and so on) is compared with the mean and covariance of the simulated ones. Simulated
 * times are in units of a solo call; its length is known from the solo calls, and their uncertainty is
 * integrated out.
 */
export function syntheticLikelihood({ durations: done, solo, sentWithinMs }: Profile): Likelihood {
  const ranks = ranksOf(done.length);
  const profile = ranks.map((rank) => Math.log(done[rank]!));
  const unit = Math.log(median(solo));
  // Calls sent late have waited less than in the models, in which all come at once.
  const noise = ranks.map((rank) => Math.hypot(NOISE, sentWithinMs / 2 / done[rank]!));
  const known = remember((shape: Shape) => ({
    soloLogs: soloLikelihood(solo, shape, unit),
    // All candidates share the same draws: common random numbers make them easier to compare.
    draw: drawsOf(shape, done.length),
  }));
  const middle = mean(done) ?? 0;
  const [shortest, longest] = [smallest(solo), largest(solo)];
  return (candidate, simulations) => {
    const [least, most] = roughMean(candidate, done.length);
    const slack = roughSlack(candidate.shape);
    if (middle > longest * most * slack || middle < (shortest * least) / slack) {
      return Number.NEGATIVE_INFINITY;
    }
    const { soloLogs, draw } = known(candidate.shape);
    const rows = Array.from({ length: simulations }, (_, run) => {
      const ends = simulate(candidate, draw(run), run);
      return ranks.map((rank) => Math.log(ends.overhead + (1 - ends.overhead) * ends.at[rank]!));
    });
    const density = shiftedLogDensity(profile, momentsOf(rows, noise));
    return logSumExp(SCALES.map((scale, at) => soloLogs[at]! + density(unit + scale)));
  };
}

/** Where the typical time of a solo call may lie, relative to the median one: logarithms. */
const SCALES: readonly number[] = Array.from({ length: 241 }, (_, step) => (step - 120) * 0.02);

/** Ranks of the calls that make up the profile, denser at both ends than in the middle. */
function ranksOf(calls: number): number[] {
  const count = Math.min(calls, MOST_RANKS);
  const ranks = Array.from({ length: count }, (_, step) => {
    const at = step / Math.max(1, count - 1);
    return Math.round((calls - 1) * (calls <= MOST_RANKS ? at : (1 - Math.cos(Math.PI * at)) / 2));
  });
  return [...new Set(ranks)];
}

/** Bounds of the mean duration, in services: a candidate outside them need not be simulated. */
function roughMean({ model, workers }: Candidate, calls: number): readonly [number, number] {
  if (model === 'paced') return [1, 1.3 + calls / (2 * workers)];
  if (model === 'own' || model === 'pools') return [1, 1.3 + (1.3 * (calls - 1)) / (2 * workers)];
  if (workers >= calls) return [1, 1];
  const queued = (calls + workers) / (2 * workers);
  return [queued, model === 'sharing' ? calls / workers : queued];
}

/** By what factor a few solo calls and the mean of a burst may be off: at least five standard errors. */
function roughSlack(shape: Shape): number {
  return 1.35 * Math.exp((5 * greatestCv(shape)) / Math.sqrt(3));
}

interface Draw {
  /** Time outside the services, as a share of a solo call. */
  readonly overhead: number;
  readonly services: Services;
}

function drawsOf(shape: Shape, calls: number): (run: number) => Draw {
  const random = seededRandom(calls);
  return remember(() => {
    const overhead = random.next() * OVERHEAD_SHARES.at(-1)!;
    const drawn = drawServices(shape, calls, random);
    return { overhead, services: { drawn, sorted: drawn.toSorted() } };
  });
}

function simulate(
  { model, workers }: Candidate,
  { overhead, services }: Draw,
  run: number,
): { overhead: number; at: Float64Array } {
  const random = seededRandom(run);
  return { overhead, at: serve(services, { model, workers, random }) };
}

function remember<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}

function soloLikelihood(solo: readonly number[], shape: Shape, unit: number): Float64Array {
  return Float64Array.from(SCALES, (scale) => {
    const typical = Math.exp(unit + scale);
    const logs = solo.map(
      (duration, call) =>
        soloDensity(duration / typical, {
          shape,
          outliers: call === 0 ? OUTLIERS.first : OUTLIERS.later,
        }) - Math.log(typical),
    );
    return logs.reduce((total, log) => total + log, 0);
  });
}

function soloDensity(
  time: number,
  { shape, outliers }: { shape: Shape; outliers: number },
): number {
  const usual = OVERHEAD_SHARES.map(
    (share) => Math.exp(logDensity(shape, (time - share) / (1 - share))) / (1 - share),
  );
  return Math.log((1 - outliers) * (mean(usual) ?? 0) + outliers / (1 + time) ** 2);
}

/** `log(sum(exp(logs)))`, without overflow. */
export function logSumExp(logs: readonly number[]): number {
  const most = largest(logs) ?? Number.NEGATIVE_INFINITY;
  return most === Number.NEGATIVE_INFINITY
    ? most
    : most + Math.log(logs.reduce((total, log) => total + Math.exp(log - most), 0));
}
