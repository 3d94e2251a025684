import type { ServerProcess } from '../observed/observed.ts';
import { largest, sum } from '../statistics.ts';
import type { MachineEvidence } from './evidence.ts';
import { poolSizeOf } from './pool-sizes.ts';

// How many threads serve calls, as far as their names or the command line show.

/** Threads that serve one call each. Puma names them (lib/puma/thread_pool.rb). */
const POOL_THREADS: readonly string[] = ['puma srv tp'];

/**
 * Threads that run an event loop each: Actix Web has one for each worker (actix-rt, src/arbiter.rs), and Tokio
 * several that share their tasks (runtime::Builder, thread_name). Linux keeps 15 characters of a name. Tokio's
 * threads for blocking code have the same name, but only once such code has run.
 */
const LOOP_THREADS: readonly string[] = ['actix-rt|system', 'tokio-rt-worker', 'tokio-runtime-w'];

/** The threads of all processes together that serve one call each; `undefined` if that is unknown of any. */
export function poolThreads(machine: MachineEvidence): number | undefined {
  const sizes = machine.processes.map((one) => poolThreadsOf(one, machine));
  const known = sizes.flatMap((size) => size ?? []);
  return known.length < sizes.length ? undefined : sum(known);
}

/** A pool may grow up to its size, so with fewer threads, its size may be larger. */
function poolThreadsOf(server: ServerProcess, machine: MachineEvidence): number | undefined {
  return threadsNamed(POOL_THREADS, server, machine) ?? poolSizeOf(server);
}

/** The threads of a single process that run an event loop each; `undefined` if it is not known to have any. */
export function loopThreads(machine: MachineEvidence): number | undefined {
  const [server, another] = machine.processes;
  if (server === undefined || another !== undefined) return undefined;
  return threadsNamed(LOOP_THREADS, server, machine);
}

/** The most threads of a process that had one of these names. */
function threadsNamed(
  names: readonly string[],
  { pid }: ServerProcess,
  { bursts }: MachineEvidence,
): number | undefined {
  return largest(
    bursts.flatMap(({ observed }) =>
      observed.processes
        .filter((one) => one.pid === pid)
        .flatMap(({ threadNames = [] }) => threadNames)
        .flatMap(({ name, threads }) => (names.includes(name) ? [threads] : [])),
    ),
  );
}
