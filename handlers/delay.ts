import type { Parameter } from './request.ts';

/** How long to wait; below the 30 s at which an HTTP API gives up. The default is that of the question. */
export const DELAY: Parameter = { name: 'delay', unit: 'ms', fallback: 5_000, most: 25_000 };
