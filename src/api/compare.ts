import { defined } from '../core/defined.ts';
import { UsageError } from '../errors.ts';
import { renderComparisonJson } from '../reporters/json.ts';
import { runComparison } from '../run-requests.ts';
import type { CheckOptions } from './check-options.ts';
import { hooksOf, requested } from './requested.ts';
import type { Comparison } from './run-file.ts';
import { toComparisonArguments } from './to-arguments.ts';

/** How to compare, by the options of `check` that apply. */
export interface CompareOptions extends Pick<
  CheckOptions,
  | 'calls'
  | 'bursts'
  | 'solo'
  | 'timeout'
  | 'apiUrl'
  | 'region'
  | 'signal'
  | 'onProgress'
  | 'onNotice'
> {
  /** `deployed` or `deployed:STAGE` adds what is deployed on AWS. */
  readonly target?: 'deployed' | `deployed:${string}`;
  /** How long the routes that wait take, ms. Default 1,000. */
  readonly delay?: number;
  /** Called before each route, and without a route while the service starts. */
  readonly onCell?: (cell: {
    readonly mode: 'one-process' | 'instance-per-call' | 'deployed';
    readonly route?: string;
  }) => void;
}

/**
 * Checks the three routes of the service in one process and with an instance per call, as `--compare` does. The
 * service is only in a clone of the repository. If the signal aborts, it resolves with what had finished, marked
 * as `interrupted`.
 * @returns a run for each route and each way to run it, as the run file has them
 * @throws {UsageError} if an option is wrong, or if the service is not here
 * @throws {TargetError} if the service does not start, or if a route cannot be called
 * @throws the reason of the signal, if it aborts before a run has finished
 */
export async function compare(options: CompareOptions = {}): Promise<Comparison> {
  const request = await requested(toComparisonArguments(options), options.signal);
  if (request.do !== 'compare') throw new UsageError('expected a comparison');
  const { signal, onCell } = options;
  const { cells, interrupted } = await runComparison(request, {
    ...hooksOf(options),
    ...defined({ onCell }),
  });
  if (cells.length === 0) signal?.throwIfAborted();
  const file: Comparison = JSON.parse(renderComparisonJson(cells, defined({ interrupted })));
  return file;
}
