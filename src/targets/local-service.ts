import { once } from 'node:events';
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { messageOf, TargetError } from '../errors.ts';

/** How the local service runs its handlers. */
export type Mode = 'one-process' | 'instance-per-call';

export interface LocalService {
  /** Where it listens. */
  readonly origin: URL;
  /** Ends it with all its workers; resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

/** Starting takes about two seconds; a machine that is busy with other things may need more. */
const READY_WITHIN_MS = 60_000;

/** Starts serverless-offline on free ports of the loopback interface and waits until it is ready. */
export async function startLocalService(mode: Mode, signal: AbortSignal): Promise<LocalService> {
  const root = projectRoot();
  const command = serverlessCommand(root);
  const [httpPort, lambdaPort] = await freePorts();
  signal.throwIfAborted();
  const child = fork(
    command,
    [
      'offline',
      'start',
      '--noTimeout',
      '--host=127.0.0.1',
      `--httpPort=${httpPort}`,
      `--lambdaPort=${lambdaPort}`,
      ...(mode === 'one-process' ? ['--useInProcess'] : []),
    ],
    {
      cwd: root,
      // A group of its own, so that Ctrl-C reaches only us and we decide what ends when. Should we
      // be killed, the channel closes and the build plugin ends the service.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      signal,
      killSignal: 'SIGKILL',
    },
  );
  const stop = stopper(child);
  try {
    await ready(child, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin: new URL(`http://127.0.0.1:${httpPort}`), stop };
}

/** The repository that this program was built in: the folder above `dist/`. */
function projectRoot(): string {
  const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  if (existsSync(path.join(root, 'serverless.yml'))) return root;
  throw new TargetError(
    'the local service is part of the repository and is not here; give an address: concurrency-check http://localhost:3000/ping',
  );
}

function serverlessCommand(root: string): string {
  try {
    const resolve = createRequire(path.join(root, 'package.json')).resolve;
    return path.join(path.dirname(resolve('serverless/package.json')), 'bin', 'serverless.js');
  } catch (error) {
    throw new TargetError('the local service needs its packages: run npm ci first', {
      cause: error,
    });
  }
}

/** Both are held until both are known, or the system might give the same one twice. */
async function freePorts(): Promise<[number, number]> {
  const [one, other] = await Promise.all([listen(), listen()]);
  const ports: [number, number] = [portOf(one), portOf(other)];
  await Promise.all([one, other].map((server) => once(server.close(), 'close')));
  return ports;
}

async function listen(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function ready(child: ChildProcess, signal: AbortSignal): Promise<void> {
  let said = '';
  const fail = (what: string): never => {
    signal.throwIfAborted();
    throw new TargetError(`${what}${lastLines(said)}`);
  };
  const listening = new Promise<void>((resolve) => {
    const read = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('Server ready:')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  });
  const over = new AbortController();
  await Promise.race([
    listening,
    once(child, 'exit', { signal: over.signal }).then(([code, by]) =>
      fail(`the local service ended before it was ready (${by ?? `exit ${code}`})`),
    ),
    wait(READY_WITHIN_MS, undefined, { signal: over.signal }).then(() =>
      fail(`the local service was not ready within ${READY_WITHIN_MS / 1000} s`),
    ),
  ])
    .catch((error: unknown) =>
      error instanceof TargetError
        ? Promise.reject(error)
        : fail(`the local service did not start: ${messageOf(error)}`),
    )
    .finally(() => over.abort());
  for (const output of [child.stdout, child.stderr]) {
    // Nobody reads on, but a pipe that nobody empties would hold the service up.
    output?.removeAllListeners('data').resume();
  }
}

function lastLines(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? '' : `; it said:\n  ${lines.slice(-8).join('\n  ')}`;
}

/** Ends it at once: asked politely it would wait for calls in flight, and it has nothing to put in order. */
function stopper(child: ChildProcess): () => Promise<void> {
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return () => {
    child.kill('SIGKILL');
    return child.pid === undefined || child.exitCode !== null ? Promise.resolve() : gone;
  };
}
