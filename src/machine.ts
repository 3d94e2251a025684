import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import process from 'node:process';
import type { Client } from './core/client.ts';
import type { Clock } from './core/fire.ts';
import type { Load } from './core/observed/load.ts';

declare const PACKAGE_VERSION: string;

/** What the run file says about the client, except the time. */
export function thisClient(): Omit<Client, 'startedAt'> {
  return {
    version: PACKAGE_VERSION,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    node: process.versions.node,
  };
}

/** The clock that times calls. */
export const clock: Clock = {
  now: () => performance.now(),
  wall: () => performance.timeOrigin + performance.now(),
};

/** Memory that a new process could use, bytes. */
export function freeMemoryBytes(): number {
  return process.availableMemory();
}

/**
 * How many files and sockets this process may have open; `undefined` if the system does not say. Node
 * has raised the soft limit to the hard one by now.
 */
export function openFileLimit(): number | undefined {
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

/** How busy the machine is; `undefined` if the system does not say. Windows has no average and reports 0. */
export function readLoad(): Load | undefined {
  const [average = 0] = loadavg();
  return average === 0 ? undefined : { average, cores: availableParallelism() };
}
