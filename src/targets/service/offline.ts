import { once } from 'node:events';
import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf, TargetError } from '../../errors.ts';
import { findFreePorts, isAnyTaken } from '../free-port.ts';
import { describeOutput } from '../service-output.ts';

/** A service for serverless-offline to run. */
export interface OfflineService {
  /** The name in messages. */
  readonly name: string;
  readonly folder: string;
  /** The script of `sls`. */
  readonly sls: string;
  /** More arguments for `sls offline start`. */
  readonly arguments: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Whether it has an HTTP API. If not, it is ready once Lambda's is. */
  readonly hasHttp: boolean;
}

/** A service while serverless-offline runs it. */
export interface RunningOffline {
  /** The address of its HTTP API. */
  readonly origin: URL;
  /** The address of Lambda's Invoke API. */
  readonly lambdaOrigin: URL;
  /** Kills it with everything that it started. Resolves when it has ended. */
  readonly stop: () => Promise<void>;
}

/** Starting takes about 2 s; a busy machine may need much longer. */
const READY_WITHIN_MS = 60_000;

/** serverless-offline sends no message when it is ready; it only prints this. */
const READY = /Server ready:/;
/** What it prints before that, or as its last line without an HTTP API. */
const LAMBDA_READY = /http for lambda\] listening on/;
/** What osls prints last, above the error itself. */
const REPORTS_ERROR = /^Error:$/m;
/** After an error osls ends at once, unless something that it started keeps it alive. */
const ENDS_WITHIN_MS = 2_000;
/** A process that it started may keep its output open. */
const LAST_WORDS_WITHIN_MS = 500;

/**
 * Starts serverless-offline on free ports of the loopback interface and waits until it is ready.
 * @throws TargetError if it cannot start or is not ready in time.
 * @throws the reason of the signal if it aborts.
 */
export async function startOffline(
  service: OfflineService,
  signal: AbortSignal,
): Promise<RunningOffline> {
  const ports = await findFreePorts(3);
  try {
    return await startOn(ports, service, signal);
  } catch (error) {
    // It takes some seconds until it listens, so another program may have taken a port meanwhile.
    if (signal.aborted || !(await isAnyTaken(ports))) throw error;
    return startOn(await findFreePorts(3), service, signal);
  }
}

async function startOn(
  [httpPort = 0, lambdaPort = 0, websocketPort]: readonly number[],
  service: OfflineService,
  signal: AbortSignal,
): Promise<RunningOffline> {
  signal.throwIfAborted();
  const ports = [
    `--httpPort=${httpPort}`,
    `--lambdaPort=${lambdaPort}`,
    `--websocketPort=${websocketPort}`,
  ];
  const child = fork(
    service.sls,
    ['offline', 'start', '--noTimeout', '--host=127.0.0.1', ...ports, ...service.arguments],
    {
      cwd: service.folder,
      env: service.env,
      // With its own process group, Ctrl-C reaches only us, and we end the service. If we are killed,
      // the channel closes and a plugin of the service ends it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      signal,
      killSignal: 'SIGKILL',
    },
  );
  const stop = killer(child);
  try {
    await untilReady(child, service, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  const [origin, lambdaOrigin] = [originOf(httpPort), originOf(lambdaPort)];
  return { origin, lambdaOrigin, stop };
}

function originOf(port: number): URL {
  return new URL(`http://127.0.0.1:${port}`);
}

async function untilReady(
  child: ChildProcess,
  { name, hasHttp }: OfflineService,
  signal: AbortSignal,
): Promise<void> {
  const output = watchOutput(child, hasHttp ? READY : LAMBDA_READY);
  const settled = new AbortController();
  const until = { signal: settled.signal };
  const fail = (problem: string): never => {
    signal.throwIfAborted();
    throw new TargetError(`${name} ${problem}${describeOutput(output.text())}`);
  };
  await Promise.race([
    output.ready,
    once(child, 'exit', until)
      .then(([code, by]) => untilRead(child, until).then(() => by ?? `exit ${code}`))
      .then((how) => fail(`ended before it was ready (${how})`)),
    output.error
      .then(() => wait(ENDS_WITHIN_MS, undefined, until))
      .then(() => fail('could not start')),
    wait(READY_WITHIN_MS, undefined, until).then(() =>
      fail(`was not ready within ${READY_WITHIN_MS / 1000} s`),
    ),
  ])
    .catch((error: unknown) =>
      error instanceof TargetError
        ? Promise.reject(error)
        : fail(`did not start: ${messageOf(error)}`),
    )
    .finally(() => settled.abort());
  for (const stream of [child.stdout, child.stderr]) {
    // A full pipe would block the service, so its output is read and discarded.
    stream?.removeAllListeners('data').resume();
  }
}

/** Resolves once all the output of an ended process has been read. */
async function untilRead(child: ChildProcess, until: { signal: AbortSignal }): Promise<void> {
  await Promise.race([once(child, 'close', until), wait(LAST_WORDS_WITHIN_MS, undefined, until)]);
}

/** Collects what the service prints. The promises resolve once it is ready, or once it reports an error. */
function watchOutput(
  { stdout, stderr }: ChildProcess,
  ready: RegExp,
): {
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
  return { text: () => text, ready: printed(ready), error: printed(REPORTS_ERROR) };
}

/** SIGKILL, because with SIGTERM it would wait for calls in flight. It has nothing to clean up. */
function killer(child: ChildProcess): () => Promise<void> {
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return () => {
    if (child.pid === undefined) return Promise.resolve();
    killGroup(child.pid);
    return child.exitCode === null ? ended : Promise.resolve();
  };
}

/** Handlers in other languages run in their own processes. */
function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // the whole group has ended
  }
}
