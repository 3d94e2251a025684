import { formatCount } from '../core/format-count.ts';
import { UsageError } from '../errors.ts';

/** What limits a burst on the machine that fires it. */
export interface Machine {
  readonly freeMemoryBytes: number;
  /** How many files and sockets a process may have open; absent if the system does not say. */
  readonly openFiles?: number;
}

/** A local instance is a worker thread: 11 MiB were measured, and the service itself needs some. */
const BYTES_PER_INSTANCE = 12 * 1024 * 1024;

/** Files that are open in any run: streams, output files, the channel to the local service. */
const OTHER_OPEN_FILES = 64;

/**
 * Checks that this machine has room for a burst, before anything is fired.
 * @throws UsageError if it would need more open files or more memory than there is.
 */
export function assertWithinMachine(
  { calls, localInstances }: { readonly calls: number; readonly localInstances: boolean },
  { freeMemoryBytes, openFiles }: Machine,
): void {
  if (openFiles !== undefined && calls + OTHER_OPEN_FILES > openFiles) {
    throw new UsageError(
      `-n ${calls} needs ${formatCount(calls)} open sockets, but this process may open only ${formatCount(openFiles)} files. Raise the limit (ulimit -n ${calls + 2 * OTHER_OPEN_FILES}) or lower -n`,
    );
  }
  const neededBytes = calls * BYTES_PER_INSTANCE;
  if (localInstances && neededBytes > freeMemoryBytes) {
    throw new UsageError(
      `-n ${calls}: as many local instances need about ${gibibytes(neededBytes)} of memory, but only ${gibibytes(freeMemoryBytes)} is free. Lower -n or use --in-process`,
    );
  }
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
