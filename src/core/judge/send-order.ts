import { durationMs } from '../invocation.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** At this level the order cannot be chance. */
const SIGNIFICANT = 0.01;

/** In a queue this share of the pairs of a served and a waiting call are in the order sent. */
const IN_ORDER = 0.9;

/**
 * Whether the calls that were served first are those that were sent first, as in a queue: in nearly all
 * pairs of one of the `served` fastest calls and one of the others, and by chance in fewer than 1 of 100
 * cases (Mann and Whitney, "On a test of whether one of two random variables is stochastically larger than
 * the other", 1947, whose extreme value has the chance 1 / C(n, k)).
 */
export function isInSendingOrder({ answered }: Timeline, served: number): boolean {
  const bySending = answered.toSorted((a, b) => a.sentAt - b.sentAt || a.call - b.call);
  const fastest = new Set(
    answered.toSorted((a, b) => durationMs(a) - durationMs(b)).slice(0, served),
  );
  const others = answered.length - fastest.size;
  if (others <= 0 || 1 / choose(answered.length, fastest.size) > SIGNIFICANT) return false;
  let [waiting, inverted] = [0, 0];
  for (const call of bySending) {
    if (fastest.has(call)) inverted += waiting;
    else waiting += 1;
  }
  return 1 - inverted / (fastest.size * others) >= IN_ORDER;
}

function choose(of: number, chosen: number): number {
  let ways = 1;
  for (let n = 1; n <= chosen; n += 1) ways *= (of - chosen + n) / n;
  return ways;
}
