import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { environment } from '../../handlers/environment.ts';
import { logCall } from '../../handlers/log.ts';
import { pongSchema } from '../../handlers/pong.ts';
import { captureLog } from '../helpers/console.ts';
import { scratchFolder } from '../helpers/scratch.ts';

const STREAM = '2026/01/01/[$LATEST]0123456789abcdef';

beforeEach(() => {
  for (const name of ['INITIALIZATION_TYPE', 'MAX_CONCURRENCY', 'LOG_STREAM_NAME', 'LOG_FORMAT']) {
    vi.stubEnv(`AWS_LAMBDA_${name}`, undefined);
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('environment', () => {
  it('is empty outside Lambda', () => {
    expect(environment()).toEqual({});
  });

  it('has only the initialization type for an ordinary function', () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
    vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', STREAM);
    expect(environment()).toEqual({ initializationType: 'on-demand' });
  });

  it('has its name and the number of calls that it takes on Managed Instances', () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'lambda-managed-instances');
    vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', STREAM);
    vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', '64');
    expect(environment()).toEqual({
      initializationType: 'lambda-managed-instances',
      environment: STREAM,
      maxConcurrency: 64,
    });
  });

  it.each(['', '0', '-1', '1.5', '64 ', 'many', '1e3', '9'.repeat(30)])(
    'leaves out a number of calls of %j',
    (most) => {
      vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', most);
      vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', STREAM);
      expect(environment()).toEqual({ environment: STREAM });
    },
  );

  it.each(['', undefined])('leaves out a name of %j', (name) => {
    vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', '10');
    vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', name);
    expect(environment()).toEqual({ maxConcurrency: 10 });
  });

  it("passes the caller's check, whatever Lambda says", () => {
    const { initializationType, environment: name, maxConcurrency } = pongSchema.entries;
    const schema = v.strictObject({ initializationType, environment: name, maxConcurrency });
    const text = fc.string({ unit: 'binary-ascii' }).map((value) => value.replaceAll('\0', ''));
    fc.assert(
      fc.property(text, fc.oneof(text, fc.nat().map(String)), text, (type, most, stream) => {
        vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', type);
        vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', most);
        vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', stream);
        const result = environment();
        expect(v.parse(schema, result)).toEqual(result);
      }),
    );
  });
});

describe('a log on Managed Instances', () => {
  it('is written as objects, which Lambda makes JSON of', () => {
    const log = captureLog();
    vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', '64');
    const call = { route: '/ping', instance: 'a', nth: 1, cold: true };
    logCall('Hello', call);
    expect(log.mock.calls).toEqual([[{ say: 'Hello', ...call }]]);
  });
});

describe('initialization', () => {
  it('begins before the module is loaded and ends when it is', async () => {
    vi.resetModules();
    const { wallClock } = await import('../../handlers/instance.ts');
    const before = wallClock();
    vi.resetModules();
    const { initialization } = await import('../../handlers/instance.ts');
    const after = wallClock();
    expect(initialization.initStartedAt).toBeLessThan(initialization.initializedAt);
    expect(initialization.initializedAt).toBeGreaterThanOrEqual(before - 1);
    expect(initialization.initializedAt).toBeLessThanOrEqual(after + 1);
  });

  it('of a worker thread begins with the thread, not with its process', async () => {
    const worker = await load();
    const began = now();
    const { reported, loaded } = await worker();
    expect(reported.initStartedAt).toBeGreaterThanOrEqual(began - CLOCKS_AGREE_MS);
    expect(reported.initializedAt).toBeGreaterThan(reported.initStartedAt);
    expect(reported.initializedAt).toBeLessThanOrEqual(loaded + CLOCKS_AGREE_MS);
  });
});

/** The module corrects its clock if it is further behind the wall clock than 20 ms. */
const CLOCKS_AGREE_MS = 21;

function now(): number {
  return performance.timeOrigin + performance.now();
}

const initializationSchema = v.object({ initStartedAt: v.number(), initializedAt: v.number() });

/** Builds the module as it is deployed, and returns a function that loads it in its own thread. */
async function load() {
  const outfile = path.join(scratchFolder(), 'worker.mjs');
  const instance = JSON.stringify(path.resolve('handlers/instance.ts'));
  await build({
    stdin: {
      contents: `import { parentPort } from 'node:worker_threads';
        import { initialization } from ${instance};
        parentPort.postMessage(initialization);`,
      resolveDir: '.',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'silent',
  });
  return async () => {
    const worker = new Worker(outfile);
    const [reported]: unknown[] = await once(worker, 'message');
    const loaded = now();
    await worker.terminate();
    return { reported: v.parse(initializationSchema, reported), loaded };
  };
}
