import type { Expectation } from '../../core/expectation.ts';
import { workersWords } from '../../core/phrases.ts';
import type { Verdict } from '../../core/verdict.ts';

/** `parallel with at least 3 at a time` */
export function expectationWords({ kind, workers }: Expectation): string {
  return workers === undefined ? kind : `${kind} with at least ${workers} at a time`;
}

/** Why the expectation was not met, in one line. */
export function mismatch(verdict: Verdict, expected: Expectation): string {
  const wanted = expectationWords(expected);
  const got =
    verdict.kind === 'inconclusive'
      ? verdict.kind
      : `${verdict.kind}, ${workersWords(verdict.workers)}`;
  return `expected ${wanted}, but the verdict is ${got}`;
}
