import { once } from 'node:events';
import { fork, type ChildProcess } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { messageOf, TargetError, UsageError } from '../errors.ts';
import { findFreePorts } from './free-port.ts';
import { describeOutput } from './service-output.ts';

/** How the local service runs its handlers. */
export type Mode = 'one-process' | 'instance-per-call';

/** The local service while it runs. */
export interface LocalService {
  /** The address that it listens on. */
  readonly origin: URL;
  /** Kills it with all its workers. Resolves when it has ended. */
  readonly stop: () => Promise<void>;
}

/** Starting takes about 2 s; a busy machine may need much longer. */
const READY_WITHIN_MS = 60_000;

/** serverless-offline sends no message when it is ready; it only prints this. */
const READY = /Server ready:/;
/** The last words of osls, above the error itself. */
const REPORTS_ERROR = /^Error:$/m;
/** After its last words osls ends at once, unless something that it has begun keeps it alive. */
const ENDS_WITHIN_MS = 2_000;
/** A process that it has begun may keep its output open. */
const LAST_WORDS_WITHIN_MS = 500;

/**
 * Starts serverless-offline on free ports of the loopback interface and waits until it is ready.
 * @throws UsageError if it is not here, as in an installed package.
 * @throws TargetError if it cannot start or is not ready in time.
 * @throws the reason of the signal if it aborts.
 */
export async function startLocalService(mode: Mode, signal: AbortSignal): Promise<LocalService> {
  const root = findProjectRoot();
  const command = findServerlessCommand(root);
  const [httpPort, lambdaPort] = await findFreePorts(2);
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
      env: { ...cacheOfOwn(root), ...process.env },
      // With its own process group, Ctrl-C reaches only us, and we end the service. If we are killed,
      // the channel closes and scripts/build-plugin.mjs ends it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      signal,
      killSignal: 'SIGKILL',
    },
  );
  const stop = killer(child);
  try {
    await untilReady(child, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin: new URL(`http://127.0.0.1:${httpPort}`), stop };
}

/** The repository that this program was built in: the folder around `dist/`, which may have `parts/` in it. */
function findProjectRoot(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const folders = [path.resolve(here, '..'), path.resolve(here, '../..')];
  const root = folders.find((folder) => existsSync(path.join(folder, 'serverless.yml')));
  if (root !== undefined) return root;
  throw new UsageError(
    'the local service is only in a clone of the repository; give the URL to check, such as http://localhost:3000/ping',
  );
}

/** osls caches compiled schemas in the home folder, which need not be writable: it gets another place for them. */
function cacheOfOwn(root: string): NodeJS.ProcessEnv {
  const folder = path.join(root, '.build');
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch {
    return {};
  }
  return { SLS_SCHEMA_CACHE_BASE_DIR: folder };
}

function findServerlessCommand(root: string): string {
  try {
    const resolve = createRequire(path.join(root, 'package.json')).resolve;
    return path.join(path.dirname(resolve('serverless/package.json')), 'bin', 'serverless.js');
  } catch (error) {
    throw new TargetError('the local service needs its packages; run npm ci first', {
      cause: error,
    });
  }
}

async function untilReady(child: ChildProcess, signal: AbortSignal): Promise<void> {
  const output = watchOutput(child);
  const settled = new AbortController();
  const until = { signal: settled.signal };
  const fail = (problem: string): never => {
    signal.throwIfAborted();
    throw new TargetError(`${problem}${describeOutput(output.text())}`);
  };
  await Promise.race([
    output.ready,
    once(child, 'exit', until)
      .then(([code, by]) => untilRead(child, until).then(() => by ?? `exit ${code}`))
      .then((how) => fail(`the local service ended before it was ready (${how})`)),
    output.error
      .then(() => wait(ENDS_WITHIN_MS, undefined, until))
      .then(() => fail('the local service could not start')),
    wait(READY_WITHIN_MS, undefined, until).then(() =>
      fail(`the local service was not ready within ${READY_WITHIN_MS / 1000} s`),
    ),
  ])
    .catch((error: unknown) =>
      error instanceof TargetError
        ? Promise.reject(error)
        : fail(`the local service did not start: ${messageOf(error)}`),
    )
    .finally(() => settled.abort());
  for (const stream of [child.stdout, child.stderr]) {
    // A full pipe would block the service, so its output is read and discarded.
    stream?.removeAllListeners('data').resume();
  }
}

/** Resolves once all that an ended process has printed was read. */
async function untilRead(child: ChildProcess, until: { signal: AbortSignal }): Promise<void> {
  await Promise.race([once(child, 'close', until), wait(LAST_WORDS_WITHIN_MS, undefined, until)]);
}

/** Collects what the service prints. The promises resolve once it is ready, or reports an error. */
function watchOutput({ stdout, stderr }: ChildProcess): {
  readonly text: () => string;
  readonly ready: Promise<void>;
  readonly error: Promise<void>;
} {
  let text = '';
  const printed = (what: RegExp): Promise<void> =>
    new Promise((resolve) => {
      const check = (): unknown => what.test(text) && resolve();
      stdout?.on('data', check);
      stderr?.on('data', check);
    });
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  }
  return { text: () => text, ready: printed(READY), error: printed(REPORTS_ERROR) };
}

/** SIGKILL, because with SIGTERM it would wait for calls in flight. It has nothing to clean up. */
function killer(child: ChildProcess): () => Promise<void> {
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return () => {
    child.kill('SIGKILL');
    return child.pid === undefined || child.exitCode !== null ? Promise.resolve() : ended;
  };
}
