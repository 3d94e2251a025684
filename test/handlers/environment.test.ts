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
  it('is nothing elsewhere', () => {
    expect(environment()).toEqual({});
  });

  it('of an ordinary function is no more than how it was initialised', () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
    vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', STREAM);
    expect(environment()).toEqual({ initializationType: 'on-demand' });
  });

  it('on Managed Instances is which it is, and how many calls it takes', () => {
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
    'invents no number of calls from %j',
    (most) => {
      vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', most);
      vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', STREAM);
      expect(environment()).toEqual({ environment: STREAM });
    },
  );

  it.each(['', undefined])('invents no name from %j', (name) => {
    vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', '10');
    vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', name);
    expect(environment()).toEqual({ maxConcurrency: 10 });
  });

  it('comes through the check of the caller, whatever Lambda says', () => {
    const { initializationType, environment: name, maxConcurrency } = pongSchema.entries;
    const schema = v.strictObject({ initializationType, environment: name, maxConcurrency });
    const text = fc.string({ unit: 'binary-ascii' }).map((said) => said.replaceAll('\0', ''));
    fc.assert(
      fc.property(text, fc.oneof(text, fc.nat().map(String)), text, (type, most, stream) => {
        vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', type);
        vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', most);
        vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', stream);
        const said = environment();
        expect(v.parse(schema, said)).toEqual(said);
      }),
    );
  });
});

describe('a log on Managed Instances', () => {
  it('is written as objects, since Lambda makes JSON of it there', () => {
    const log = captureLog();
    vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', '64');
    const call = { route: '/ping', instance: 'a', nth: 1, cold: true };
    logCall('Hello', call);
    expect(log.mock.calls).toEqual([[{ say: 'Hello', ...call }]]);
  });
});

describe('initialization', () => {
  it('ends where the module is loaded, after it began', async () => {
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
    const { told, loaded } = await worker();
    expect(told.initStartedAt).toBeGreaterThanOrEqual(began - CLOCKS_AGREE_MS);
    expect(told.initializedAt).toBeGreaterThan(told.initStartedAt);
    expect(told.initializedAt).toBeLessThanOrEqual(loaded + CLOCKS_AGREE_MS);
  });
});

/** The module sets its clock right where it is further from the wall clock than this. */
const CLOCKS_AGREE_MS = 21;

function now(): number {
  return performance.timeOrigin + performance.now();
}

const initializationSchema = v.object({ initStartedAt: v.number(), initializedAt: v.number() });

/** Builds the module as it is deployed; what comes back loads it in a thread of its own. */
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
    const [told]: unknown[] = await once(worker, 'message');
    const loaded = now();
    await worker.terminate();
    return { told: v.parse(initializationSchema, told), loaded };
  };
}
