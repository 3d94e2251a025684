/**
 * Contention: at most half as many calls get done at a time as are in progress, so that the overlap
 * is more than half appearance. Half-way on a logarithmic scale between one and two workers, and as
 * far above the half of any number, so that two calls on one core are told from two on two cores.
 */
export function isContended(workers: number, inProgress: number): boolean {
  return workers < inProgress / 2 + (Math.SQRT2 - 1);
}

/** A call a quarter longer than alone shares something; a little later may be the price of a burst. */
export const SHARING_STRETCH = 1.25;
