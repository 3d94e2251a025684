import type { Expectation } from '../../core/expectation.ts';
import type { Verdict } from '../../core/verdict.ts';
import { workerCount } from './worker-count.ts';

/** What was expected: `parallel with at least 3 at a time`. */
export function expectationWords({ kind, workers }: Expectation): string {
  return workers === undefined ? kind : `${kind} with at least ${workers} at a time`;
}

/** Why the expectation was not met: `expected serial, but the verdict is parallel, ...`. */
export function mismatch(verdict: Verdict, expected: Expectation): string {
  const reached =
    verdict.kind === 'inconclusive'
      ? verdict.kind
      : `${verdict.kind}, ${workerCount(verdict.workers)} at a time`;
  return `expected ${expectationWords(expected)}, but the verdict is ${reached}`;
}
