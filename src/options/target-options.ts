import { typedName, valueOf, type Arguments, didYouMean } from './arguments.ts';
import { SERVICE_ROUTES } from '../core/comparison.ts';
import { defined } from '../core/defined.ts';
import { fillIn, hasPlaceholder, showPlaceholders } from '../targets/requests/call-values.ts';
import { parseJson } from '../core/parse-json.ts';
import { maskSecrets } from '../core/secrets/secrets.ts';
import { UsageError } from '../errors.ts';
import {
  readBystander,
  readHttp2,
  readInstanceHeader,
  readRequest,
  readUntil,
  readUrl,
  redactCredentials,
} from './http-options.ts';
import { assertLinesFit, IN_HEADER, readLines } from './lines-options.ts';
import { readNumber } from './number-options.ts';
import { readConnection } from './request/connection-options.ts';
import { readData } from './request/data-options.ts';
import { insertPort, readServer, showPort } from './server-options.ts';
import { isDeployed, LAMBDA_PREFIX } from './target-kind.ts';
import { readFunctionName } from '../targets/aws/function-name.ts';
import { textsIn } from '../targets/requests/fill-request.ts';
import type {
  Cold,
  DeployedTargetSpec,
  HttpTargetSpec,
  LambdaTargetSpec,
  TargetSpec,
} from '../targets/target-spec.ts';

const DEFAULT_DELAY_MS = 1_000;
const DEPLOYED_TARGET = /^deployed(?::(?<stage>[A-Za-z][A-Za-z0-9-]{0,63}))?(?<path>\/.*)?$/;

/**
 * Reads the target and the options that belong to it. `timeoutMs` is checked against the delay;
 * `port` is what `{port}` stands for.
 * @throws UsageError if the target or one of these options is malformed.
 */
export function readTarget(args: Arguments, timeoutMs: number, port?: number): TargetSpec {
  const [target = '/ping'] = args.targets;
  if (isDeployed(target)) return readDeployed(args, timeoutMs);
  if (target.startsWith(LAMBDA_PREFIX)) return readLambda(target, args);
  if (!target.startsWith('/')) return readHttpTarget(target, args, port);
  assertServiceRoute(target);
  const mode = args.flags.has('in-process') ? 'one-process' : 'instance-per-call';
  return { kind: 'local', path: addDelay(target, args, timeoutMs), mode };
}

function readHttpTarget(target: string, args: Arguments, port: number | undefined): HttpTargetSpec {
  const instanceHeader = readInstanceHeader(args);
  const address = readUrl(insertPort(target, port));
  assertPlainHost(address);
  const { url, message } = readRequest(args, address);
  const headers = Object.values(message.headers).flat();
  const shownUrl = showPlaceholders(showPort(url, port));
  const lines = readLines(args, [shownUrl, ...headers, ...textsIn(message.body)]);
  for (const header of headers) assertLinesFit(lines, header, IN_HEADER);
  return {
    kind: 'http',
    url,
    shownUrl,
    message,
    connection: readConnection(args, url),
    ...defined({ instanceHeader, lines, until: readUntil(args), http2: readHttp2(args) }),
    ...defined({ bystanderPath: readBystander(args) }),
    ...readServer(args, port),
  };
}

/** Connections are opened before it is known which call each of them is for. */
function assertPlainHost({ host }: URL): void {
  if (!hasPlaceholder(host)) return;
  throw new UsageError(
    `expected {n} and {line} only in the path and the query of the target, received them in the host ${host}`,
  );
}

