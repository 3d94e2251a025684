import type { LambdaClient } from '@aws-sdk/client-lambda';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Clock } from '../../core/fire.ts';
import type { TargetDescription } from '../../core/target-description.ts';
import { TargetError } from '../../errors.ts';
import type { WireRequest } from '../prepare-calls.ts';
import { httpTarget, DEFAULT_HEADERS } from '../http-target.ts';
import type { Stack } from './stack.ts';
import type { Target } from '../target.ts';

export interface DeployedOptions {
  readonly stack: Stack;
  /** With its query. */
  readonly path: string;
  /** Instead of the stack's address. */
  readonly apiUrl?: URL | undefined;
  readonly lambda: LambdaClient;
  readonly region: string;
  readonly limits: TargetDescription['limits'];
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** A route of the service as `sls deploy` has put it on AWS. */
export function deployedTarget(options: DeployedOptions): Target {
  const { stack, path, lambda, region, timeoutMs, clock } = options;
  const url = addressOf(options);
  const limits = { ...options.limits, ...stageLimits(stack) };
  const signed = stack.outputs.get('Access') === 'iam';
  return httpTarget({
    url,
    message: { method: 'GET', headers: DEFAULT_HEADERS },
    description: {
      kind: 'deployed',
      method: 'GET',
      path,
      url: url.href,
      name: stack.name,
      region,
      ...(Object.keys(limits).length > 0 ? { limits } : {}),
    },
    timeoutMs,
    clock,
    pongExpected: true,
    ...(signed ? { sign: signerFor(url, { lambda, region }) } : {}),
  });
}

/** `/ping/blocking` is served by `concurrency-check-dev-ping-blocking`. */
export function functionOf({ name, functions }: Stack, path: string): string | undefined {
  const [route = ''] = path.split('?');
  const served = name + route.replaceAll('/', '-');
  return functions.find((one) => one === served);
}

/** What can be checked; the page is looked at. */
export function routesOf({ name, functions }: Stack): string[] {
  return functions
    .filter((one) => one.startsWith(`${name}-ping`))
    .map((one) => one.slice(name.length).replaceAll('-', '/'))
    .toSorted();
}

function addressOf({ stack, path, apiUrl }: DeployedOptions): URL {
  const base = apiUrl?.href ?? stack.outputs.get('HttpApiUrl');
  if (base === undefined) {
    throw new TargetError(
      `the stack ${stack.name} has no API (no output HttpApiUrl); deploy it again with npx sls deploy, or give its address with --api-url`,
    );
  }
  return new URL(base.replace(/\/$/, '') + path);
}

function stageLimits({ outputs }: Stack): NonNullable<TargetDescription['limits']> {
  const [stageBurst, stageRate] = ['ThrottlingBurst', 'ThrottlingRate'].map((key) =>
    Number(outputs.get(key)),
  );
  return {
    ...(Number.isInteger(stageBurst) ? { stageBurst } : {}),
    ...(Number.isFinite(stageRate) ? { stageRate } : {}),
  };
}

/** Signature Version 4, with the credentials that the stack was looked up with. */
function signerFor(
  url: URL,
  { lambda, region }: { readonly lambda: LambdaClient; readonly region: string },
): (wire: WireRequest) => Promise<WireRequest> {
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials: lambda.config.credentials,
    sha256: lambda.config.sha256,
  });
  return async (wire) => {
    const request = new HttpRequest({
      method: wire.method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host },
    });
    const { headers } = await signer.sign(request);
    return { ...wire, headers: { ...wire.headers, ...headers } };
  };
}
