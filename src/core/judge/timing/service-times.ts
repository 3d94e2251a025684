import type { Random } from './queue-models.ts';

/**
 * Shapes that service times may have, with mean 1; of a mixture, most calls take 1 and a `share` of them
 * `factor` times as long. Each simulation draws from a range, since the spread is not known better than that.
 */
export type Shape =
  | { readonly form: 'lognormal'; readonly cv: readonly [number, number] }
  | { readonly form: 'uniform'; readonly halfWidth: readonly [number, number] }
  | { readonly form: 'exponential' }
  | {
      readonly form: 'mixture';
      readonly share: readonly [number, number];
      readonly factor: readonly [number, number];
    };

/** The shapes that are tried. */
export const SHAPES: readonly Shape[] = [
  { form: 'lognormal', cv: [0.01, 0.05] },
  { form: 'lognormal', cv: [0.05, 0.12] },
  { form: 'lognormal', cv: [0.12, 0.22] },
  { form: 'lognormal', cv: [0.22, 0.4] },
  { form: 'lognormal', cv: [0.4, 0.7] },
  { form: 'lognormal', cv: [0.7, 1.3] },
  { form: 'uniform', halfWidth: [0.2, 0.6] },
  { form: 'uniform', halfWidth: [0.6, 1] },
  { form: 'exponential' },
  { form: 'mixture', share: [0.05, 0.2], factor: [2, 10] },
  { form: 'mixture', share: [0.2, 0.5], factor: [2, 5] },
];

/** Fixed cost of a call outside its service, as a share of a solo call. */
export const OVERHEAD_SHARES = [0, 0.03, 0.1] as const;

/** The largest coefficient of variation that a shape allows. */
export function greatestCv(shape: Shape): number {
  switch (shape.form) {
    case 'lognormal':
      return shape.cv[1];
    case 'uniform':
      return shape.halfWidth[1] / Math.sqrt(3);
    case 'exponential':
      return 1;
    case 'mixture': {
      const [share, factor] = [shape.share[1], shape.factor[1]];
      const spread = (factor - 1) * Math.sqrt(share * (1 - share));
      return spread / (1 + share * (factor - 1));
    }
  }
}

/** Relative spread of the two times of a mixture: about that of a steady server. */
const MIXTURE_SIGMA = 0.03;

/** Draws service times. */
export function drawServices(shape: Shape, calls: number, random: Random): Float64Array {
  const services = new Float64Array(calls);
  const draw = drawer(shape, random);
  for (let call = 0; call < calls; call += 1) services[call] = draw();
  return services;
}

function drawer(shape: Shape, random: Random): () => number {
  switch (shape.form) {
    case 'lognormal': {
      const sigma = sigmaOf(interpolate(shape.cv, random.next()));
      const shift = -(sigma ** 2) / 2;
      return () => Math.exp(shift + sigma * NORMAL[random.below(STEPS)]!);
    }
    case 'uniform': {
      const halfWidth = interpolate(shape.halfWidth, random.next());
      return () => 1 + halfWidth * (2 * random.next() - 1);
    }
    case 'exponential':
      return () => -Math.log(1 - random.next());
    case 'mixture': {
      const share = interpolate(shape.share, random.next());
      const factor = interpolate(shape.factor, random.next());
      return () =>
        (random.next() < share ? factor : 1) *
        Math.exp(MIXTURE_SIGMA * NORMAL[random.below(STEPS)]!);
    }
  }
}

/** Log density of one service time; `-Infinity` if it is impossible. */
export function logDensity(shape: Shape, time: number): number {
  if (time <= 0) return Number.NEGATIVE_INFINITY;
  switch (shape.form) {
    case 'lognormal': {
      const sigma = sigmaOf(interpolate(shape.cv, 0.5));
      return logNormalDensity(time, -(sigma ** 2) / 2, sigma);
    }
    case 'uniform': {
      // Over a range of widths the density falls off where only the wider ones reach.
      const [narrow, wide] = shape.halfWidth;
      const reach = Math.abs(time - 1);
      if (reach >= wide) return Number.NEGATIVE_INFINITY;
      return Math.log(Math.log(wide / Math.max(narrow, reach)) / (2 * (wide - narrow)));
    }
    case 'exponential':
      return -time;
    case 'mixture': {
      const share = interpolate(shape.share, 0.5);
      const [least, most] = shape.factor;
      const isLong = time >= least && time <= most;
      // Each factor of the range is as likely as any other.
      const long = isLong ? share / (most - least) : 0;
      return Math.log(long + (1 - share) * Math.exp(logNormalDensity(time, 0, MIXTURE_SIGMA)));
    }
  }
}

function logNormalDensity(time: number, mu: number, sigma: number): number {
  const z = (Math.log(time) - mu) / sigma;
  return -(z ** 2) / 2 - Math.log(sigma * time) - LOG_ROOT_TWO_PI;
}

const LOG_ROOT_TWO_PI = Math.log(2 * Math.PI) / 2;

function interpolate([low, high]: readonly [number, number], at: number): number {
  return low + (high - low) * at;
}

function sigmaOf(cv: number): number {
  return Math.sqrt(Math.log1p(cv ** 2));
}

const STEPS = 1024;

/** Quantiles of the normal distribution, half a step from either end. */
const NORMAL = Float64Array.from({ length: STEPS }, (_, step) =>
  normalQuantile((step + 0.5) / STEPS),
);

/** Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.2.23; error below 4.5e-4. */
function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  return above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
}
