import { spawn, type ChildProcess } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './run.ts';

/** How to start a server that listens on a port of 127.0.0.1. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** What each of its workers prints once it is up: the port is open as soon as the first is. */
  readonly ready?: { readonly says: string; readonly times: number };
  /** What is to be done after its end. */
  readonly cleanUp?: () => Promise<void>;
}

export interface Server {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** What a worker prints is waited for; and the sources' folder is kept clean. */
const PYTHON_MANNERS = { PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' };
const UP_WITHIN_MS = 30_000;
const DOWN_WITHIN_MS = 2_000;

/** Starts a server on a free port, and waits until it accepts connections. */
export async function startServer(
  launchOn: (port: number) => Launch | Promise<Launch>,
): Promise<Server> {
  const port = await freePort();
  const launch = await launchOn(port);
  const child = spawn(launch.command, launch.args, {
    cwd: ROOT,
    env: { ...process.env, ...PYTHON_MANNERS, PORT: String(port), ...launch.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // so that its workers are ended with it
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const endWithUs = (): void => signalGroup(child, 'SIGKILL');
  process.once('exit', endWithUs);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM'); // to the master alone, which then ends its workers and waits for them
    await Promise.race([closed, sleep(DOWN_WITHIN_MS)]);
    signalGroup(child, 'SIGKILL');
    await closed;
    process.off('exit', endWithUs);
    await launch.cleanUp?.();
  };
  try {
    await untilUp(child, port, launch);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

async function untilUp(child: ChildProcess, port: number, { ready }: Launch): Promise<void> {
  let output = '';
  child.once('error', (error) => (output += error.message));
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const workersAreUp = (): boolean =>
    ready === undefined || output.split(ready.says).length > ready.times;
  const deadline = Date.now() + UP_WITHIN_MS;
  while (isRunning(child) && Date.now() < deadline) {
    if (workersAreUp() && (await accepts(port))) return;
    await sleep(50);
  }
  const why = isRunning(child) ? `was not up within ${UP_WITHIN_MS} ms` : 'ended at once';
  throw new Error(`${child.spawnargs.join(' ')} ${why}\n${output.slice(-2000)}`);
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** The system hands out ports in turn, so that nobody else gets this one for a while. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // nobody of it is left
  }
}
