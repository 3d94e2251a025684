import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ROOT } from './run.ts';
import { startServer, type Launch } from './servers.ts';

/** The Python environment that MiniStack is installed in. */
export const VENV = path.join(ROOT, '.ministack/venv');

/** How the name of a folder begins that an account has for itself. */
export const SCRATCH = 'concurrency-check-ministack-';

/** An AWS account on this machine, and all that belongs to it. */
export interface MiniStack {
  readonly port: number;
  readonly endpoint: string;
  /** Where it, and what is deployed to it, writes; gone when it has stopped. */
  readonly folder: string;
  /** What is to be added to the environment of a program that is to meet it in place of AWS. */
  readonly env: NodeJS.ProcessEnv;
  readonly lambda: LambdaClient;
  readonly cloudformation: CloudFormationClient;
  /** A request that is none of Lambda or CloudFormation, for the parsed JSON. */
  readonly ask: (question: Question) => Promise<Readonly<Record<string, unknown>>>;
  /** Deletes whatever has been deployed, and ends the instances. */
  readonly reset: () => Promise<void>;
  /** Ends it and the instances; a second time does nothing. */
  readonly stop: () => Promise<void>;
}

export interface Question {
  /** The name in a signature: `logs`, `apigateway`, `s3`. */
  readonly service: string;
  readonly path?: string;
  /** Of a service that has one address for all its actions. */
  readonly target?: string;
}

const REGION = 'us-east-1';
/** The one key that it knows; others are refused. */
const KEY = { accessKeyId: 'test', secretAccessKey: 'test' };
/** As many calls in flight as an account on AWS has by default. */
const ACCOUNT_CONCURRENCY = 1_000;
/** One for each call in flight; beyond them, calls would wait for each other. */
const THREADS = 256;

/** Starts an empty account, on a free port of the loopback interface. */
export async function startMiniStack(
  options: { readonly accountConcurrency?: number } = {},
): Promise<MiniStack> {
  // Not below the project: its package.json and node_modules would be found from what is deployed.
  const folder = mkdtempSync(path.join(tmpdir(), SCRATCH));
  const concurrency = options.accountConcurrency ?? ACCOUNT_CONCURRENCY;
  const { port, stop } = await startServer((onPort) => launch(onPort, folder, concurrency));
  const endpoint = `http://127.0.0.1:${port}`;
  const client = { endpoint, region: REGION, credentials: KEY, maxAttempts: 1 };
  const lambda = new LambdaClient(client);
  const cloudformation = new CloudFormationClient(client);
  let stopped: Promise<void> | undefined;
  return {
    port,
    endpoint,
    folder,
    env: environment(endpoint, folder),
    lambda,
    cloudformation,
    ask: (question) => ask(endpoint, question),
    reset: async () => void (await fetch(`${endpoint}/_ministack/reset`, { method: 'POST' })),
    stop: () => {
      lambda.destroy();
      cloudformation.destroy();
      return (stopped ??= stop());
    },
  };
}

function launch(port: number, folder: string, concurrency: number): Launch {
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary);
  return {
    command: path.join(VENV, 'bin/ministack'),
    args: [],
    env: {
      ...without((name) => name !== 'PATH'), // handlers would see it, as on AWS they never do
      HOME: folder,
      TMPDIR: temporary,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      AUTH: 'true', // refuses unknown keys, and unsigned calls where a route asks for a signature
      LAMBDA_ACCOUNT_CONCURRENCY: String(concurrency),
      MINISTACK_WORKER_THREADS: String(THREADS),
    },
    ready: { says: 'Running on', times: 1 },
    cleanUp: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** No profile, no role, no address and no proxy of the person who runs the tests is left in it. */
function environment(endpoint: string, folder: string): NodeJS.ProcessEnv {
  const nothing = path.join(folder, 'there-is-no-such-file');
  return {
    ...without((name) => /^AWS_|proxy$/i.test(name)),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_EC2_METADATA_DISABLED: 'true',
    SLS_AWS_MONITORING_FREQUENCY: '200',
  };
}

/** Takes variables of ours away; over `process.env`, an undefined one is as good as none. */
function without(unwanted: (name: string) => boolean): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter(unwanted);
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** The signature names the service; MiniStack looks at the key in it and does not verify it. */
async function ask(
  endpoint: string,
  { service, path: where, target }: Question,
): ReturnType<MiniStack['ask']> {
  const credential = `${KEY.accessKeyId}/20200101/${REGION}/${service}/aws4_request`;
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
    'x-amz-date': '20200101T000000Z',
  };
  const answer =
    target === undefined
      ? await fetch(endpoint + (where ?? '/'), { headers })
      : await fetch(endpoint, {
          method: 'POST',
          headers: {
            ...headers,
            'x-amz-target': target,
            'content-type': 'application/x-amz-json-1.1',
          },
          body: '{}',
        });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`${service} answered ${answer.status}: ${said}`);
  const parsed: Record<string, unknown> = JSON.parse(said);
  return parsed;
}
