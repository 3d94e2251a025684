import { largest } from '../statistics.ts';
import type { Sighting } from './observed.ts';

/** Queues outside the server, in calls. */
export interface Queues {
  readonly notAccepted: number;
  readonly unread: number;
}

/** A server that is idle takes a call that comes in sooner than this, ms. */
const PASSING_MS = 50;

/**
 * The longest queues that lasted: a look may find a connection on its way, which is no queue. A queue
 * lasts if no look finds it shorter for a while.
 */
export function longestQueues({ waiting, overMs }: Sighting): Queues {
  const longest = (length: (one: Sighting['waiting'][number]) => number): number => {
    const lasting = waiting.map((one, index) => {
      const later = waiting.slice(index + 1);
      const until = later.find((next) => length(next) < length(one))?.at ?? overMs;
      return until - one.at >= PASSING_MS ? length(one) : 0;
    });
    return largest(lasting) ?? 0;
  };
  return { notAccepted: longest((one) => one.notAccepted), unread: longest((one) => one.unread) };
}
