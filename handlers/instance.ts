import { isMainThread } from 'node:worker_threads';

/** A call as the instance that serves it identifies it. */
export interface InstanceCall {
  /** Name of the instance. Random, because locally all instances have the same log stream. */
  readonly instance: string;
  /** Ordinal of the call on this instance, from 1. */
  readonly nth: number;
  /** Whether this is the first call on this instance. */
  readonly cold: boolean;
}

/**
 * 64 random bits, made once for each instance, because each loads this module once: on Lambda an
 * execution environment, locally a worker thread. V8 seeds Math.random from the system each time;
 * loading node:crypto would lengthen every cold start.
 */
const instance = random32Bits() + random32Bits();
let calls = 0;

/** Counts a call on this instance. */
export function countCall(): InstanceCall {
  calls += 1;
  return { instance, nth: calls, cold: calls === 1 };
}

function random32Bits(): string {
  return Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}

/** If the wall clock is further ahead than this, the environment was frozen in between. */
const MOST_DRIFT_MS = 20;

let wallAtZero = performance.timeOrigin;

/**
 * The wall clock, ms since 1970 in microsecond steps. Within an instance it follows the monotonic
 * clock and never goes back, so two calls that were served one after the other never seem to overlap.
 * With `Date.now()` they could: it counts whole milliseconds and is sometimes corrected.
 */
export function wallClock(): number {
  const drift = Date.now() - (wallAtZero + performance.now());
  if (drift > MOST_DRIFT_MS) wallAtZero += drift;
  return inMicrosecondSteps(wallAtZero + performance.now());
}

/** When this instance began to initialize and when its code was loaded, ms since 1970. */
export const initialization = {
  initStartedAt: inMicrosecondSteps(wallClock() - performance.now() + initStartMs()),
  initializedAt: wallClock(),
} as const;

/** When this instance started on the clock of the process, which all its worker threads share, ms. */
function initStartMs(): number {
  return isMainThread ? 0 : performance.nodeTiming.environment;
}

/** Rounds to microseconds. */
export function inMicrosecondSteps(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
