import { closest, distance } from 'fastest-levenshtein';
import type { Expectation } from '../core/expectation.ts';
import { VERDICT_KINDS } from '../core/verdict.ts';
import { UsageError } from '../errors.ts';

/** A word at most this many letters away from a kind is taken for a typo. */
const MOST_TYPOS = 3;

/**
 * Reads the value of `--expect`: `KIND` or `KIND:N`.
 * @throws UsageError if the kind is unknown, or if N is not a whole number from 1.
 */
export function readExpectation(text: string): Expectation {
  const [name = '', workers, ...rest] = text.split(':');
  const kind = VERDICT_KINDS.find((known) => known === name);
  if (kind === undefined) {
    const nearest = closest(name, [...VERDICT_KINDS]);
    const hint = distance(name, nearest) <= MOST_TYPOS ? `; did you mean ${nearest}?` : '';
    throw new UsageError(
      `--expect: expected one of ${VERDICT_KINDS.join(', ')}, received ${name}${hint}`,
    );
  }
  if (workers === undefined) return { kind };
  if (kind === 'inconclusive') {
    throw new UsageError(`--expect: inconclusive takes no number of workers, received ${text}`);
  }
  if (rest.length > 0 || !/^[1-9]\d{0,5}$/.test(workers)) {
    throw new UsageError(
      `--expect: expected KIND or KIND:N with N a whole number from 1, received ${text}`,
    );
  }
  return { kind, workers: Number(workers) };
}
