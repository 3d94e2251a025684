import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  CreateFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMiniStack, type MiniStack } from '../helpers/ministack.ts';
import { parseRun } from '../helpers/output.ts';
import { eventually } from '../helpers/processes.ts';
import { run, start, type Ended } from '../helpers/run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { deploy, type Deployment } from '../helpers/serverless.ts';

const COLD_VARIABLE = 'CONCURRENCY_CHECK_COLD';
const JSON_OUT = ['--json', '-'];

let ministack: MiniStack;
let deployment: Deployment;

beforeAll(async () => {
  ministack = await startMiniStack();
  deployment = await deploy(ministack);
});
afterAll(() => ministack?.stop());

const check = (...args: readonly string[]): Promise<Ended> => run(args, deployment.env);
const deployed = (...args: readonly string[]): Promise<Ended> =>
  check(...args, '--api-url', deployment.apiUrl);

async function variablesOf(FunctionName: string): Promise<Record<string, string>> {
  const { Environment } = await ministack.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName }),
  );
  return Environment?.Variables ?? {};
}

describe('the target deployed', () => {
  it('is parallel on as many instances as calls, cold and warm', async () => {
    const { status, stdout, stderr } = await deployed('deployed', '--cold', ...JSON_OUT);
    expect(status, stderr).toBe(0);
    const json = parseRun(stdout);
    expectToMatchSchema(json);
    expect(json.target).toMatchObject({
      kind: 'deployed',
      name: deployment.stack,
      path: '/ping?delay=1000',
      limits: { accountConcurrency: 1_000, stageBurst: 60 },
    });
    expect(json.bursts.map(({ timeline }) => timeline)).toMatchObject([
      { answered: 10, instances: 10, cold: 10, warm: 0 },
      { answered: 10, instances: 10, cold: 0, warm: 10 },
    ]);
    expect(json.verdict).toMatchObject({ kind: 'parallel', workers: { high: null } });
  });

  it('is parallel even if the code blocks', async () => {
    const { stdout } = await deployed('deployed:dev/ping/blocking', '-n', '5', ...JSON_OUT);
    expect(parseRun(stdout).verdict).toMatchObject({ kind: 'parallel' });
  });

  it('is found by its stage, and its absence is reported', async () => {
    const { status, stderr, stdout } = await deployed('deployed:elsewhere');
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('there is no stack concurrency-check-elsewhere in us-east-1');
    expect(stderr).toContain('npx sls deploy --stage elsewhere');
  });

  it('rejects an unknown route, and lists those it has', async () => {
    const { status, stderr } = await deployed('deployed/pong');
    expect(status).toBe(3);
    expect(stderr).toContain(
      'has no route /pong to check; expected one of /ping, /ping/blocking, /ping/cpu',
    );
  });

  it('is compared with the local service', async () => {
    const args = ['-n', '4', '-b', '1', '--solo', '2', '--delay', '400', ...JSON_OUT];
    const { status, stdout, stderr } = await deployed('--compare', 'deployed', ...args);
    expect(status, stderr).toBe(0);
    const json: { comparison: { route: string; mode: string; run: { verdict: object } }[] } =
      JSON.parse(stdout);
    expectToMatchSchema(json);
    const verdictOf = (route: string, mode: string): unknown =>
      json.comparison.find((cell) => cell.route === route && cell.mode === mode)?.run.verdict;
    expect(json.comparison).toHaveLength(9);
    expect(verdictOf('/ping', 'deployed')).toMatchObject({ kind: 'parallel' });
    expect(verdictOf('/ping/blocking', 'deployed')).toMatchObject({ kind: 'parallel' });
    expect(verdictOf('/ping/blocking', 'one-process')).toMatchObject({ kind: 'serial' });
  });
});

/** Runs a check that cannot start. Returns its error, which is one line. */
async function startupError(env: NodeJS.ProcessEnv, target: string): Promise<string> {
  const { status, stdout, stderr } = await run([target], { ...deployment.env, ...env });
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  expect(stderr.trim().split('\n')).toHaveLength(1);
  return stderr;
}

