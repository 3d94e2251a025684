import { sum } from '../statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { isInSendingOrder } from './send-order.ts';

/**
 * The chance that `workers + 1` workers with a queue each look like one queue for `workers` in all of these
 * bursts: calls fall on the queues at random, one queue gets none, the others get nearly equally many (the
 * classical occupancy problem: Feller, "An Introduction to Probability Theory and Its Applications", volume
 * 1, 1968), and those sent first come back first, if they do. If it is known that each worker has a queue,
 * even ones are no evidence of another kind, and only the empty one counts.
 */
export function chanceOfHiddenQueue(
  bursts: readonly { readonly timeline: Timeline }[],
  workers: number,
  queues: 'unknown' | 'own' = 'unknown',
): number {
  const chances = bursts.map(({ timeline }) => {
    const calls = timeline.answered.length;
    // Without a second wave nothing shows.
    if (calls <= workers) return 1;
    const oneIsEmpty = Math.min(1, (workers + 1) * (workers / (workers + 1)) ** calls);
    if (queues === 'own') return oneIsEmpty;
    const ordered = isInSendingOrder(timeline, workers) ? chanceOfEven(workers, workers) : 1;
    return oneIsEmpty * chanceOfEven(calls, workers) * ordered;
  });
  return chances.reduce((all, chance) => all * chance, 1);
}

/** The chance that calls, at random, fall on the queues as evenly as they can. */
export function chanceOfEven(calls: number, queues: number): number {
  const longer = calls % queues;
  const each = Math.floor(calls / queues);
  const ways =
    logFactorial(calls) - longer * logFactorial(each + 1) - (queues - longer) * logFactorial(each);
  const whichAreLonger =
    logFactorial(queues) - logFactorial(longer) - logFactorial(queues - longer);
  return Math.exp(ways + whichAreLonger - calls * Math.log(queues));
}

function logFactorial(of: number): number {
  return sum(Array.from({ length: of }, (_, n) => Math.log(n + 1)));
}
