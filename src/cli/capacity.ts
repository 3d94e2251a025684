import { UsageError } from '../errors.ts';

/** What the machine that fires has to give. */
export interface Machine {
  readonly freeMemoryBytes: number;
  /** How many files and sockets a process may have open; unknown on some systems. */
  readonly openFiles?: number;
}

/** A local instance is a worker thread: 11 MB were measured, and the service needs some itself. */
const BYTES_PER_INSTANCE = 12 * 1024 * 1024;

/** Files that are open anyway: streams, the output, the channel to the local service. */
const OPEN_ANYWAY = 64;

/**
 * Refuses a burst that this machine cannot hold, before anything is fired.
 * @throws UsageError that names what is short, and how to get by.
 */
export function assertWithinMachine(
  { calls, localInstances }: { readonly calls: number; readonly localInstances: boolean },
  { freeMemoryBytes, openFiles }: Machine,
): void {
  if (openFiles !== undefined && calls + OPEN_ANYWAY > openFiles) {
    throw new UsageError(
      `${calls} calls need as many open sockets, and this process may open ${openFiles} files; raise the limit (ulimit -n ${calls + 2 * OPEN_ANYWAY}), or lower --calls`,
    );
  }
  const needed = calls * BYTES_PER_INSTANCE;
  if (localInstances && needed > freeMemoryBytes) {
    throw new UsageError(
      `${calls} local instances need about ${gigabytes(needed)} of memory, and ${gigabytes(freeMemoryBytes)} are free; lower --calls, or use --in-process`,
    );
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}
