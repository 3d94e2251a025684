import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { closedPort, httpServer } from '../helpers/loopback.ts';
import {
  packageService,
  ROUTES,
  serverless,
  SERVERLESS,
  type Resource,
  type Template,
} from '../helpers/package.ts';
import { eventually } from '../helpers/processes.ts';
import { ROOT } from '../helpers/run.ts';

const FUNCTIONS = Object.keys(ROUTES).map((name) => `concurrency-check-dev-${name}`);
const param = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).flatMap(([name, value]) => ['--param', `${name}=${value}`]);

const statement = (rest: object): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', ...rest }],
});

interface Deployment {
  readonly title: string;
  readonly params: Readonly<Record<string, string>>;
  readonly burst: string;
  readonly rate: string;
  readonly access: 'open' | 'iam';
  readonly reserved?: number;
}

const DEPLOYMENTS: readonly Deployment[] = [
  { title: 'with defaults', params: {}, burst: '60', rate: '1', access: 'open' },
  {
    title: 'with every parameter',
    params: { burst: '50', rate: '2.5', access: 'iam', reserved: '3' },
    burst: '50',
    rate: '2.5',
    access: 'iam',
    reserved: 3,
  },
];

describe.each(DEPLOYMENTS)('the stack $title', ({ params, burst, rate, access, reserved }) => {
  let template: Template;
  beforeAll(async () => {
    ({ template } = await packageService(...param(params)));
  });

  const entriesOf = (type: string): [string, Resource][] =>
    Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
  const ofType = (type: string): Resource['Properties'][] =>
    entriesOf(type).map(([, { Properties }]) => Properties);

  it('has exactly these resources: no version, no policy, no second API', () => {
    const each = FUNCTIONS.length;
    const counts = Object.values(template.Resources)
      .map(({ Type }) => Type)
      .reduce<Record<string, number>>(
        (all, type) => ({ ...all, [type]: (all[type] ?? 0) + 1 }),
        {},
      );
    expect(counts).toEqual({
      'AWS::S3::Bucket': 1,
      'AWS::S3::BucketPolicy': 1,
      'AWS::IAM::Role': 1,
      'AWS::Logs::LogGroup': each,
      'AWS::Lambda::Function': each,
      'AWS::Lambda::Permission': each,
      'AWS::ApiGatewayV2::Api': 1,
      'AWS::ApiGatewayV2::Stage': 1,
      'AWS::ApiGatewayV2::Integration': each,
      'AWS::ApiGatewayV2::Route': each,
    });
  });

  it('keeps nothing after it is removed or replaced', () => {
    expect(JSON.stringify(template)).not.toMatch(/"(DeletionPolicy|UpdateReplacePolicy)"/);
  });

  it('has functions on arm64 that log JSON, with memory and a timeout', () => {
    const functions = ofType('AWS::Lambda::Function');
    expect(new Set(functions.map(({ FunctionName }) => FunctionName))).toEqual(new Set(FUNCTIONS));
    for (const properties of functions) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'JSON' },
        MemorySize: expect.any(Number),
        Timeout: expect.any(Number),
      });
      expect(properties['Timeout']).toBeGreaterThan(25);
      expect(properties['Timeout']).toBeLessThanOrEqual(30);
    }
  });

  it('reserves concurrency only on request', () => {
    for (const properties of ofType('AWS::Lambda::Function')) {
      expect(properties['ReservedConcurrentExecutions']).toBe(reserved);
      expect('ReservedConcurrentExecutions' in properties).toBe(reserved !== undefined);
    }
  });

  it('leaves the region most of its 1,000 executions, whoever calls', () => {
    const longestS = 25;
    const routes = ofType('AWS::ApiGatewayV2::Route').filter(({ RouteKey }) =>
      String(RouteKey).startsWith('GET /ping'),
    );
    const held = routes.length * (Number(burst) + Number(rate) * longestS);
    expect(routes).toHaveLength(3);
    expect(held).toBeLessThanOrEqual(400);
  });

  it('throttles every route', () => {
    const [stage] = ofType('AWS::ApiGatewayV2::Stage');
    expect(stage).toEqual({
      ApiId: { Ref: 'HttpApi' },
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: {
        DetailedMetricsEnabled: false,
        ThrottlingBurstLimit: burst,
        ThrottlingRateLimit: rate,
      },
    });
    const routes = ofType('AWS::ApiGatewayV2::Route');
    expect(new Set(routes.map(({ RouteKey }) => RouteKey))).toEqual(new Set(Object.values(ROUTES)));
    for (const { ApiId } of routes) expect(ApiId).toEqual({ Ref: 'HttpApi' });
  });

  it('requires a signature on all routes or on none', () => {
    for (const { AuthorizationType } of ofType('AWS::ApiGatewayV2::Route')) {
      expect(AuthorizationType).toBe(access === 'iam' ? 'AWS_IAM' : undefined);
    }
  });

  it('keeps the logs of each function for a week', () => {
    expect(ofType('AWS::Logs::LogGroup')).toEqual(
      FUNCTIONS.map((name) => ({ LogGroupName: `/aws/lambda/${name}`, RetentionInDays: 7 })),
    );
  });

  it('has a role that can only write to its own log groups', () => {
    const [role] = ofType('AWS::IAM::Role');
    const groups = entriesOf('AWS::Logs::LogGroup').map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
    expect(role).toEqual({
      RoleName: {
        'Fn::Join': ['-', ['concurrency-check', 'dev', { Ref: 'AWS::Region' }, 'lambdaRole']],
      },
      Path: '/',
      AssumeRolePolicyDocument: statement({
        Principal: { Service: ['lambda.amazonaws.com'] },
        Action: ['sts:AssumeRole'],
      }),
      Policies: [
        {
          PolicyName: 'write-own-logs',
          PolicyDocument: statement({
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: groups,
          }),
        },
      ],
    });
  });

  it('lets only its own API call the functions', () => {
    for (const { FunctionName, SourceArn, ...rest } of ofType('AWS::Lambda::Permission')) {
      expect(rest).toEqual({
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
      });
      expect(JSON.stringify(SourceArn)).toMatch(/:execute-api:.*\{"Ref":"HttpApi"\},"\/\*"\]/);
      expect(FunctionName).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
    }
    const [policy] = ofType('AWS::S3::BucketPolicy');
    expect(policy).toMatchObject({ PolicyDocument: { Statement: [{ Effect: 'Deny' }] } });
  });

  it('has its limits among the outputs', () => {
    const values = ['ThrottlingBurst', 'ThrottlingRate', 'Access'].map(
      (name) => template.Outputs[name]?.Value,
    );
    expect(values).toEqual([burst, rate, access]);
  });
});

