import { defined } from '../core/defined.ts';
import { buildScanTable } from '../core/scan/scan-table.ts';
import { UsageError } from '../errors.ts';
import { renderScanJson } from '../reporters/json.ts';
import { runScan } from '../run-requests.ts';
import type { CheckOptions } from './check-options.ts';
import { hooksOf, requested } from './requested.ts';
import type { Scan } from './run-file.ts';
import { toScanArguments } from './to-arguments.ts';

/** What to try, and how: all options of `check` except those that concern a single run. */
export interface ScanOptions extends Omit<
  CheckOptions,
  'target' | 'calls' | 'why' | 'bystander' | 'cold'
> {
  /** One target as in `check`, or several to compare: each of them gets rows of its own. */
  readonly target: string | URL | readonly (string | URL)[];
  /**
   * Values to try, by name: with `{ workers: [1, 2, 4] }`, each of them takes the place of `{workers}` in the
   * target and in the command. Two lists make a grid. May be left out if there are several targets.
   */
  readonly scan?: Readonly<Record<string, readonly (string | number)[]>>;
  /** Calls in a burst, 2 to 10,000, the same in every row. Default 10. */
  readonly calls?: number;
  /** Called before each row, which counts from 1. */
  readonly onRow?: (row: {
    readonly nth: number;
    readonly of: number;
    readonly values: Readonly<Record<string, string>>;
  }) => void;
}

/**
 * Runs a check for each value or each target, as `--scan` does, and compares them by their throughput. A row whose
 * target cannot be called has no verdict; the others go on. If the signal aborts, it resolves with the rows that
 * had finished, marked as `interrupted`.
 * @returns the rows as the run file has them, and which is the best
 * @throws {UsageError} if an option is wrong, before anything is fired
 * @throws the reason of the signal, if it aborts before a row has finished
 */
export async function scan(options: ScanOptions): Promise<Scan> {
  const request = await requested(toScanArguments(options), options.signal);
  if (request.do !== 'scan') {
    throw new UsageError(
      'scan: expected values to try, such as { workers: [1, 2, 4] }, or several targets, received neither',
    );
  }
  const { signal, onRow } = options;
  const { rows, interrupted } = await runScan(request, {
    ...hooksOf(options),
    ...defined({ onRow }),
  });
  if (rows.length === 0) signal?.throwIfAborted();
  const file: Scan = JSON.parse(renderScanJson(buildScanTable(rows, interrupted)));
  return file;
}
