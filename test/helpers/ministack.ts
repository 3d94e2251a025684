import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ROOT } from './run.ts';
import { startServer, type Launch } from './servers.ts';

/** The path of the Python environment that MiniStack is installed in. */
export const VENV = path.join(ROOT, '.ministack/venv');

/** The prefix of an account's temporary folder. */
export const SCRATCH = 'concurrency-check-ministack-';

/** An emulated AWS account on this machine. */
export interface MiniStack {
  readonly port: number;
  readonly endpoint: string;
  /** The folder that the account and what is deployed to it write to. Removed on stop. */
  readonly folder: string;
  /** Environment variables that make a program use the account instead of AWS. */
  readonly env: NodeJS.ProcessEnv;
  readonly lambda: LambdaClient;
  readonly cloudformation: CloudFormationClient;
  /**
   * Sends a request to a service other than Lambda and CloudFormation. Resolves to the parsed JSON.
   * @throws if the service answers with an error
   */
  readonly request: (input: ServiceRequest) => Promise<Readonly<Record<string, unknown>>>;
  /** Deletes everything that was deployed, and ends all instances. */
  readonly reset: () => Promise<void>;
  /** Ends the account and all instances. Does nothing the second time. */
  readonly stop: () => Promise<void>;
}

/** A request to an AWS service. */
export interface ServiceRequest {
  /** The service's name in a signature: `logs`, `apigateway`, `s3`. */
  readonly service: string;
  readonly path?: string;
  /** The action, for a service that has one path for all actions. */
  readonly target?: string;
}

const REGION = 'us-east-1';
/** The only key that the account accepts. */
const KEY = { accessKeyId: 'test', secretAccessKey: 'test' };
/** The default concurrency of an AWS account. */
const ACCOUNT_CONCURRENCY = 1_000;
/** Worker threads, one per call in flight. With more calls than this, calls would wait. */
const THREADS = 256;

/** Starts an empty account on a free loopback port. */
export async function startMiniStack(
  options: { readonly accountConcurrency?: number } = {},
): Promise<MiniStack> {
  // Outside the project, or deployed code would find its package.json and node_modules.
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
    env: accountEnvironment(endpoint, folder),
    lambda,
    cloudformation,
    request: (input) => sendRequest(endpoint, input),
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
      ...without((name) => name !== 'PATH'), // handlers would see them, unlike on AWS
      HOME: folder,
      TMPDIR: temporary,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      AUTH: 'true', // rejects unknown keys, and unsigned calls to routes that require a signature
      LAMBDA_ACCOUNT_CONCURRENCY: String(concurrency),
      MINISTACK_WORKER_THREADS: String(THREADS),
    },
    ready: { says: 'Running on', times: 1 },
    cleanUp: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The environment without any AWS settings or proxies of the person who runs the tests. */
function accountEnvironment(endpoint: string, folder: string): NodeJS.ProcessEnv {
  const missing = path.join(folder, 'there-is-no-such-file');
  return {
    ...without((name) => /^AWS_|proxy$/i.test(name)),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
    AWS_CONFIG_FILE: missing,
    AWS_SHARED_CREDENTIALS_FILE: missing,
    AWS_EC2_METADATA_DISABLED: 'true',
    SLS_AWS_MONITORING_FREQUENCY: '200',
  };
}

/** Overrides that remove variables: an undefined variable counts as absent. */
function without(unwanted: (name: string) => boolean): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter(unwanted);
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** MiniStack reads the service and the key from the signature, and does not verify it. */
async function sendRequest(
  endpoint: string,
  { service, path: urlPath, target }: ServiceRequest,
): ReturnType<MiniStack['request']> {
  const credential = `${KEY.accessKeyId}/20200101/${REGION}/${service}/aws4_request`;
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
    'x-amz-date': '20200101T000000Z',
  };
  const answer =
    target === undefined
      ? await fetch(endpoint + (urlPath ?? '/'), { headers })
      : await fetch(endpoint, {
          method: 'POST',
          headers: {
            ...headers,
            'x-amz-target': target,
            'content-type': 'application/x-amz-json-1.1',
          },
          body: '{}',
        });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${service} answered ${answer.status}: ${body}`);
  const parsed: Record<string, unknown> = JSON.parse(body);
  return parsed;
}