/** The path without its query and without a slash at its end, which makes no other route of it. */
function pathOf(target: string): string {
  const [path = ''] = target.split(/[?#]/);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** The local service would refuse every call to another path, but only once it had started. */
function assertServiceRoute(target: string): void {
  const path = pathOf(target);
  if (SERVICE_ROUTES.some((route) => route === path)) return;
  const hint =
    didYouMean(path, SERVICE_ROUTES, MOST_TYPOS) ??
    'give the whole address of any other server, such as http://localhost:3000/ping';
  const routes = new Intl.ListFormat('en-US', { type: 'disjunction' }).format(SERVICE_ROUTES);
  throw new UsageError(
    `expected a route of the local service, ${routes}, received ${redactCredentials(target)}; ${hint}`,
  );
}

/** A path at most this many letters away from a route is taken for a typo. */
const MOST_TYPOS = 3;

/** Asks the routes that wait for 1 s: with the 5 s of the service itself a check would take long. */
function addDelay(target: string, args: Arguments, timeoutMs: number): string {
  const { search, searchParams } = new URL(target, 'http://local');
  const pathname = pathOf(target);
  const given = valueOf(args, 'delay') !== undefined;
  const waits = pathname === '/ping' || pathname === '/ping/blocking';
  if (given && !waits) {
    throw new UsageError(`--delay applies only to /ping and /ping/blocking, not to ${pathname}`);
  }
  if (given && searchParams.has('delay')) {
    throw new UsageError('--delay and ?delay= are both given; leave one of them out');
  }
  if (!waits || searchParams.has('delay')) return pathname + search;
  return `${pathname}${search === '' ? '?' : `${search}&`}delay=${readDelay(args, timeoutMs)}`;
}

/**
 * The delay that our service is asked for, ms.
 * @throws UsageError if it is out of range, or not below the timeout.
 */
export function readDelay(args: Arguments, timeoutMs: number): number {
  const delayMs = readNumber(args, 'delay', { min: 0, max: 25_000, fallback: DEFAULT_DELAY_MS });
  if (delayMs < timeoutMs) return delayMs;
  throw new UsageError(
    `--timeout is ${timeoutMs} ms and the delay is ${delayMs} ms, so every call would time out; raise --timeout or lower --delay`,
  );
}

/**
 * Reads the target `deployed[:STAGE][/PATH]` and its options.
 * @throws UsageError if the target or one of its options is malformed.
 */
export function readDeployed(args: Arguments, timeoutMs: number): DeployedTargetSpec {
  const [target = 'deployed'] = args.targets;
  const groups = DEPLOYED_TARGET.exec(target)?.groups;
  if (groups === undefined) {
    throw new UsageError(
      `expected deployed, deployed:STAGE or deployed:STAGE/PATH, such as deployed:dev/ping, received ${target}`,
    );
  }
  const { stage = 'dev', path } = groups;
  if (args.flags.has('compare') && path !== undefined) {
    throw new UsageError(
      `--compare checks all routes: expected deployed or deployed:STAGE without a path, received ${target}`,
    );
  }
  const apiUrl = valueOf(args, 'api-url');
  return {
    kind: 'deployed',
    stage,
    path: addDelay(path ?? '/ping', args, timeoutMs),
    ...defined({ apiUrl: apiUrl === undefined ? undefined : readApiUrl(apiUrl) }),
    cold: readCold(args),
  };
}

/** @throws UsageError if it is not an address, or has a query. */
export function readApiUrl(given: string): URL {
  const url = /^https?:\/\//i.test(given) ? readUrl(given) : undefined;
  if (url !== undefined && url.search === '') return url;
  throw new UsageError(
    `--api-url: expected an address such as https://api.example.com, without a query, received ${redactCredentials(given)}`,
  );
}

function readLambda(target: string, args: Arguments): LambdaTargetSpec {
  const functionName = readFunctionName(target.slice(LAMBDA_PREFIX.length));
  if (functionName === undefined) {
    throw new UsageError(
      `expected lambda:NAME, lambda:NAME:QUALIFIER or lambda:ARN, received ${target}`,
    );
  }
  const cold = readCold(args);
  const { qualifier } = functionName;
  if (cold !== false && qualifier !== undefined && qualifier !== '$LATEST') {
    throw new UsageError(
      `--cold changes the configuration of the function, and that of the version or alias ${qualifier} cannot be changed; leave out the qualifier`,
    );
  }
  const event = readInvokeEvent(args);
  const lines = readLines(args, [event]);
  assertLinesFit(lines, event, { where: 'the event, which has to be JSON', fits: isJson });
  return { kind: 'lambda', function: functionName, event, cold, ...defined({ lines }) };
}

/** The event to invoke the function with; `{}` unless --data is given. */
function readInvokeEvent(args: Arguments): string {
  const option = typedName(args, 'data');
  const given = args.values.get('data') ?? [];
  if (given.length > 1) {
    throw new UsageError(`${option}: expected one event, received ${given.length}`);
  }
  const event = given.map((one) => readData(one, option))[0] ?? '{}';
  // A line may be a number, or stand within a string.
  if (['1', 'x'].some((line) => isJson(fillIn(event, { n: 1, line })))) return event;
  throw new UsageError(
    `${option}: expected the event as JSON, received ${maskSecrets(event).slice(0, 60)}`,
  );
}

function isJson(text: string): boolean {
  return parseJson(text) !== undefined;
}

function readCold(args: Arguments): Cold {
  return valueOf(args, 'cold') ?? args.flags.has('cold');
}
