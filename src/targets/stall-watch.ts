import type { StallWatch } from '../core/fire.ts';
import { LEAST_STALL_MS, type Stall } from '../core/timeline/stalls.ts';

/** Half of the shortest stall that counts, so each of those makes a beat late. */
const BEAT_MS = LEAST_STALL_MS / 2;

/**
 * Watches the event loop by a timer: a late beat is a time in which no answer was noticed. `now` is a
 * monotonic clock that runs on while the process is stopped.
 */
export function stallWatch(now: () => number): StallWatch {
  return (since) => {
    const stalls: Stall[] = [];
    let due = since + BEAT_MS;
    let lateFrom: number | undefined;
    const note = (): void => {
      if (lateFrom !== undefined) stalls.push({ from: lateFrom, to: now() });
      lateFrom = undefined;
    };
    const check = (): void => {
      const beatAt = now();
      if (beatAt - due >= LEAST_STALL_MS) lateFrom ??= due;
      due = beatAt + BEAT_MS;
    };
    const timer = setInterval(() => {
      check();
      // What came in meanwhile is read in this turn of the event loop, after its timers.
      if (lateFrom !== undefined) setImmediate(note);
    }, BEAT_MS);
    return () => {
      clearInterval(timer);
      check(); // the last answers may have been read before the timer could beat
      note();
      return stalls;
    };
  };
}
