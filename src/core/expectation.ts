import type { Verdict, VerdictKind } from './verdict.ts';

/** What `--expect` says: KIND, or KIND:N. */
export interface Expectation {
  readonly kind: VerdictKind;
  /** At least this many workers. */
  readonly workers?: number;
}

/** Whether the verdict is of the expected kind, with at least the expected workers by its lower bound. */
export function meets(verdict: Verdict, { kind, workers = 0 }: Expectation): boolean {
  if (verdict.kind !== kind) return false;
  return verdict.kind === 'inconclusive' || verdict.workers.low >= workers;
}
