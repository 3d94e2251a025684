import { existsSync, readdirSync } from 'node:fs';
import { homedir, networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asPong, type Pong } from '../../handlers/pong.ts';
import { SCRATCH, startMiniStack, type MiniStack } from '../helpers/ministack.ts';
import { descendantsOf, isOpen, isRunning } from '../helpers/processes.ts';
import { ROOT } from '../helpers/run.ts';
import { deploy, type Deployment } from '../helpers/serverless.ts';

const ROUTES = ['/ping', '/ping/blocking', '/ping/cpu'];

const before = leftoverFiles();
let ministack: MiniStack;
let deployment: Deployment;

beforeAll(async () => {
  ministack = await startMiniStack();
});
afterAll(() => ministack?.stop());

describe('the deployed service', () => {
  beforeAll(async () => {
    deployment = await deploy(ministack);
  });

  it('is described by sls info', async () => {
    const info = await deployment.sls('info');
    for (const route of ROUTES) expect(info).toMatch(new RegExp(`GET - https://\\S+${route}\n`));
    for (const name of Object.values(deployment.functions)) expect(info).toContain(name);
    expect(info).toContain(deployment.apiId);
  });

  it('answers at its URL, on one instance', async () => {
    const [first, second] = [await get('/ping?delay=0'), await get('/ping?delay=0')];
    expect(first).toMatchObject({ status: 200, pong: { cold: true, nth: 1 } });
    expect(second.pong).toMatchObject({ cold: false, nth: 2, instance: first.pong?.instance });
  });

  it.each(['/ping/blocking?delay=0', '/ping/cpu?work=1'])('answers %s', async (route) => {
    expect(await get(route)).toMatchObject({ status: 200, pong: { PING: 'PONG!', cold: true } });
  });

  it('rejects an invalid parameter', async () => {
    expect(await get('/ping?delay=soon')).toMatchObject({ status: 400 });
  });

  it('answers a direct invocation, and logs Hello and Goodbye', async () => {
    const { pong, log } = await invoke('ping', { delay: 0 });
    expect(pong).toMatchObject({ PING: 'PONG!' });
    expect(log.match(/Hello|Goodbye/g)).toEqual(['Hello', 'Goodbye']);
  });

  it('serves concurrent calls on one instance each, even if the code blocks', async () => {
    const [first, second] = [await burst(5), await burst(5)];
    const instances = new Set(first.map(({ pong }) => pong?.instance));
    expect(instances.size).toBe(5);
    expect(new Set(second.map(({ pong }) => pong?.instance))).toEqual(instances);
    expect(second.map(({ pong }) => pong?.cold)).toEqual(Array(5).fill(false));
  });

  // Add tests of a deployed service here or in other files of this folder. `deployment` has what they
  // need, for example run(['deployed', '--api-url', deployment.apiUrl], deployment.env).
});

describe('the service deployed again', () => {
  it('keeps its instances if nothing has changed', async () => {
    const { pong } = await invoke('ping', { delay: 0 });
    expect(await deployment.sls('deploy')).toContain('No changes to deploy');
    const { pong: later } = await invoke('ping', { delay: 0 });
    expect(later).toMatchObject({ cold: false, instance: pong?.instance });
  });

  it('answers with the change from a new instance', async () => {
    const { pong, headers } = await get('/ping?delay=0');
    expect(headers.get('cache-control')).toBe('no-store');
    deployment.edit('handlers/route.ts', 'no-store', 'no-cache');
    await deployment.sls('deploy');
    const changed = await get('/ping?delay=0');
    expect(changed.headers.get('cache-control')).toBe('no-cache');
    expect(changed.pong).toMatchObject({ cold: true, nth: 1 });
    expect(changed.pong?.instance).not.toBe(pong?.instance);
  });
});

describe('the removed service', () => {
  it('leaves nothing in the account', async () => {
    const full = await inventory();
    for (const [kind, names] of Object.entries(full)) expect(names, kind).not.toEqual([]);
    await deployment.sls('remove');
    const nothing = Object.fromEntries(Object.keys(full).map((kind) => [kind, []]));
    expect(await inventory()).toEqual(nothing);
    expect(await get('/ping?delay=0')).toMatchObject({ status: 404 });
  });
});

describe('MiniStack', () => {
  it('is reachable from this machine only', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal);
    for (const { address } of others) {
      await expect(fetch(`http://${address}:${ministack.port}/`)).rejects.toThrow('fetch failed');
    }
  });

  it('leaves no process, open port or file when it stops', async () => {
    const running = descendantsOf(process.pid).filter(({ command }) =>
      command.includes('ministack'),
    );
    expect(running.some(({ command }) => command.includes('_worker.js'))).toBe(true);
    expect(await isOpen(ministack.port)).toBe(true);
    await ministack.stop();
    expect(running.filter(({ pid }) => isRunning(pid))).toEqual([]);
    expect(await isOpen(ministack.port)).toBe(false);
    expect(existsSync(ministack.folder)).toBe(false);
    expect(leftoverFiles()).toEqual(before);
  });
});

interface Called {
  readonly pong: Pong | undefined;
  readonly log: string;
}

/** Invokes a function directly. */
async function invoke(name: keyof Deployment['functions'], payload: object): Promise<Called> {
  const { Payload, LogResult = '' } = await ministack.lambda.send(
    new InvokeCommand({
      FunctionName: deployment.functions[name],
      Payload: JSON.stringify(payload),
      LogType: 'Tail',
    }),
  );
  const { body = 'null' }: { body?: string } = JSON.parse(Payload?.transformToString() ?? '{}');
  return {
    pong: asPong(JSON.parse(body)),
    log: Buffer.from(LogResult, 'base64').toString(),
  };
}

/** Invokes several times at once. The calls are long enough to overlap, however slowly they are sent. */
function burst(calls: number): Promise<Called[]> {
  return Promise.all(
    Array.from({ length: calls }, () => invoke('ping-blocking', { delay: 1_500 })),
  );
}

interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly pong: Pong | undefined;
}

/** Calls the HTTP API. */
async function get(route: string): Promise<Got> {
  const answer = await fetch(deployment.apiUrl + route);
  return { status: answer.status, headers: answer.headers, pong: asPong(await answer.json()) };
}

/** The resources in the account of the kinds that this service creates. */
async function inventory(): Promise<Record<string, unknown>> {
  const { lambda, cloudformation, request } = ministack;
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({}));
  const { items } = await request({ service: 'apigateway', path: '/v2/apis' });
  const target = 'Logs_20140328.DescribeLogGroups';
  const { logGroups } = await request({ service: 'logs', target });
  return { Functions, Stacks, items, logGroups };
}

/** Files that MiniStack or serverless left outside the folders created for the tests, by their names. */
function leftoverFiles(): string[] {
  return [ROOT, tmpdir(), homedir()]
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
    .filter((file) => /(ministack|serverless)[^/]*$/i.test(file) && !file.includes(SCRATCH));
}