// Each of these starts `sls` once, which writes nothing, so they need not wait for one another.
describe.concurrent('an invalid parameter', () => {
  it.each([
    ['access=IAM', '--param access: expected open or iam, received IAM'],
    [
      'acces=iam',
      '--param acces: unknown parameter, expected one of burst, rate, access, reserved',
    ],
    ['burst=many', '--param burst: expected a whole number from 1, received many'],
    ['rate=0', '--param rate: expected a number of calls per second above 0, received 0'],
    ['reserved=some', '--param reserved: expected a whole number from 1, received some'],
  ])('%s is refused in one line', async (value, message) => {
    const { status, output } = await serverless(['package', '--param', value]);
    expect(status).toBe(1);
    expect(output).toMatch(/Error:\n/);
    expect(output.split('Error:\n')[1]?.split('\n')[0]).toBe(message);
  });

  it.each([['offline'], ['deploy']])('is refused by %s', async (command) => {
    // If it is not refused, it still must not reach anyone's account.
    const nowhere = {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${await closedPort()}`,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
    };
    const { status, output } = await serverless([command, '--param', 'access=closed'], nowhere);
    expect(status).toBe(1);
    expect(output).toContain('--param access: expected open or iam, received closed');
  });
});

describe.concurrent('the region', () => {
  it.each([
    [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-north-1' }, 'eu-west-1'],
    [{ AWS_REGION: undefined, AWS_DEFAULT_REGION: 'eu-north-1' }, 'eu-north-1'],
    [{ AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined }, 'us-east-1'],
  ])('with %j is %s', async (env, region) => {
    const { output } = await serverless(['print', '--path', 'provider.region'], env);
    expect(output.trim().split('\n').at(0)).toBe(region);
  });
});

describe('the local service', () => {
  it.each(['httpPort', 'lambdaPort'])('names a taken %s and ends', async (option) => {
    const { port } = await httpServer((_, response) => response.end());
    const ports = { httpPort: await closedPort(), lambdaPort: await closedPort(), [option]: port };
    const args = Object.entries(ports).map(([name, number]) => `--${name}=${number}`);
    const { status, output } = await serverless(['offline', '--host=127.0.0.1', ...args]);
    expect(status).toBe(1);
    expect(output).toContain(`port ${port} is taken: another service is running there`);
    expect(output).not.toMatch(/\n *at /);
  });

  it('runs with access=iam, too, although it cannot check signatures', async () => {
    const [httpPort, lambdaPort] = [await closedPort(), await closedPort()];
    const ports = [`--httpPort=${httpPort}`, `--lambdaPort=${lambdaPort}`, '--host=127.0.0.1'];
    const child = spawn(
      process.execPath,
      [SERVERLESS, 'offline', ...ports, ...param({ access: 'iam', reserved: '1' })],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const gone = once(child, 'exit');
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await gone;
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    await eventually(
      'the service',
      () => output.includes('Server ready:') || child.exitCode !== null,
    );
    expect(child.exitCode, output).toBeNull();
    const response = await fetch(`http://127.0.0.1:${httpPort}/ping?delay=0`);
    expect(await response.json()).toMatchObject({ PING: 'PONG!' });
  });
});
