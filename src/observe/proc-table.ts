import { readdirSync, readFileSync } from 'node:fs';

/** A process as Linux lists it. */
export interface ProcessEntry {
  readonly pid: number;
  /** Whether it has ended, and only its parent has not noticed yet. */
  readonly isZombie: boolean;
  /** CPU time of the process and of those of its children that it has waited for, ms. */
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** USER_HZ is 100 on every platform that Node runs on (man 5 proc_pid_stat). */
const MS_PER_TICK = 10;
/** Used only if the kernel does not say how much of the memory is shared. */
const BYTES_PER_PAGE = 4_096;

/** The processes of a group; nothing where there is no /proc. */
export function listGroup(group: number): ProcessEntry[] {
  return listPids().flatMap((pid) => {
    const stat = readProc(pid, 'stat');
    // "pid (name) state parent group ...", and the name may contain anything.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    if (Number(fields[2]) !== group) return [];
    const [state = ''] = fields;
    // utime, stime, cutime, cstime: fields 14 to 17, the state being 3
    const ticks = fields.slice(11, 15).reduce((total, field) => total + Number(field), 0);
    return [
      {
        pid,
        isZombie: (state === 'Z' || state === 'X') && !hasThreads(fields),
        cpuMs: ticks * MS_PER_TICK,
        residentBytes: Number(fields[21]) * BYTES_PER_PAGE,
      },
    ];
  });
}

/**
 * Whether other threads of the process still run, though its first one has ended: until they end, too, its
 * sockets are open. num_threads is field 20, the state being 3.
 */
function hasThreads(fields: readonly string[]): boolean {
  return Number(fields[17]) > 1;
}

/**
 * Memory of a process, bytes: what it shares with others counts for each in part, so that the sum of
 * forked workers is what they take together. `undefined` if the kernel does not say.
 */
export function proportionalBytes(pid: number): number | undefined {
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(readProc(pid, 'smaps_rollup') ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1_024;
}

function listPids(): number[] {
  try {
    return readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? [Number(entry)] : []));
  } catch {
    return [];
  }
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return undefined; // it has ended meanwhile, or is not ours
  }
}
