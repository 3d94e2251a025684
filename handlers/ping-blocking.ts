import { DELAY } from './delay.ts';
import { route } from './route.ts';

const nobodyWakesUs = new Int32Array(new SharedArrayBuffer(4));

/** Blocks its thread while it waits, as `time.sleep` does: nothing else happens on this event loop. */
export const handler = route({
  path: '/ping/blocking',
  parameter: DELAY,
  work: (ms) => void Atomics.wait(nobodyWakesUs, 0, 0, ms),
});
