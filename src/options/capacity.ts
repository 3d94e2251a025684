import { formatCount } from '../core/format-count.ts';
import { secondSize } from '../core/judge/needed-tests.ts';
import type { Plan } from '../core/plan.ts';
import { FIRST_CALLS } from '../core/ramp.ts';
import type { Mode } from '../targets/local-service.ts';
import { UsageError } from '../errors.ts';

/** What limits a burst on the machine that fires it. */
export interface Machine {
  readonly freeMemoryBytes: number;
  /** How many files and sockets a process may have open; absent if the system does not say. */
  readonly openFiles?: number;
}

/** A local instance is a worker thread: 11 MiB were measured, and the service itself needs some. */
const BYTES_PER_INSTANCE = 12 * 1024 * 1024;

/** Files that are open in any run: 23 were counted, and there may be five output files. */
const OTHER_OPEN_FILES = 32;

/**
 * Open files of the local service. It starts with 80 but not with 64; running, 64 were counted with 40
 * calls in one process and 265 with 40 instances.
 */
const SERVICE_FILES = { toStart: 80, other: 40, perCall: 1, perInstance: 6 } as const;

/** What a check would fire, and how the local service would serve it, if that is the target. */
interface Demand {
  readonly plan: Plan;
  readonly service?: Mode;
}

/**
 * Checks that this machine has room for the largest burst of a plan, before anything is fired. Bursts
 * that grow just stop earlier if it has not; `notice` says so then.
 * @throws UsageError if the plan would need more open files or more memory than there is.
 */
export function fitToMachine(demand: Demand, machine: Machine): { plan: Plan; notice?: string } {
  const { plan } = demand;
  const problem = findShortage(demand, machine);
  if (problem === undefined) return { plan };
  const calls = plan.grow ? mostCalls(demand, machine) : 0;
  if (calls < FIRST_CALLS) {
    throw new UsageError(`-n ${plan.calls} ${problem} or lower -n`);
  }
  return {
    plan: { ...plan, calls },
    notice: `-n auto stops at ${calls} calls: ${plan.calls} ${problem}.`,
  };
}

/** What there is too little of, and what to do, after the number of calls; `undefined` if there is enough. */
function findShortage(
  { plan, service }: Demand,
  { openFiles = Infinity, freeMemoryBytes }: Machine,
): string | undefined {
  const calls = Math.max(plan.calls, secondSize(plan.calls));
  const files = filesFor(calls, service);
  if (files > openFiles) {
    return `needs ${formatCount(files)} open files, but a process may open only ${formatCount(openFiles)} here. Raise the limit (ulimit -n ${files})`;
  }
  const bytes = service === 'instance-per-call' ? calls * BYTES_PER_INSTANCE : 0;
  if (bytes <= freeMemoryBytes) return undefined;
  return `needs as many local instances, about ${gibibytes(bytes)} of memory, but only ${gibibytes(freeMemoryBytes)} is free. Use --in-process`;
}

/** Open files of the process that needs most of them. */
function filesFor(calls: number, service: Mode | undefined): number {
  const own = OTHER_OPEN_FILES + calls;
  if (service === undefined) return own;
  const { toStart, other, perCall, perInstance } = SERVICE_FILES;
  const each = service === 'one-process' ? perCall : perInstance;
  return Math.max(own, toStart, other + each * calls);
}

/** The largest burst that there is room for; 0 if there is none for any. */
function mostCalls(demand: Demand, machine: Machine): number {
  for (let { calls } = demand.plan; calls > 0; calls -= 1) {
    const smaller = { ...demand, plan: { ...demand.plan, calls } };
    if (findShortage(smaller, machine) === undefined) return calls;
  }
  return 0;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
