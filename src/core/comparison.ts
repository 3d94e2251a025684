import type { Run } from './run.ts';

/** How the handlers of our own service are run. */
export const COMPARISON_MODES = ['one-process', 'instance-per-call', 'deployed'] as const;
export type ComparisonMode = (typeof COMPARISON_MODES)[number];

/** The routes of our own service that are checked. */
export const SERVICE_ROUTES = ['/ping', '/ping/blocking', '/ping/cpu'] as const;

/** One cell of the comparison: a route, called one way. */
export interface ComparisonCell {
  readonly route: string;
  readonly mode: ComparisonMode;
  readonly run: Run;
}
