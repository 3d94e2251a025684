import type { PerformanceNodeTiming } from 'node:perf_hooks';

declare global {
  /** With the types of the browser beside those of Node, `performance` is the browser's. */
  interface Performance {
    readonly nodeTiming: PerformanceNodeTiming;
  }
}
