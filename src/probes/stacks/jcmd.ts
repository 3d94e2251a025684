import { PROC } from '../../observe/proc.ts';
import type { Dump, Dumper } from './dumps.ts';
import { findTool } from './find-tool.ts';
import { parseThreadPrint } from './parse-thread-print.ts';
import { runTool } from './run-tool.ts';

/**
 * Asks a JVM for its stacks with the jcmd of a JDK. The JVM keeps the thread and the socket in its
 * temporary folder with which it answers until it ends.
 */
export function jcmd(pid: number): Dumper {
  const file = findTool('jcmd', pid);
  const dump: Dump = async (signal) => {
    // It signals a JVM that does not listen yet, which would end another program.
    if (PROC.link(`${pid}/exe`)?.endsWith('/java') !== true) return { missing: 'not-allowed' };
    if (file === undefined) return { missing: 'not-installed' };
    const { status, stdout, stderr } = await runTool(file, [String(pid), 'Thread.print'], signal);
    const sample = status === 0 ? parseThreadPrint(stdout) : undefined;
    const isRefused = /not permitted|permission denied|not supported|not secure/i.test(stderr);
    return sample ?? { missing: isRefused ? 'not-allowed' : 'failed' };
  };
  return { pid, tool: 'jcmd', dump };
}
