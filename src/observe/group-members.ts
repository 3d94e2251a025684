import { sum } from '../core/statistics.ts';
import { listProcesses, PROC } from './proc.ts';
import { statFields, TICK_MS } from './process-stat.ts';

/** A process as Linux lists it. */
export interface ProcessEntry {
  readonly pid: number;
  /** Whether it has ended, but its parent hasn't waited for it yet. */
  readonly isZombie: boolean;
  /** CPU time of the process and of the children that it has waited for, ms. */
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** Used only if the kernel doesn't say how much of the memory is shared. */
const BYTES_PER_PAGE = 4_096;

/** The processes of a group; none without /proc. */
export function listGroup(group: number): ProcessEntry[] {
  return listProcesses(PROC).flatMap((pid) => {
    const fields = statFields(PROC.read(`${pid}/stat`) ?? '');
    if (Number(fields[2]) !== group) return [];
    const [state = ''] = fields;
    // utime, stime, cutime, cstime: fields 14 to 17, the state being 3
    const ticks = sum(fields.slice(11, 15).map(Number));
    return [
      {
        pid,
        isZombie: (state === 'Z' || state === 'X') && !hasThreads(fields),
        cpuMs: ticks * TICK_MS,
        residentBytes: Number(fields[21]) * BYTES_PER_PAGE,
      },
    ];
  });
}

/**
 * Whether other threads of a process still run after its first one has ended: until they end, too, its sockets
 * stay open. num_threads is field 20, the state being 3.
 */
function hasThreads(fields: readonly string[]): boolean {
  return Number(fields[17]) > 1;
}

/**
 * Memory of a process, bytes. Shared memory counts for each process in part, so forked workers add up to what
 * they take together. `undefined` if the kernel doesn't say.
 */
export function proportionalBytes(pid: number): number | undefined {
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(PROC.read(`${pid}/smaps_rollup`) ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1_024;
}
