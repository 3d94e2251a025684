import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The command as it was built. */
export const COMMAND = fileURLToPath(new URL('../../dist/concurrency-check.mjs', import.meta.url));

/** The result of a process. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs, and its result. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the command as it was built. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A command that hangs must not outlive the test that started it.
    timeout: 110_000,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs the command as it was built, and waits for its end. */
export function run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
  return start(args, env).ended;
}

/** The command as it waits for calls. */
export interface Listening extends Running {
  /** Where it is to be called. */
  readonly url: string;
}

/** Starts `--listen`, and waits until it takes calls. */
export async function startListening(...args: readonly string[]): Promise<Listening> {
  const running = start(['--listen', ...args]);
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    running.child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [found] = /http:\S+/.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    running.child.once('close', () => reject(new Error(`it ended: ${text}`)));
  });
  return { ...running, url };
}
