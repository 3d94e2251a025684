import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { ROOT } from '../run.ts';
import { startRuntimeApi, type Ended, type RuntimeApi } from './runtime-api.ts';

/** The folder for everything that the tests with the runtime client install or write. */
export const HOME = path.join(ROOT, '.runtime');
/** The folder that the runtime client is installed in. */
export const CLIENT = path.join(HOME, 'client');
/** The Node version of Lambda's runtime, which may differ from the one that runs the tests. */
export const LAMBDA_NODE_FOLDER = path.join(CLIENT, `node_modules/node-linux-${process.arch}`);
const LAMBDA_NODE = path.join(LAMBDA_NODE_FOLDER, 'bin/node');
const RIC = path.join(CLIENT, 'node_modules/aws-lambda-ric/index.mjs');
const HEAP = path.join(ROOT, 'test/fixtures/runtime/heap.mjs');

/** A function's code and configuration. */
export interface Code {
  readonly folder: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly env: NodeJS.ProcessEnv;
}

/** A call that has ended. */
export interface Answered extends Ended {
  /** What the environment printed during the call. */
  readonly printed: string;
}

/** Memory in use, in bytes. */
export interface Heap {
  readonly heapUsed: number;
  readonly rss: number;
}

/** An execution environment: a process of the runtime client with its own Runtime API. */
export interface Environment {
  readonly pid: number;
  /** From the start of the process to its first request for a call; rejects if the process exits. */
  readonly initMs: Promise<number>;
  readonly startedAt: number;
  readonly api: RuntimeApi;
  readonly invoke: (payload: string) => Promise<Answered>;
  readonly printed: () => string;
  readonly ended: Promise<number | null>;
  /** Memory in use after garbage collection. Only available if started with `measured`. */
  readonly heap: () => Promise<Heap>;
  readonly stop: () => Promise<void>;
}

let started = 0;

/** Starts the client as Lambda does. It is ready once `initMs` resolves. */
export async function startEnvironment(
  code: Code,
  options: { readonly env?: NodeJS.ProcessEnv; readonly measured?: boolean } = {},
): Promise<Environment> {
  const api = await startRuntimeApi();
  const startedAt = performance.now();
  const child = spawn(LAMBDA_NODE, [...(options.measured ? MEASURING : []), RIC], {
    cwd: code.folder,
    env: withLogs({ ...environmentOf(code, api), ...options.env }),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...(options.measured ? (['ipc'] as const) : [])],
  });
  const output = outputOf(child);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const exited = ended.then((status) => {
    const errorMessage = `Runtime exited with error: exit status ${status}`;
    api.abandon({ errorType: 'Runtime.ExitError', errorMessage });
    throw new Error(`${errorMessage}\n${[...api.initErrors, output()].join('\n')}`);
  });
  const initMs = Promise.race([api.firstPoll.then((at) => at - startedAt), exited]);
  initMs.catch(() => {}); // still rejects for whoever awaits it
  return {
    pid: child.pid ?? 0,
    initMs,
    startedAt,
    api,
    ended,
    printed: output,
    invoke: async (payload) => {
      const before = output().length;
      const answer = await api.invoke(payload);
      await turn(); // output printed before the answer may be read after it, in the same turn
      return { ...answer, printed: output().slice(before) };
    },
    heap: async () => {
      child.send('heap');
      const [heap]: Heap[] = await once(child, 'message');
      if (heap === undefined) throw new Error('expected a heap measurement from the environment');
      return heap;
    },
    stop: async () => {
      child.kill('SIGKILL'); // Lambda also ends an environment without notice
      await ended;
      process.off('exit', endWithUs);
      await api.close();
    },
  };
}

const MEASURING = ['--expose-gc', '--import', HEAP];

/** The peak resident memory of a process according to Linux, in MB of 2^20 bytes. */
export function peakMemoryMb(pid: number): number {
  const [, kb] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.ceil(Number(kb) / 1024);
}

/** The CPU time of a process so far, in ms: the sum of its threads' first numbers in Linux's schedstat. */
export function cpuMs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const times = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return times.reduce((sum, ns) => sum + ns, 0) / 1e6;
}

/** The variables that Lambda sets. None of the test process's own are passed on. */
function environmentOf(
  { folder, handler, memoryMb, env }: Code,
  api: RuntimeApi,
): NodeJS.ProcessEnv {
  started += 1;
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: 'us-east-1',
    AWS_LAMBDA_RUNTIME_API: api.address,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: 'concurrency-check',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/concurrency-check',
    AWS_LAMBDA_LOG_STREAM_NAME: `2026/01/01/[$LATEST]${String(started).padStart(32, '0')}`,
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: handler,
    ...env,
  };
}

/** In standard mode, the runtime writes its log in frames to a separate file descriptor. */
function withLogs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const several = env['AWS_LAMBDA_MAX_CONCURRENCY'] !== undefined;
  return several ? env : { ...env, _LAMBDA_TELEMETRY_LOG_FD: String(LOG_FD) };
}

const LOG_FD = 3;
/** Four bytes for the type, four for the length, eight for the time. */
const FRAME_HEADER = { bytes: 16, lengthAt: 4 } as const;

function outputOf({ stdout, stderr, stdio }: ChildProcess): () => string {
  let output = '';
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  let frames = Buffer.alloc(0);
  stdio[LOG_FD]?.on('data', (chunk: Buffer) => {
    frames = Buffer.concat([frames, chunk]);
    while (frames.length >= FRAME_HEADER.bytes) {
      const end = FRAME_HEADER.bytes + frames.readUInt32BE(FRAME_HEADER.lengthAt);
      if (frames.length < end) return;
      output += `${frames.toString('utf8', FRAME_HEADER.bytes, end).trimEnd()}\n`;
      frames = frames.subarray(end);
    }
  });
  return () => output;
}
