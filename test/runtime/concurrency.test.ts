import { describe, expect, it, onTestFinished } from 'vitest';
import { asPong, type Pong } from '../../handlers/pong.ts';
import { parseRun, type RunFile } from '../helpers/output.ts';
import { run } from '../helpers/run.ts';
import { deployed, type FunctionName } from '../helpers/runtime/runtime-functions.ts';
import {
  serveFunctions,
  startFunction,
  type LambdaFunction,
} from '../helpers/runtime/runtime-service.ts';

const CALLS = 6;
const DELAY_MS = 250;

/** The environment variables on Lambda Managed Instances, with one worker thread by default. */
const managed = (workers = 1): NodeJS.ProcessEnv => ({
  AWS_LAMBDA_MAX_CONCURRENCY: '64',
  AWS_LAMBDA_NODEJS_WORKER_COUNT: String(workers),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances',
});

async function functionOf(
  name: FunctionName,
  options: Parameters<typeof startFunction>[1],
): Promise<LambdaFunction> {
  const started = await startFunction(deployed(name), options);
  onTestFinished(() => started.stop());
  return started;
}

/** Invokes the function several times at once. Returns its answers. */
async function invokeTogether(invoked: LambdaFunction): Promise<Pong[]> {
  const calls = Array.from({ length: CALLS }, () => invoked.invoke(`{"delay":${DELAY_MS}}`));
  const ended = await Promise.all(calls);
  return ended.map(({ answered }) => {
    const { body }: { body: string } = JSON.parse(answered.payload);
    const pong = asPong(JSON.parse(body));
    if (pong === undefined) throw new Error(`expected a pong, received ${answered.payload}`);
    return pong;
  });
}

/** The peak overlap of the handlers. All times are on one machine's clock. */
function peak(pongs: readonly Pong[]): number {
  return Math.max(
    ...pongs.map(
      ({ startedAt: at }) =>
        pongs.filter(({ startedAt, endedAt }) => startedAt <= at && at < endedAt).length,
    ),
  );
}

const instances = (pongs: readonly Pong[]): number =>
  new Set(pongs.map(({ instance }) => instance)).size;

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'any',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_REGION: 'us-east-1',
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
};

/** Checks a function behind an HTTP API and through the Invoke API. */
async function checkBothWays(
  name: FunctionName,
  invoked: LambdaFunction,
): Promise<{ readonly http: RunFile; readonly lambda: RunFile }> {
  const service = await serveFunctions({ [name]: invoked });
  onTestFinished(() => service.stop());
  const check = async (target: string, ...options: readonly string[]): Promise<RunFile> => {
    const args = [target, '-n', String(CALLS), '-b', '1', '--json', '-', ...options];
    const env = { ...CREDENTIALS, AWS_ENDPOINT_URL_LAMBDA: service.url };
    const { status, stdout, stderr } = await run(args, env);
    expect(status, stderr).toBe(0);
    return parseRun(stdout);
  };
  return {
    http: await check(`${service.url}/${name.replace('-', '/')}?delay=${DELAY_MS}`),
    lambda: await check(`lambda:${name}`, '-d', `{"delay":${DELAY_MS}}`),
  };
}

async function expectVerdict(
  name: FunctionName,
  invoked: LambdaFunction,
  verdict: object,
): Promise<void> {
  const { http, lambda } = await checkBothWays(name, invoked);
  expect(http.verdict).toMatchObject(verdict);
  expect(lambda.verdict).toMatchObject(verdict);
}

describe('one environment in standard mode', () => {
  it.for(['ping', 'ping-blocking'] as const)('takes one call of /%s at a time', async (name) => {
    const invoked = await functionOf(name, {});
    const pongs = await invokeTogether(invoked);
    expect([peak(pongs), instances(pongs)]).toEqual([1, 1]);
    expect(invoked.environments[0]?.api.polls().most).toBe(1);
    await expectVerdict(name, invoked, {
      kind: 'serial',
      workers: { estimate: 1 },
    });
  });
});

describe('an environment for each call in standard mode', () => {
  it.for(['ping', 'ping-blocking'] as const)('runs calls of /%s in parallel', async (name) => {
    const invoked = await functionOf(name, { environments: CALLS });
    const pongs = await invokeTogether(invoked);
    expect([peak(pongs), instances(pongs)]).toEqual([CALLS, CALLS]);
    await expectVerdict(name, invoked, {
      kind: 'parallel',
      workers: { estimate: CALLS },
    });
  });
});

describe('one environment that takes several calls at once', () => {
  it('overlaps calls that wait', async () => {
    const invoked = await functionOf('ping', { env: managed() });
    const pongs = await invokeTogether(invoked);
    expect([peak(pongs), instances(pongs)]).toEqual([CALLS, 1]);
    expect(new Set(pongs.map(({ initializationType }) => initializationType))).toEqual(
      new Set(['lambda-managed-instances']),
    );
    await expectVerdict('ping', invoked, {
      kind: 'concurrent',
      workers: { estimate: CALLS, high: null },
    });
  });

  it('does not overlap calls that block', async () => {
    const invoked = await functionOf('ping-blocking', { env: managed() });
    const pongs = await invokeTogether(invoked);
    expect([peak(pongs), instances(pongs)]).toEqual([1, 1]);
    await expectVerdict('ping-blocking', invoked, {
      kind: 'serial',
      workers: { estimate: 1 },
    });
  });

  it('is parallel on its worker threads without scaling out', async () => {
    const invoked = await functionOf('ping-blocking', { env: managed(2) });
    const { http, lambda } = await checkBothWays('ping-blocking', invoked);
    for (const { verdict, bursts } of [http, lambda]) {
      expect(verdict).toMatchObject({ kind: 'parallel', workers: { estimate: 2 } });
      expect(verdict.reasons.map(({ code }) => code)).toContain('within-one-environment');
      expect(bursts.at(-1)?.timeline).toMatchObject({ instances: 2, environments: 1 });
    }
  });

  it('has one instance per worker thread', async () => {
    const workers = 2;
    const invoked = await functionOf('ping-blocking', { env: managed(workers) });
    const pongs = await invokeTogether(invoked);
    expect([peak(pongs), instances(pongs)]).toEqual([workers, workers]);
    for (const { instance } of pongs) {
      expect(peak(pongs.filter((pong) => pong.instance === instance))).toBe(1);
    }
    // All threads report the environment's name on Lambda.
    const names = new Set(pongs.map(({ environment }) => environment));
    expect([...names]).toEqual([expect.stringContaining('[$LATEST]')]);
  });
});
