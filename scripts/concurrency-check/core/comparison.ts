import type { Run } from './run.ts';

/** One cell of the comparison: a route, called one way. */
export interface ComparedRun {
  readonly route: string;
  readonly mode: 'one-process' | 'instance-per-call';
  readonly run: Run;
}
