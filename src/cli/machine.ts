import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import type { Load } from '../core/observed/load.ts';
import type { MachineReport } from './host.ts';

/** The machine that this process runs on. */
export const machine: MachineReport = {
  freeMemoryBytes: () => process.availableMemory(),
  openFiles: openFileLimit,
  load: readLoad,
};

/**
 * How many files and sockets this process may have open; `undefined` if the system does not say. Node
 * has raised the soft limit to the hard one by now.
 */
function openFileLimit(): number | undefined {
  const limit = Number(readLinuxLimit() ?? reportedLimit());
  return Number.isFinite(limit) ? limit : undefined;
}

/** Takes 0.3 ms; Node's report takes about 5 ms. */
function readLinuxLimit(): string | undefined {
  try {
    return /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

function reportedLimit(): number | string | undefined {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | string } };
  };
  return userLimits?.open_files?.soft;
}

/** Windows has no load average and reports 0. */
function readLoad(): Load | undefined {
  const [average = 0] = loadavg();
  return average === 0 ? undefined : { average, cores: availableParallelism() };
}
