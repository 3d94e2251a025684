import type { Verdict, VerdictKind } from '../verdict.ts';

/** A verdict that `--expect` accepts: a kind or any but serial, with at least this many workers. */
export interface Accepted {
  readonly kind: VerdictKind | 'not-serial';
  readonly workers?: number;
}

/** What `--expect` says: one of these verdicts. */
export type Expectation = readonly Accepted[];

/** Whether the verdict is one of those expected, with the expected workers by its lower bound. */
export function meets(verdict: Verdict, expectation: Expectation): boolean {
  return expectation.some(
    ({ kind, workers = 0 }) =>
      isOfKind(verdict.kind, kind) &&
      (verdict.kind === 'inconclusive' || verdict.workers.low >= workers),
  );
}

/** Concurrent and parallel calls overlap, too; of these it is known where. */
const OVERLAPPING: readonly VerdictKind[] = ['overlapping', 'concurrent', 'parallel'];

function isOfKind(kind: VerdictKind, accepted: Accepted['kind']): boolean {
  if (accepted === 'not-serial') return kind !== 'serial' && kind !== 'inconclusive';
  return accepted === 'overlapping' ? OVERLAPPING.includes(kind) : kind === accepted;
}
