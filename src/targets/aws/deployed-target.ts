import type { LambdaClient } from '@aws-sdk/client-lambda';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { defined } from '../../core/defined.ts';
import type { Clock } from '../../core/fire.ts';
import type { TargetDescription } from '../../core/target-description.ts';
import { TargetError } from '../../errors.ts';
import type { WireRequest } from '../prepare-calls.ts';
import { httpTarget, DEFAULT_HEADERS } from '../http-target.ts';
import type { Stack } from './stack.ts';
import type { Target } from '../target.ts';

/** What a deployed target is made from. */
export interface DeployedOptions {
  readonly stack: Stack;
  /** With its query. */
  readonly path: string;
  /** The address of the API, instead of the one in the outputs of the stack. */
  readonly apiUrl?: URL | undefined;
  readonly lambda: LambdaClient;
  readonly region: string;
  readonly limits: TargetDescription['limits'];
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * A target for a route of our service on AWS. Requests are signed if the stack asks for that.
 * @throws TargetError if neither the stack nor `apiUrl` gives an address.
 */
export function deployedTarget(options: DeployedOptions): Target {
  const { stack, path, lambda, region, timeoutMs, clock } = options;
  const url = routeUrl(options);
  const limits = { ...options.limits, ...readStageLimits(stack) };
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
      ...defined({ limits: Object.keys(limits).length > 0 ? limits : undefined }),
    },
    timeoutMs,
    clock,
    pongExpected: true,
    sign: signed ? createSigner(url, { lambda, region }) : undefined,
  });
}

/**
 * The name of the function that serves a path: `/ping/blocking` is served by
 * `concurrency-check-dev-ping-blocking`. `undefined` if the stack has no such function.
 */
export function functionForPath({ name, functions }: Stack, path: string): string | undefined {
  const [route = ''] = path.split('?');
  const expected = name + route.replaceAll('/', '-');
  return functions.find((one) => one === expected);
}

/** The routes that can be checked, which are all but the page. */
export function pingRoutes({ name, functions }: Stack): string[] {
  return functions
    .filter((one) => one.startsWith(`${name}-ping`))
    .map((one) => one.slice(name.length).replaceAll('-', '/'))
    .toSorted();
}

function routeUrl({ stack, path, apiUrl }: DeployedOptions): URL {
  const base = apiUrl?.href ?? stack.outputs.get('HttpApiUrl');
  if (base === undefined) {
    throw new TargetError(
      `the stack ${stack.name} has no output HttpApiUrl, so the address of its API is unknown. Deploy it again (npx sls deploy) or give the address with --api-url`,
    );
  }
  return new URL(base.replace(/\/$/, '') + path);
}

function readStageLimits({ outputs }: Stack): NonNullable<TargetDescription['limits']> {
  const [stageBurst, stageRate] = ['ThrottlingBurst', 'ThrottlingRate'].map((key) =>
    Number(outputs.get(key)),
  );
  return defined({
    stageBurst: Number.isInteger(stageBurst) ? stageBurst : undefined,
    stageRate: Number.isFinite(stageRate) ? stageRate : undefined,
  });
}

/** Signs with Signature Version 4 and the credentials of the client that looked up the stack. */
function createSigner(
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
    const { pathname, searchParams } = new URL(wire.path, url);
    const request = new HttpRequest({
      method: wire.method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: { host: url.host },
    });
    const { headers } = await signer.sign(request);
    return { ...wire, headers: { ...wire.headers, ...headers } };
  };
}