describe('a check that cannot start', () => {
  it.each(['deployed', 'lambda:some-function'])(
    'reports missing credentials for %s',
    async (target) => {
      const message = await startupError({ AWS_ACCESS_KEY_ID: undefined }, target);
      expect(message).toContain('no AWS credentials: set AWS_PROFILE');
    },
  );

  it.each(['deployed', 'lambda:some-function'])('reports an unknown key for %s', async (target) => {
    const message = await startupError({ AWS_ACCESS_KEY_ID: 'unknown' }, target);
    expect(message).toContain('AWS does not accept the credentials');
  });

  it.each(['deployed', 'lambda:some-function'])(
    'reports an endpoint where nothing listens for %s',
    async (target) => {
      const message = await startupError({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, target);
      expect(message).toMatch(/cannot be reached|nothing is listening there/);
    },
  );
});

describe('a Lambda function', () => {
  it('is parallel on as many instances as calls, cold and warm', async () => {
    const name = deployment.functions.ping;
    const args = ['-d', '{"delay":600}', '--cold', ...JSON_OUT];
    const { status, stdout, stderr } = await check(`lambda:${name}`, ...args);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain(
      `--cold: setting the environment variable ${COLD_VARIABLE} of ${name}`,
    );
    const json = parseRun(stdout);
    expectToMatchSchema(json);
    expect(json.bursts.map(({ timeline }) => timeline)).toMatchObject([
      { answered: 10, instances: 10, cold: 10, warm: 0 },
      { answered: 10, instances: 10, cold: 0, warm: 10 },
    ]);
    expect(json.verdict).toMatchObject({ kind: 'parallel' });
    expect(await variablesOf(name)).toEqual({});
  });

  it('can be called by its ARN, with and without a version', async () => {
    const arn = `lambda:arn:aws:lambda:us-east-1:000000000000:function:${deployment.functions.ping}`;
    const args = ['-d', '{"delay":100}', '-n', '2', '-b', '1', '--solo', '1', ...JSON_OUT];
    for (const target of [arn, `${arn}:$LATEST`]) {
      const { stdout, stderr } = await check(target, ...args);
      expect(parseRun(stdout).bursts[0]?.timeline, stderr).toMatchObject({ answered: 2 });
    }
  });

  it('with reserved concurrency has that limit named, and every call has an outcome', async () => {
    const FunctionName = deployment.functions['ping-blocking'];
    const { lambda } = ministack;
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 3 }),
    );
    const args = ['-d', '{"delay":1500}', '-b', '1', ...JSON_OUT];
    const { status, stdout, stderr } = await check(`lambda:${FunctionName}`, ...args);
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    expect(status, stderr).toBe(0);
    const json = parseRun(stdout);
    const [burst] = json.bursts;
    const outcomes = burst?.invocations.map(({ outcome }) => outcome) ?? [];
    const answered = outcomes.filter((outcome) => outcome === 'answered').length;
    expect(answered).toBeGreaterThanOrEqual(3);
    expect(outcomes.filter((outcome) => outcome === 'throttled')).toHaveLength(10 - answered);
    expect(burst?.timeline).toMatchObject({
      throttleReason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    expect(json.verdict).toMatchObject({ kind: 'parallel', workers: { estimate: 3, high: 3 } });
    expect(stderr).toContain("this function has 3 of the account's concurrent executions reserved");
  });

  it('that does not exist is reported', async () => {
    const { status, stderr, stdout } = await check('lambda:there-is-none');
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('no such function, version or alias');
  });
});

/** Creates a function that does not return our format, as other people's functions do not. */
async function createForeign(name: string, code: string): Promise<void> {
  const file = path.join(ministack.folder, 'index.mjs');
  const zip = path.join(ministack.folder, `${name}.zip`);
  writeFileSync(file, code);
  execFileSync('python3', ['-m', 'zipfile', '-c', zip, file]);
  const { lambda } = ministack;
  const { Role } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: deployment.functions.ping }),
  );
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 2,
      Environment: { Variables: { THEIRS: 'stays' } },
      Code: { ZipFile: readFileSync(zip) },
    }),
  );
}

