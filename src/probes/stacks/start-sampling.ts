import { PROC } from '../../observe/proc.ts';
import type { ServerProcess } from '../../core/observed/observed.ts';
import type { StacksMissing } from '../../core/why/stacks.ts';
import { startDumps } from './dumps.ts';
import { jcmd } from './jcmd.ts';
import { startProfiler } from './node-inspector.ts';
import { pySpy } from './py-spy.ts';
import type { Sampling, SamplingOptions } from './sampling.ts';

/**
 * Begins to sample the stacks of a server while it is idle, before calls are released; `undefined` if
 * there is no tool for its runtime.
 */
export async function startSampling(
  { pid, runtime }: ServerProcess,
  options: SamplingOptions,
): Promise<Sampling | StacksMissing | undefined> {
  if (process.platform !== 'linux') return undefined;
  if (runtime === 'Python') return startDumps(pySpy(pid), options);
  if (runtime === 'JVM') return startDumps(jcmd(pid), options);
  if (runtime === 'Node.js') return startProfiler(pid, options);
  return undefined;
}

/** Whether a process has ended, which is why no tool could look into it. */
export function isGone(pid: number): boolean {
  return PROC.list(String(pid)).length === 0;
}
