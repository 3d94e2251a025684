import type { ServerUsage } from '../core/timeline/server-report.ts';
import { roundToMicroseconds, sum } from '../core/statistics.ts';
import { listGroup, proportionalBytes, type ProcessEntry } from './group-members.ts';

/**
 * Begins to measure what a process group uses. The function that it returns ends that, and returns `undefined`
 * if there is no /proc, or if the group is gone. `now` is a monotonic clock in ms.
 */
export function measureUsage(group: number, now: () => number): () => ServerUsage | undefined {
  const cpuBefore = cpuMsOf(listGroup(group));
  const startedAt = now();
  return () => {
    const overMs = now() - startedAt;
    const members = listGroup(group);
    const alive = members.filter(({ isZombie }) => !isZombie);
    if (alive.length === 0) return undefined;
    return {
      cpuMs: Math.max(0, cpuMsOf(members) - cpuBefore),
      overMs: roundToMicroseconds(overMs),
      memoryBytes: sum(alive.map((one) => proportionalBytes(one.pid) ?? one.residentBytes)),
      processes: alive.length,
    };
  };
}

/** A child that has ended counts with its parent. */
function cpuMsOf(members: readonly ProcessEntry[]): number {
  return sum(members.map(({ cpuMs }) => cpuMs));
}
