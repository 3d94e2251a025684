import { KEEPS_ORDER } from './order.ts';
import type { Profile } from './profile.ts';

/** The probability left out at the upper end of the interval. */
const TAIL = 0.01;

/** A queue for each worker is half as probable beforehand as one queue for all. */
const PRIOR_OWN = 0.5;

/** Up to this many waves one queue for all workers is possible, too; more of them have even sizes then. */
const WAVES_OF_ONE_QUEUE = 2;

/** More workers than this for each call are not distinguished. */
const MOST_WORKERS_PER_CALL = 16;

/**
 * Workers from the sizes of waves that get smaller. With a queue for each worker and calls spread by
 * chance, the sizes show how many workers got at least one call, two, three, and so on. So workers are
 * found like the number of cells from the balls thrown into them (the classical occupancy problem:
 * Feller, "An Introduction to Probability Theory and Its Applications", volume 1, 1968, II.5). There are
 * at least as many as calls in the first wave.
 */
export function occupancy(
  sizes: readonly number[],
  profile: Profile,
): { workers: number; low: number; high: number } {
  const busy = sizes[0] ?? 0;
  const options = weighOwnQueues(sizes, profile.calls);
  if (sizes.length <= WAVES_OF_ONE_QUEUE) {
    const order = profile.ordered ? orderOfOwnQueues(profile, busy) : 1;
    for (const option of options) option.weight *= PRIOR_OWN * order;
    options.unshift({ workers: busy, weight: 1 / busy });
  }
  const total = options.reduce((all, { weight }) => all + weight, 0);
  const likeliest = options.reduce((a, b) => (b.weight > a.weight ? b : a)).workers;
  let above = 0;
  for (const { workers, weight } of options.toReversed()) {
    above += weight / total;
    if (above > TAIL) return { workers: Math.min(likeliest, workers), low: busy, high: workers };
  }
  return { workers: likeliest, low: busy, high: busy };
}

interface Option {
  readonly workers: number;
  weight: number;
}

/** The chance of exactly these sizes for each number of workers, with a prior even on the logarithmic scale. */
function weighOwnQueues(sizes: readonly number[], calls: number): Option[] {
  const busy = sizes[0] ?? 0;
  const withLoad = sizes.map((size, wave) => size - (sizes[wave + 1] ?? 0));
  const logFactorial = logFactorials(MOST_WORKERS_PER_CALL * calls);
  const same =
    logFactorial[calls]! -
    withLoad.reduce(
      (all, count, wave) => all + logFactorial[count]! + count * logFactorial[wave + 1]!,
      0,
    );
  return Array.from({ length: MOST_WORKERS_PER_CALL * calls - busy + 1 }, (_, idle) => {
    const workers = busy + idle;
    const log = same + logFactorial[workers]! - logFactorial[idle]! - calls * Math.log(workers);
    return { workers, weight: Math.exp(log) / workers };
  });
}

/**
 * How much less probable the order is than with one queue, in which the calls sent last are the ones that
 * waited. With a queue for each worker, any call but the first in each may wait.
 */
function orderOfOwnQueues({ bySending, durations, calls }: Profile, busy: number): number {
  const waiting = calls - busy;
  const longest = (durations[busy - 1]! + durations[busy]!) / 2;
  const lastOnes = bySending.slice(busy).every((duration) => duration > longest);
  if (!lastOnes) return 1 / (1 - KEEPS_ORDER);
  let chance = 1;
  for (let left = waiting; left > 0; left -= 1) {
    chance *= Math.min(1, (2 * left) / (calls - waiting + left));
  }
  return chance / KEEPS_ORDER;
}

function logFactorials(upTo: number): Float64Array {
  const logs = new Float64Array(upTo + 1);
  for (let n = 2; n <= upTo; n += 1) logs[n] = logs[n - 1]! + Math.log(n);
  return logs;
}
