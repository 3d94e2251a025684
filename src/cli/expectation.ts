import { closest, distance } from 'fastest-levenshtein';
import type { Expectation } from '../core/expectation.ts';
import { VERDICT_KINDS } from '../core/verdict.ts';
import { UsageError } from '../errors.ts';

/** So few letters are a slip. */
const NEAR = 3;

/** @throws UsageError, with the kind that is nearest to what was written. */
export function readExpectation(text: string): Expectation {
  const [name = '', workers, ...rest] = text.split(':');
  const kind = VERDICT_KINDS.find((known) => known === name);
  if (kind === undefined) {
    const nearest = closest(name, [...VERDICT_KINDS]);
    const near = distance(name, nearest) <= NEAR ? `; did you mean ${nearest}?` : '';
    throw new UsageError(
      `--expect: expected one of ${VERDICT_KINDS.join(', ')}; received ${name}${near}`,
    );
  }
  if (workers === undefined) return { kind };
  if (kind === 'inconclusive') {
    throw new UsageError(`--expect: inconclusive has no number of workers, received ${text}`);
  }
  if (rest.length > 0 || !/^[1-9]\d{0,5}$/.test(workers)) {
    throw new UsageError(
      `--expect: expected KIND or KIND:N, N a whole number from 1; received ${text}`,
    );
  }
  return { kind, workers: Number(workers) };
}
