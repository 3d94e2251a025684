import type { PerformanceNodeTiming } from 'node:perf_hooks';

declare global {
  /** `performance` has the browser's type once DOM types are loaded; Node's API adds to it. */
  interface Performance {
    readonly nodeTiming: PerformanceNodeTiming;
  }
}
