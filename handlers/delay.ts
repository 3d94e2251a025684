import type { Parameter } from './request.ts';

/**
 * The time to wait, ms. The maximum leaves room below the 30 s after which an HTTP API times out. The
 * default is the time in the question that this project answers.
 */
export const DELAY: Parameter = { name: 'delay', unit: 'ms', fallback: 5_000, most: 25_000 };
