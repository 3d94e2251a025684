/**
 * Contention: at most half as many calls get done at a time as are in progress, so more than half of
 * the overlap is only apparent. The threshold lies half-way between one and two workers on a
 * logarithmic scale (the square root of 2), and equally far above half of any other number: so two
 * calls on one core are not mistaken for two on two cores.
 */
export function isContended(workers: number, inProgress: number): boolean {
  return workers < inProgress / 2 + (Math.SQRT2 - 1);
}

/** A call a quarter longer than a solo call shares something; less may be the overhead of a burst. */
export const SHARING_SLOWDOWN = 1.25;
