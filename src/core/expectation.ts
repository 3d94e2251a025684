import type { Verdict, VerdictKind } from './verdict.ts';

/** What `--expect` says: KIND, or KIND:N. */
export interface Expectation {
  readonly kind: VerdictKind;
  /** At least so many workers. */
  readonly workers?: number;
}

/** Whether the kind is the expected one, and as many workers are sure: the low end of the interval counts. */
export function meets(verdict: Verdict, { kind, workers = 0 }: Expectation): boolean {
  if (verdict.kind !== kind) return false;
  return verdict.kind === 'inconclusive' || verdict.workers.low >= workers;
}
