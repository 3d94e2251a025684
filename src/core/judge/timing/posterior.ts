import { SHARING_SLOWDOWN } from '../contention.ts';
import { logSumExp, type Candidate, type Likelihood } from './likelihood.ts';
import { POOL, type Model } from './queue-models.ts';
import { SHAPES, type Shape } from './service-times.ts';

/** How probable it is that the target works in this way, compared with all other ways. */
export interface Weighed {
  readonly model: Model;
  /** From and to: a range if they were not distinguished. `Infinity` means that no limit shows. */
  readonly workers: number;
  readonly upTo: number;
  readonly probability: number;
}

/**
 * Ranges of workers: one number of each range is tried first, and then more in the ranges that do well. All
 * numbers of a coarse range lie within a quarter of the one that is tried, those of a fine range within 7 %.
 */
const COARSE = 1.6;
const FINE = 1.15;

/**
 * A candidate whose log likelihood is this far below the best is dropped: it is a thousand times less probable,
 * so it changes no verdict.
 */
const HOPELESS = 7;

/** A queue for each worker, and a pace, are the rarer explanations. */
const PRIOR: Readonly<Record<Model, number>> = {
  shared: 1,
  own: 0.35,
  pools: 0.25,
  sharing: 1,
  paced: 0.35,
};

/** No limit within reach: as probable beforehand as all limits of one model within a factor e^2. */
const PRIOR_UNLIMITED = 2;

interface Range {
  readonly model: Model;
  readonly from: number;
  readonly to: number;
}

export interface Effort {
  readonly coarse: number;
  readonly fine: number;
}

/**
 * Weighs models, numbers of workers and shapes of service times by Bayes' rule, with a prior for workers
 * that is even on the logarithmic scale. `evidence` adds the log likelihood of what else is known.
 */
export function weigh(
  calls: number,
  likelihood: Likelihood,
  { effort, evidence }: { effort: Effort; evidence: (model: Model, workers: number) => number },
): Weighed[] {
  const score = (range: Range, shape: Shape, simulations: number): number => {
    const workers = typical(range);
    const candidate: Candidate = { model: range.model, workers, shape };
    return likelihood(candidate, simulations) + evidence(range.model, workers) + logPrior(range);
  };
  const coarse = ranges(calls).flatMap((range) =>
    SHAPES.map((shape) => ({ range, shape, log: score(range, shape, effort.coarse) })),
  );
  const best = coarse.reduce((most, { log }) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  const fine = coarse
    .filter(({ log }) => log > best - HOPELESS)
    .flatMap(({ range, shape }) =>
      split(range).map((part) => ({ range: part, log: score(part, shape, effort.fine) })),
    );
  return normalized(fine);
}

function typical({ from, to }: Range): number {
  return to === Number.POSITIVE_INFINITY ? to : Math.round(Math.sqrt(from * to));
}

function logPrior({ model, from, to }: Range): number {
  if (to === Number.POSITIVE_INFINITY) return Math.log(PRIOR_UNLIMITED);
  return Math.log(PRIOR[model] * Math.log((to + 0.5) / (from - 0.5)));
}

function ranges(calls: number): Range[] {
  const limited: Range[] = [
    { model: 'shared', from: 1, to: calls - 1 },
    { model: 'own', from: 2, to: 5 * calls },
    { model: 'pools', from: 2 * POOL - 1, to: 2 * calls },
    { model: 'paced', from: 1, to: calls - 1 },
    { model: 'sharing', from: 1, to: Math.floor(calls / SHARING_SLOWDOWN) },
  ];
  return [
    ...limited.flatMap((range) => parts(range, COARSE)),
    { model: 'shared', from: calls, to: Number.POSITIVE_INFINITY },
  ];
}

function split(range: Range): Range[] {
  return range.to === Number.POSITIVE_INFINITY ? [range] : parts(range, FINE);
}

function parts({ model, from, to }: Range, ratio: number): Range[] {
  const found: Range[] = [];
  for (let start = from; start <= to;) {
    const end = Math.min(to, Math.max(start, Math.floor(start * ratio)));
    found.push({ model, from: start, to: end });
    start = end + 1;
  }
  return found;
}

function normalized(scored: readonly { range: Range; log: number }[]): Weighed[] {
  const total = logSumExp(scored.map(({ log }) => log));
  const byRange = new Map<string, Weighed>();
  for (const { range, log } of scored) {
    const key = `${range.model} ${range.from}`;
    const before = byRange.get(key)?.probability ?? 0;
    byRange.set(key, {
      model: range.model,
      workers: range.from,
      upTo: range.to,
      probability: before + Math.exp(log - total),
    });
  }
  return [...byRange.values()];
}
