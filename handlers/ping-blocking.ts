import { DELAY } from './delay.ts';
import { route } from './route.ts';

const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/** Blocks its thread while it waits, as `time.sleep` does in Python, and with it the event loop. */
export const handler = route({
  path: '/ping/blocking',
  parameter: DELAY,
  work: (ms) => void Atomics.wait(neverNotified, 0, 0, ms),
});
