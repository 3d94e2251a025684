import { spawn, type ChildProcess } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVERLESS } from './package.ts';
import { ROOT } from './run.ts';

/** How to start a server on a port of 127.0.0.1. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /**
   * What each of its workers prints when it is up, and the number of workers. The port alone is not
   * enough: it opens with the first worker.
   */
  readonly ready?: { readonly says: string; readonly times: number };
  /** Called after its end. */
  readonly cleanUp?: () => Promise<void>;
}

/** A server that runs. */
export interface Server {
  readonly port: number;
  /** Of the process that was started; its workers, if it has any, are others. */
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** Python must not buffer what the tests wait for, nor write bytecode into the repository. */
const PYTHON_ENV = { PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' };
const UP_WITHIN_MS = 30_000;
const DOWN_WITHIN_MS = 2_000;

/** Starts a server on a free port, and waits until it and its workers accept connections. */
export async function startServer(
  launchOn: (port: number) => Launch | Promise<Launch>,
): Promise<Server> {
  const port = await freePort();
  const launch = await launchOn(port);
  const child = spawn(launch.command, launch.args, {
    cwd: ROOT,
    env: { ...process.env, ...PYTHON_ENV, PORT: String(port), ...launch.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // its own process group, so its workers can be ended, too
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const killOnExit = (): void => signalGroup(child, 'SIGKILL');
  process.once('exit', killOnExit);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM'); // only to the main process, which then ends its workers
    await Promise.race([closed, sleep(DOWN_WITHIN_MS)]);
    signalGroup(child, 'SIGKILL');
    await closed;
    process.off('exit', killOnExit);
    await launch.cleanUp?.();
  };
  try {
    await untilUp(child, port, launch);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, pid: child.pid ?? 0, stop };
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
  const problem = isRunning(child) ? `was not up within ${UP_WITHIN_MS} ms` : 'ended at once';
  throw new Error(`${child.spawnargs.join(' ')} ${problem}\n${output.slice(-2000)}`);
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

/** Returns a free port. The system assigns ports in turn, so it stays free for a while. */
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
    // the group has ended already
  }
}

/** serverless-offline with both of its servers. */
export interface Offline extends Omit<Server, 'port' | 'pid'> {
  /** Of the HTTP API. */
  readonly httpPort: number;
  /** Of Lambda's Invoke API. */
  readonly lambdaPort: number;
}

/** Starts the service under serverless-offline, with all calls in one process, so many are cheap. */
export async function startOffline(): Promise<Offline> {
  const lambdaPort = await freePort();
  const { port: httpPort, stop } = await startServer((port) => ({
    command: process.execPath,
    args: [
      SERVERLESS,
      'offline',
      'start',
      '--useInProcess',
      '--noTimeout',
      '--host=127.0.0.1',
      `--httpPort=${port}`,
      `--lambdaPort=${lambdaPort}`,
    ],
    ready: { says: 'Server ready', times: 1 },
  }));
  return { httpPort, lambdaPort, stop };
}
