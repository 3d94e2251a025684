import { monotonicMs } from '../../observe/this-machine.ts';
import { PROC } from '../../observe/proc.ts';
import type { Dump, Dumper } from './dumps.ts';
import { findTool } from './find-tool.ts';
import { parsePySpy } from './parse-py-spy.ts';
import type { Reason } from './sampling.ts';
import { runTool, type ToolResult } from './run-tool.ts';

/** It reads the symbols of all libraries each time; of some that takes too long. */
const SLOW_MS = 1_000;

/**
 * Asks Python for its stacks with py-spy.
 *
 * It shows functions in C, too, if it can: nothing else distinguishes a thread that waits for a lock in
 * `with lock:` from one that runs there. That stops the server for 27 ms a sample (one of 2 threads, 10
 * samples; 40 threads: 35 ms). A plain dump stops it for 5 ms, and one with `--nonblocking` not at all. So only a
 * few samples are taken, and not of a burst whose times are judged.
 */
export function pySpy(pid: number): Dumper {
  const file = findTool('py-spy', pid);
  const folder = PROC.link(`${pid}/cwd`);
  let native: readonly string[] = ['--native'];
  const dump: Dump = async () => {
    if (file === undefined) return { missing: 'not-installed' };
    // It is not ended early, which could leave the server stopped; it takes some 100 ms.
    const began = monotonicMs();
    const options = native;
    let result = await ask(file, pid, options);
    if (monotonicMs() - began > SLOW_MS) native = [];
    if (result.status !== 0 && options.length > 0 && reasonOf(result) === 'failed') {
      native = []; // not on each platform
      result = await ask(file, pid, native);
    }
    const sample = result.status === 0 ? parsePySpy(result.stdout, folder) : undefined;
    return sample ?? { missing: reasonOf(result) };
  };
  return { pid, tool: 'py-spy', dump };
}

async function ask(file: string, pid: number, options: readonly string[]): Promise<ToolResult> {
  const dump = ['dump', '--json', ...options, '--pid', String(pid)];
  const result = await runTool(file, dump);
  if (result.status === null) resume(pid);
  return result;
}

/** Lets a process go on that py-spy stopped and could not let go. */
function resume(pid: number): void {
  if (/^State:\s+T/m.test(PROC.read(`${pid}/status`) ?? '')) process.kill(pid, 'SIGCONT');
}

function reasonOf({ status, stderr }: ToolResult): Reason {
  if (/permission denied|not permitted/i.test(stderr)) return 'not-allowed';
  // What a version manager has put on PATH for a version of Python that lacks it.
  return status === 127 ? 'not-installed' : 'failed';
}