describe("somebody else's function", () => {
  beforeAll(async () => {
    await createForeign(
      'theirs',
      `export const handler = async ({ ms = 500, fail }) => {
         if (fail) throw new TypeError('not today');
         await new Promise((resolve) => setTimeout(resolve, ms));
         return { anything: 1 };
       };`,
    );
  });

  it('is judged by client times, and by what Lambda guarantees', async () => {
    const { status, stdout, stderr } = await check('lambda:theirs', ...JSON_OUT);
    expect(status, stderr).toBe(0);
    const json = parseRun(stdout);
    expect(json.verdict).toMatchObject({ kind: 'parallel', workers: { estimate: 10 } });
    expect(json.verdict.reasons.map(({ code }) => code)).toContain('one-call-per-environment');
  });

  it.each([
    [{ fail: true }, 'the function failed (Unhandled)'],
    [{ ms: 5_000 }, 'Task timed out after 2.00 seconds; raise the timeout of the function'],
  ])('has its failure reported for the event %j', async (event, reason) => {
    const args = ['-d', JSON.stringify(event), '--solo', '1', '-b', '1', '-n', '2'];
    const { status, stderr } = await check('lambda:theirs', ...args);
    expect(status).toBe(3);
    expect(stderr).toContain(reason);
  });

  it('is not changed unless --cold repeats its name', async () => {
    const { status, stderr, stdout } = await check('lambda:theirs', '--cold');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('--cold=theirs');
  });

  it('is changed to force cold starts if --cold names it, and restored afterwards', async () => {
    const { status, stderr } = await check('lambda:theirs', '--cold=theirs', '-n', '3', '-b', '1');
    expect(status, stderr).toBe(0);
    expect(await variablesOf('theirs')).toEqual({ THEIRS: 'stays' });
  });
});

describe('an interrupted run with --cold', () => {
  it('restores what it has changed', async () => {
    const name = deployment.functions.ping;
    const args = [`lambda:${name}`, '-d', '{"delay":20000}', '--solo', '0', '--cold', ...JSON_OUT];
    const running = start(args, deployment.env);
    await eventually('the change', async () => COLD_VARIABLE in (await variablesOf(name)));
    running.child.kill('SIGINT');
    const { status, stderr } = await running.ended;
    expect(status, stderr).toBe(130);
    expect(stderr).toContain(`${name} is restored`);
    expect(await variablesOf(name)).toEqual({});
  });
});

describe('an endpoint that requires signed calls', () => {
  let closed: Deployment;
  beforeAll(async () => {
    closed = await deploy(ministack, { stage: 'closed', params: { access: 'iam' } });
  });

  it('rejects unsigned calls', async () => {
    expect((await fetch(`${closed.apiUrl}/ping?delay=0`)).status).toBe(403);
  });

  it('is called with signed calls', async () => {
    const args = ['deployed:closed', '--api-url', closed.apiUrl, '-n', '4', '--delay', '500'];
    const { status, stdout, stderr } = await run([...args, ...JSON_OUT], closed.env);
    expect(status, stderr).toBe(0);
    expect(parseRun(stdout).verdict).toMatchObject({ kind: 'parallel' });
  });
});

describe('an account with a concurrency of 4', () => {
  let small: MiniStack;
  beforeAll(async () => {
    small = await startMiniStack({ accountConcurrency: 4 });
  });
  afterAll(() => small?.stop());

  it('is named as the limit', async () => {
    const { functions } = await deploy(small);
    const args = [`lambda:${functions.ping}`, '-d', '{"delay":1500}', '-b', '1', ...JSON_OUT];
    const { stdout, stderr } = await run(args, small.env);
    const { verdict, bursts } = parseRun(stdout);
    expect(bursts[0]?.invocations.map(({ error }) => error?.code)).toContain(
      'ConcurrentInvocationLimitExceeded',
    );
    expect(verdict).toMatchObject({ kind: 'parallel', workers: { estimate: 4, high: 4 } });
    expect(stderr).toContain('this account runs 4 at a time');
    expect(stderr).toContain('Service Quotas, AWS Lambda, Concurrent executions');
  });
});
