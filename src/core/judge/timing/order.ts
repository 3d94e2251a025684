import { mean } from '../../statistics.ts';
import type { Profile } from './profile.ts';

/** How probable the order in which calls came back is, up to a common factor, if calls ... */
export interface OrderLikelihood {
  /** ... queue for one worker, */
  readonly serial: number;
  /** ... queue for several, */
  readonly queued: number;
  /** ... do not wait for each other. */
  readonly unordered: number;
}

/**
 * How probable it is that a queue keeps the order of sending. Servers accept connections in their
 * own order, so the order sent suggests a queue, but another order hardly rules one out.
 */
export const KEEPS_ORDER = 0.7;

/** Order without a queue: calls that start first get a little ahead of the others. */
const ORDER_OTHERWISE = 0.02;

/** A queue for one worker that mixes up neighbors all the same, on the network or when accepting. */
const MIXED_UP = 0.15;

/** Several workers that return calls in exactly the order sent. */
const IN_STEP = 0.02;

/** The order of fewer calls says nothing. */
const FEWEST_CALLS = 4;

/** From here on Spearman's correlation counts as "in the order sent", and by this factor more so. */
const IN_ORDER = { correlation: 0.9, factor: 10 } as const;

/** The chance of a descent at each step: of any order, of mixed neighbors, and of calls in order. */
const DESCENTS = { any: [0, 0.5], neighbors: [0.1, 0.5], inOrder: [0, 0.03] } as const;

/**
 * What the order says: one queue for one worker returns calls in the order sent, several workers mix
 * up neighbors, and if all are served together any order is as likely as any other, with
 * Spearman's correlation and the number of descents distributed as in a random permutation (Kendall and
 * Gibbons, "Rank Correlation Methods", 1990; David and Barton, "Combinatorial Chance", 1962).
 */
export function orderLikelihood({ calls, ordered, bySending }: Profile): OrderLikelihood {
  if (!ordered || calls < FEWEST_CALLS) return { serial: 1, queued: 1, unordered: 1 };
  const { correlation, descents } = orderOf(bySending);
  const steps = calls - 1;
  const aligned = correlation > 0 ? 1 : 0;
  const random =
    normalDensity(correlation, 1 / steps) * normalDensity(descents - steps / 2, (calls + 1) / 12);
  const anyOrder = aligned * binomialBetween({ steps, descents }, DESCENTS.any);
  const unordered = (1 - ORDER_OTHERWISE) * random + ORDER_OTHERWISE * anyOrder;
  const neighborsMixed = aligned * binomialBetween({ steps, descents }, DESCENTS.neighbors);
  const inOrder =
    correlation > IN_ORDER.correlation
      ? IN_ORDER.factor * binomialBetween({ steps, descents }, DESCENTS.inOrder)
      : 0;
  const blend = (fifo: number) => KEEPS_ORDER * fifo + (1 - KEEPS_ORDER) * unordered;
  return {
    serial: blend((1 - MIXED_UP) * inOrder + MIXED_UP * anyOrder),
    queued: blend((1 - IN_STEP) * neighborsMixed + IN_STEP * inOrder),
    unordered,
  };
}

/** Spearman's correlation with the order of sending, and how often a call came back after one sent later. */
function orderOf(bySending: readonly number[]): { correlation: number; descents: number } {
  const count = bySending.length;
  const middle = (count - 1) / 2;
  const order = bySending
    .map((duration, at) => ({ duration, at }))
    .toSorted((a, b) => a.duration - b.duration)
    .map(({ at }) => at);
  const products = order.map((at, rank) => (at - middle) * (rank - middle));
  return {
    correlation: ((mean(products) ?? 0) * 12) / (count ** 2 - 1),
    descents: order.filter((at, rank) => at < (order[rank - 1] ?? 0)).length,
  };
}

function normalDensity(deviation: number, variance: number): number {
  return Math.exp(-(deviation ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
}

const GRID = 16;

/** The chance of `descents` descents, if each step is one with a probability from that range. */
function binomialBetween(
  { steps, descents }: { steps: number; descents: number },
  [from, to]: readonly [number, number],
): number {
  const ways = logChoose(steps, descents);
  const chances = Array.from({ length: GRID }, (_, at) => {
    const p = from + ((at + 0.5) / GRID) * (to - from);
    return Math.exp(ways + descents * Math.log(p) + (steps - descents) * Math.log1p(-p));
  });
  return mean(chances) ?? 0;
}

function logChoose(of: number, chosen: number): number {
  let log = 0;
  for (let n = 1; n <= chosen; n += 1) log += Math.log((of - chosen + n) / n);
  return log;
}
