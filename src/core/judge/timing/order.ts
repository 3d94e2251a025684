import { mean } from '../../statistics.ts';
import type { Profile } from './profile.ts';

/** How probable the order of coming back is, up to a common factor, if calls ... */
export interface OrderLikelihood {
  /** ... queue for one worker, */
  readonly serial: number;
  /** ... queue for several, */
  readonly queued: number;
  /** ... do not wait for each other. */
  readonly unordered: number;
}

/**
 * A queue may be in another order than the calls were sent: connections are accepted in an order of
 * their own. So order speaks for a queue, and its absence hardly against one.
 */
const KEEPS_ORDER = 0.7;

/** Order without a queue, as where those that begin first get a little ahead of the others. */
const ORDER_OTHERWISE = 0.02;

/** A queue for one that mixes up some neighbours all the same, on the network or when accepting. */
const MIXED_UP = 0.15;

/** Several workers that give calls back in the very order sent. */
const IN_STEP = 0.02;

/**
 * What the order tells: one queue for one worker gives calls back in the order sent, several workers
 * mix up neighbours, and where all are served together any order is as likely as any other, with
 * Spearman's correlation and the number of descents distributed as in a random permutation (Kendall and
 * Gibbons, "Rank Correlation Methods", 1990; David and Barton, "Combinatorial NoiseEstimate", 1962).
 */
export function orderLikelihood({ calls, ordered, bySending }: Profile): OrderLikelihood {
  if (!ordered || calls < 4) return { serial: 1, queued: 1, unordered: 1 };
  const { correlation, descents } = orderOf(bySending);
  const steps = calls - 1;
  const aligned = correlation > 0 ? 1 : 0;
  const random =
    normalDensity(correlation, 1 / steps) * normalDensity(descents - steps / 2, (calls + 1) / 12);
  const anyOrder = aligned * binomialBetween({ steps, descents }, [0, 0.5]);
  const unordered = (1 - ORDER_OTHERWISE) * random + ORDER_OTHERWISE * anyOrder;
  const neighboursMixed = aligned * binomialBetween({ steps, descents }, [0.1, 0.5]);
  const inOrder = correlation > 0.9 ? 10 * binomialBetween({ steps, descents }, [0, 0.03]) : 0;
  const blend = (fifo: number) => KEEPS_ORDER * fifo + (1 - KEEPS_ORDER) * unordered;
  return {
    serial: blend((1 - MIXED_UP) * inOrder + MIXED_UP * anyOrder),
    queued: blend((1 - IN_STEP) * neighboursMixed + IN_STEP * inOrder),
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

/** The chance of so many descents, where each step is one with a probability from that range. */
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
