import { spawn, type ChildProcess } from 'node:child_process';
import { defined } from '../../core/defined.ts';

/** How a tool ended. */
export interface ToolResult {
  /** `null` if it did not start, or was ended by a signal. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Tools take well under a second, and a few on a machine that is busy. */
const WITHIN_MS = 10_000;

/** Runs a tool and resolves with its result, whatever that is. `signal` ends it. */
export function runTool(
  file: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child: ChildProcess = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // In a separate group: if Ctrl-C ended it at a bad moment, it might leave the server stopped.
      detached: true,
      timeout: WITHIN_MS,
      killSignal: 'SIGKILL',
      ...defined({ signal }),
    });
    let [stdout, stderr] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const end = (status: number | null): void => resolve({ status, stdout, stderr });
    child.once('close', end);
    child.once('error', () => {
      if (child.pid === undefined) end(null); // it did not start, or else it is being ended
    });
  });
}
