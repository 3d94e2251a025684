import type { ThreadsOfName } from '../core/observed/observed.ts';
import type { Proc } from './proc.ts';

/** What /proc/PID/stat says of a process. */
export interface ProcessStat {
  readonly parent: number;
  /** Processor time that all its threads have used, ms. */
  readonly cpuMs: number;
  readonly threads: number;
}

/** USER_HZ, which Linux keeps at 100 for programs (proc_pid_stat(5), time(7)). */
export const TICK_MS = 10;

/** The fields of /proc/PID/stat (proc_pid_stat(5)) from the third on, the state of the process. */
export function statFields(text: string): string[] {
  // "pid (name) state parent ...", and the name may contain anything.
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Parses /proc/PID/stat; `undefined` if it is not one. */
export function parseStat(text: string): ProcessStat | undefined {
  const fields = statFields(text);
  const [parent = 0, user = 0, system = 0, threads = 0] = [1, 11, 12, 17].map((at) =>
    Number(fields[at]),
  );
  if (Number.isNaN(threads)) return undefined;
  return { parent, cpuMs: (user + system) * TICK_MS, threads };
}

/** Resident memory of a process, MB, from the text of /proc/PID/status; `undefined` if it does not say. */
export function parseMemoryMb(text: string): number | undefined {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(text) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/** Processor time that the machine has spent busy, or that its hypervisor took from it, ms: from /proc/stat. */
export function parseMachineBusyMs(text: string): number | undefined {
  const [, all] = /^cpu +(.*)$/m.exec(text) ?? [];
  if (all === undefined) return undefined;
  const [user = 0, nice = 0, system = 0, , , interrupt = 0, softInterrupt = 0, stolen = 0] = all
    .split(' ')
    .map(Number);
  return (user + nice + system + interrupt + softInterrupt + stolen) * TICK_MS;
}

/** Shares of less than this are too coarse to tell, ms: processor time is counted in steps of 10 ms. */
const LEAST_USAGE_MS = 200;

/** How many cores were busy from one such time to another; `undefined` if that is unknown. */
export function coresBetween(
  firstMs: number | undefined,
  lastMs: number | undefined,
  overMs: number,
): number | undefined {
  if (firstMs === undefined || lastMs === undefined || overMs < LEAST_USAGE_MS) return undefined;
  return (lastMs - firstMs) / overMs;
}

/**
 * Time that a thread has run, and has waited for a core, ms, from the text of its schedstat
 * (sched-stats.rst in Linux); `undefined` if the kernel does not count it.
 */
export function parseThreadTimes(text: string): ThreadTimes | undefined {
  const [, ran, waited] = /^(\d+) (\d+) \d+/.exec(text) ?? [];
  if (ran === undefined || ran === '0') return undefined;
  return { ranMs: Number(ran) / 1e6, waitedMs: Number(waited) / 1e6 };
}

/** What a thread has done since it began. */
export interface ThreadTimes {
  readonly ranMs: number;
  /** How long it was ready to run, but had no core. */
  readonly waitedMs: number;
}

/** The share of a time in which a thread ran, or was ready to; `undefined` if that is unknown. */
export function runnableShare(
  first: ThreadTimes | undefined,
  last: ThreadTimes | undefined,
  overMs: number,
): number | undefined {
  if (first === undefined || last === undefined || overMs < LEAST_USAGE_MS) return undefined;
  return (last.ranMs - first.ranMs + last.waitedMs - first.waitedMs) / overMs;
}

/** Processor time of the thread that asks, ms; `undefined` if the kernel does not count it. */
export function threadCpuMs(proc: Proc): number | undefined {
  return parseThreadTimes(proc.read('thread-self/schedstat') ?? '')?.ranMs;
}

/** More threads than this are not counted by name: reading them takes time that the next burst may need. */
const MOST_THREADS = 400;

/** How many threads of a process have a name in common, apart from a number at its end; none if it has ended. */
export function threadNames(proc: Proc, pid: number): { threadNames?: ThreadsOfName[] } {
  const counts = new Map<string, number>();
  for (const thread of proc.list(`${pid}/task`).slice(0, MOST_THREADS)) {
    const comm = proc.read(`${pid}/task/${thread}/comm`);
    const name = comm?.trimEnd().replace(/[-_ #]*\d+$/, '');
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const all = [...counts].map(([name, threads]) => ({ name, threads }));
  return all.length === 0 ? {} : { threadNames: all.toSorted((a, b) => b.threads - a.threads) };
}
