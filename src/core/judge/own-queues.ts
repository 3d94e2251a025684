import { servedByProcesses } from '../observed/server-processes.ts';
import { largest, sum } from '../statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { leaveOpen, type Decided, type Verdict } from '../verdict.ts';
import { isInSendingOrder } from './send-order.ts';

// With a queue for each worker, one that got no call cannot be seen.

/** A burst that shows a verdict. */
export interface DecidedBurst {
  readonly timeline: Timeline;
  readonly verdict: Decided;
}

/** A chance above this leaves open whether there are more workers, one of which got no call. */
const IMPROBABLE = 0.01;

/**
 * Even waves may be chance if each worker has its own queue. They are not if another burst has even
 * waves, too, and the calls sent first came back first.
 */
export function queueMayHide(burst: DecidedBurst, other: DecidedBurst): Verdict | undefined {
  const { verdict } = burst;
  const { high } = verdict.workers;
  if (queuesOf(burst) !== 'shared' || high === null) return undefined;
  const queues = queuesOf(other) === 'own' ? 'own' : 'unknown';
  const chance = chanceOfHiddenQueue([burst, other], high, queues);
  if (chance <= IMPROBABLE) return undefined;
  return leaveOpen(verdict, { code: 'queue-may-hide', workers: high, chance });
}

/** If calls fell on the queues less evenly than by chance, a worker may lack calls, unless all workers are known. */
export function workersMayLack(burst: DecidedBurst, other: DecidedBurst): Verdict | undefined {
  const { timeline, verdict } = burst;
  if (verdict.workers.high === null || servedByProcesses(timeline.answered)) return undefined;
  const waves = [burst, other].flatMap((one) => wavesOf(one) ?? []);
  const own = waves.filter(({ queues }) => queues === 'own');
  const [uneven] = own.flatMap(({ sizes }) => unevenQueues(sizes) ?? []);
  return uneven && leaveOpen(verdict, { code: 'uneven-queues', ...uneven });
}

export function queuesOf(burst: DecidedBurst): 'shared' | 'own' | undefined {
  return wavesOf(burst)?.queues;
}

function wavesOf({ verdict }: DecidedBurst) {
  return verdict.reasons.find((reason) => reason.code === 'waves');
}

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

/** The quantile of the normal distribution that one of 100 values exceeds by chance. */
const ONE_IN_100 = 2.326;

/**
 * The least and the most calls that fell on a queue, if calls fell less evenly on the queues than chance would have
 * it: Pearson's chi-squared test at 1 % (its critical value: Wilson and Hilferty, "The distribution of chi-square",
 * 1931). Of workers that race for connections, one may get none, however many there are.
 */
export function unevenQueues(
  sizesOfWaves: readonly number[],
): { readonly least: number; readonly most: number } | undefined {
  const lengths = Array.from(
    { length: largest(sizesOfWaves) ?? 0 },
    (_, queue) => sizesOfWaves.filter((size) => size > queue).length,
  );
  const freedom = lengths.length - 1;
  if (freedom < 1) return undefined;
  const expected = sum(lengths) / lengths.length;
  const squared = sum(lengths.map((length) => (length - expected) ** 2 / expected));
  const part = 2 / (9 * freedom);
  const critical = freedom * (1 - part + ONE_IN_100 * Math.sqrt(part)) ** 3;
  if (squared <= critical) return undefined;
  return { least: Math.min(...lengths), most: Math.max(...lengths) };
}
