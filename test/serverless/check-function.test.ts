import { describe, expect, it } from 'vitest';
import { readFunctionCommand } from '../../src/serverless/check-function.ts';
import type { Serverless, SlsOptions } from '../../src/serverless/framework.ts';
import { profileOf } from '../../src/serverless/profile.ts';

interface Setting {
  readonly custom?: Record<string, unknown>;
  readonly commands?: Record<string, unknown>;
}

function bookshop({ custom = {}, commands = { offline: {} } }: Setting = {}): Serverless {
  return {
    service: {
      service: 'bookshop',
      provider: { name: 'aws', profile: 'shop' },
      custom,
      functions: {
        listBooks: { name: 'bookshop-dev-listBooks', events: [{ httpApi: 'GET /books' }] },
        addBook: {
          name: 'bookshop-dev-addBook',
          events: [{ http: 'POST books/{shelf}' }, { http: 'POST books' }],
        },
        readPage: { name: 'bookshop-dev-readPage', events: [{ httpApi: 'GET /pages/{nr}' }] },
        countStock: { name: 'bookshop-dev-countStock' },
      },
    },
    pluginManager: { commands },
    getProvider: () => ({
      getStage: () => 'dev',
      getRegion: () => 'eu-west-1',
      naming: { getStackName: () => 'bookshop-dev' },
    }),
  } as Serverless;
}

function read(options: SlsOptions, setting?: Setting) {
  const input = { serverless: bookshop(setting), options, sls: '/bin/sls', folder: '/shop' };
  const command = readFunctionCommand(input, { env: { PATH: '/bin' } });
  if (command.do !== 'check' || command.target.kind !== 'function') throw new Error('not a check');
  const { call, runs } = command.target;
  return {
    command,
    runs,
    called: call.kind === 'http' ? `${call.message.method} ${call.shownUrl}` : call.function.full,
  };
}

describe('a function under serverless-offline', () => {
  it('is called by its route', () => {
    const { called, runs, command } = read({ function: 'listBooks', local: true, calls: '5' });
    expect(called).toBe('GET http://127.0.0.1/books');
    expect(command).toMatchObject({
      plan: { calls: 5 },
      rerun: '--function listBooks --local --calls 5',
    });
    expect(runs).toEqual({
      by: 'offline',
      mode: 'instance-per-call',
      service: {
        name: 'serverless-offline',
        folder: '/shop',
        sls: '/bin/sls',
        arguments: [],
        env: { PATH: '/bin', CONCURRENCY_CHECK_OFFLINE: '1' },
        hasHttp: true,
      },
    });
  });

  it('of a REST API is below the stage, unless the service says otherwise', () => {
    const options = { function: 'addBook', local: true };
    expect(read(options).called).toBe('POST http://127.0.0.1/dev/books');
    const plain = { 'serverless-offline': { noPrependStageInUrl: true, prefix: 'v1' } };
    expect(read(options, { custom: plain }).called).toBe('POST http://127.0.0.1/v1/books');
  });

  it('is invoked if it has no route', () => {
    const { called, runs } = read({ function: 'countStock', local: true, stage: 'test' });
    expect(called).toBe('bookshop-dev-countStock');
    expect(runs).toMatchObject({ service: { hasHttp: false, arguments: ['--stage=test'] } });
  });

  it.each([
    [{ 'in-process': true }, {}],
    [{}, { 'serverless-offline': { useInProcess: true } }],
  ])('shares a process with %j and %j', (options, custom) => {
    const { runs } = read({ function: 'listBooks', local: true, ...options }, { custom });
    expect(runs).toMatchObject({ mode: 'one-process', service: { arguments: ['--useInProcess'] } });
  });
});

describe('a function on AWS', () => {
  it('is found by its stack, by its route or its name', () => {
    const stack = {
      by: 'stack',
      stack: 'bookshop-dev',
      region: 'eu-west-1',
      deployCommand: 'npx sls deploy --stage test',
    };
    const route = read({ function: 'listBooks', stage: 'test' });
    expect(route.runs).toEqual({
      ...stack,
      functionName: 'bookshop-dev-listBooks',
      addressOutput: 'HttpApiUrl',
    });
    const invoked = read({ function: 'countStock', stage: 'test' });
    expect(invoked.runs).toEqual({ ...stack, functionName: 'bookshop-dev-countStock' });
    expect(invoked.called).toBe('bookshop-dev-countStock');
    expect(read({ function: 'addBook' }).runs).toMatchObject({ addressOutput: 'ServiceEndpoint' });
  });

  it('may be at another address', () => {
    const { runs } = read({ function: 'listBooks', 'api-url': 'https://books.example/v1' });
    expect(runs).toMatchObject({ apiUrl: new URL('https://books.example/v1') });
  });
});

describe('the path', () => {
  it('chooses the route that serves it', () => {
    const local = { function: 'addBook', local: true };
    expect(read({ ...local, path: 'books/novels?x={n}' }).called).toBe(
      'POST http://127.0.0.1/dev/books/novels?x={n}',
    );
  });

  it('may have a query', () => {
    const { called } = read({ function: 'readPage', local: true, path: '/pages/3?size=2' });
    expect(called).toBe('GET http://127.0.0.1/pages/3?size=2');
  });
});

describe('the options', () => {
  it('are passed on, and repeated without the files', () => {
    const { command } = read({
      function: 'listBooks',
      local: true,
      request: 'PUT',
      header: ['x-a: 1', 'x-b: 2'],
      json: 'run.json',
      why: true,
      quiet: null,
    });
    expect(command.plan.why).toBe(true);
    expect(command.rerun).toBe(
      "--function listBooks --local --request PUT --header 'x-a: 1' --header 'x-b: 2' --why",
    );
  });

  it.each<[SlsOptions, Setting, string]>([
    [{}, {}, '--function names the function to check: expected one of listBooks, addBook'],
    [{ function: 'constructor' }, {}, '--function constructor: bookshop has no such function'],
    [{ function: 'readPage' }, {}, 'give the path to call with --path, such as --path /pages/1'],
    [
      { function: 'countStock', path: '/x' },
      {},
      '--path applies only to functions with an HTTP route',
    ],
    [{ function: 'countStock', 'api-url': 'https://a.example' }, {}, '--api-url applies only to'],
    [{ function: 'listBooks', 'in-process': true }, {}, '--in-process applies only with --local'],
    [
      { function: 'listBooks', local: true, 'api-url': 'https://a.example' },
      {},
      '--api-url does not apply to --local',
    ],
    [
      { function: 'listBooks', local: true },
      { commands: {} },
      '--local needs serverless-offline, which is not among the plugins of bookshop: install it',
    ],
    [{ function: 'listBooks', calls: '1' }, {}, '--calls: expected a whole number from 2'],
  ])('%j are refused', (options, setting, message) => {
    expect(() => read(options, setting)).toThrow(message);
  });
});

describe('the AWS profile', () => {
  it.each([
    [{ 'aws-profile': 'mine' }, { AWS_PROFILE: 'other' }, 'mine'],
    [{}, {}, 'shop'],
    [{}, { AWS_PROFILE: 'other' }, undefined],
    [{}, { AWS_ACCESS_KEY_ID: 'key' }, undefined],
  ])('with the options %j and the environment %j is %s', (options, env, profile) => {
    expect(profileOf(bookshop(), options, env)).toBe(profile);
  });
});
