import { isMainThread } from 'node:worker_threads';

/**
 * What an execution environment knows of itself. Made once for each environment, since a module is
 * loaded once in each: on Lambda one for each sandbox, locally one for each worker thread.
 */
export interface Visit {
  /** Names the environment; random, because locally every environment is told the same log stream. */
  readonly instance: string;
  /** 1 for the first call that this environment served. */
  readonly nth: number;
  readonly cold: boolean;
}

/** 64 bits, which V8 seeds from the system for each environment. node:crypto would lengthen every cold start. */
const instance = half() + half();
let visits = 0;

/** Counts a call and tells what the environment knows of it. */
export function visit(): Visit {
  visits += 1;
  return { instance, nth: visits, cold: visits === 1 };
}

function half(): string {
  return Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}

/** A wall clock further ahead than this tells that the environment was frozen meanwhile. */
const LARGEST_DRIFT_MS = 20;

let wallAtZero = performance.timeOrigin;

/**
 * Wall clock in ms since 1970, in microsecond steps. Within an environment it follows the monotonic
 * clock and never goes back, so that two calls served one after the other never seem to overlap;
 * `Date.now()` alone, with its whole milliseconds and its corrections, could make them.
 */
export function wallClock(): number {
  const drift = Date.now() - (wallAtZero + performance.now());
  if (drift > LARGEST_DRIFT_MS) wallAtZero += drift;
  return inMicrosecondSteps(wallAtZero + performance.now());
}

/** When this environment began to initialise, and when its code had been loaded: ms since 1970. */
export const initialization = {
  initStartedAt: inMicrosecondSteps(wallClock() - performance.now() + beginning()),
  initializedAt: wallClock(),
} as const;

/** A worker thread shares the zero of the process's clock, but began later. */
function beginning(): number {
  return isMainThread ? 0 : performance.nodeTiming.environment;
}

export function inMicrosecondSteps(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
