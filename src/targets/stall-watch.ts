import type { StallWatch } from '../core/fire.ts';
import { LEAST_STALL_MS, type Stall } from '../core/timeline/stalls.ts';

/** Half of the shortest stall that counts, so each of those makes a beat late. */
const BEAT_MS = LEAST_STALL_MS / 2;

/**
 * Watches the event loop by a timer: a late beat is a time in which no answer was noticed. `now` is a
 * monotonic clock that runs on while the process is stopped.
 */
export function stallWatch(now: () => number): StallWatch {
  return () => {
    const stalls: Stall[] = [];
    let due = now() + BEAT_MS;
    const noteIfLate = (from: number): void => {
      const to = now();
      if (to - from >= LEAST_STALL_MS) stalls.push({ from, to });
    };
    const timer = setInterval(() => {
      const expected = due;
      const beatAt = now();
      due = beatAt + BEAT_MS;
      // What came in meanwhile is read in this turn of the event loop, after its timers.
      if (beatAt - expected >= LEAST_STALL_MS) setImmediate(() => noteIfLate(expected));
    }, BEAT_MS);
    return () => {
      clearInterval(timer);
      noteIfLate(due); // the last answers may have been read before the timer could beat
      return stalls;
    };
  };
}
