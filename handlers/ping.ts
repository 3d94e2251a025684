import { setTimeout as wait } from 'node:timers/promises';
import { DELAY } from './delay.ts';
import { route } from './route.ts';

/** Waits without blocking, so other calls on the same event loop go on. */
export const handler = route({ path: '/ping', parameter: DELAY, work: (ms) => wait(ms) });
