import { valueOf, type Arguments, type TargetKind } from './arguments.ts';
import { defined } from '../core/defined.ts';
import { fillIn, hasPlaceholder, showPlaceholders } from '../targets/call-values.ts';
import { parseJson } from '../core/parse-json.ts';
import { UsageError } from '../errors.ts';
import {
  readData,
  readHttpMessage,
  readInstanceHeader,
  readUrl,
  redactCredentials,
} from './http-options.ts';
import { assertLinesFit, IN_HEADER, readLines } from './lines-options.ts';
import { readNumber } from './number-options.ts';
import { insertPort, readServer, showPort } from './server-options.ts';
import { readFunctionName } from '../targets/aws/function-name.ts';
import type {
  Cold,
  DeployedTargetSpec,
  HttpTargetSpec,
  LambdaTargetSpec,
  TargetSpec,
} from '../targets/target-spec.ts';

const DEFAULT_DELAY_MS = 1_000;
const LAMBDA_PREFIX = 'lambda:';
const DEPLOYED_TARGET = /^deployed(?::(?<stage>[A-Za-z][A-Za-z0-9-]{0,63}))?(?<path>\/.*)?$/;

function isDeployed(target: string): boolean {
  return /^deployed(?![\w.-])/.test(target);
}

/**
 * What the command line is about, which decides the options that apply.
 * @throws UsageError if the target is unknown, or if there are too many.
 */
export function targetKindOf(args: Arguments): TargetKind {
  const { flags, targets } = args;
  const from = valueOf(args, 'from');
  if (targets.length > 1) {
    throw new UsageError(
      `expected one target, received ${targets.length}: ${targets.map(redactCredentials).join(' ')}`,
    );
  }
  const [target] = targets;
  if (from !== undefined) assertNoTarget('--from', target);
  const comparing = flags.has('compare');
  if (comparing && from !== undefined) {
    throw new UsageError(
      '--compare fires calls, but --from judges a saved run; leave one of them out',
    );
  }
  if (comparing && target !== undefined && !isDeployed(target)) assertNoTarget('--compare', target);
  if (from !== undefined) return 'from';
  return comparing ? 'compare' : readTargetKind(target);
}

function assertNoTarget(mode: string, target: string | undefined): void {
  if (target === undefined) return;
  const allowed = mode === '--compare' ? 'no target except deployed[:STAGE]' : 'no target';
  throw new UsageError(`${mode} takes ${allowed}, received ${redactCredentials(target)}`);
}

function readTargetKind(target: string | undefined): TargetSpec['kind'] {
  if (target === undefined || target.startsWith('/')) return 'local';
  if (/^https?:\/\//i.test(target)) return 'http';
  if (target.startsWith(LAMBDA_PREFIX)) return 'lambda';
  if (isDeployed(target)) return 'deployed';
  throw new UsageError(
    `expected a target such as /ping, http://localhost:3000/ping, deployed or lambda:NAME, received ${redactCredentials(target)}${schemeHint(target)}`,
  );
}

/** People leave out the scheme: `localhost:3000/ping`. */
function schemeHint(target: string): string {
  return /^[\w.-]+(?::\d{1,5})(?:\/|$)/.test(target)
    ? `; did you mean http://${redactCredentials(target)}?`
    : '';
}

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
  const mode = args.flags.has('in-process') ? 'one-process' : 'instance-per-call';
  return { kind: 'local', path: addDelay(target, args, timeoutMs), mode };
}

function readHttpTarget(target: string, args: Arguments, port: number | undefined): HttpTargetSpec {
  const instanceHeader = readInstanceHeader(args);
  const url = readUrl(insertPort(target, port));
  assertPlainHost(url);
  const message = readHttpMessage(args);
  const { body = '' } = message;
  const headers = Object.values(message.headers).flat();
  const lines = readLines(args, [target, ...headers, ...(typeof body === 'string' ? [body] : [])]);
  for (const header of headers) assertLinesFit(lines, header, IN_HEADER);
  return {
    kind: 'http',
    url,
    shownUrl: showPlaceholders(showPort(url, port)),
    message,
    ...defined({ instanceHeader, lines }),
    ...readServer(args, port),
  };
}

/** Connections are opened before it is known which call each of them is for. */
function assertPlainHost({ host }: URL): void {
  if (!hasPlaceholder(host)) return;
  throw new UsageError(
    `{n} and {line} may stand in the path and the query of the target, not in its host, received ${host}`,
  );
}

/** Asks the routes that wait for 1 s: with the 5 s of the service itself a check would take long. */
function addDelay(target: string, args: Arguments, timeoutMs: number): string {
  const { pathname, search, searchParams } = new URL(target, 'http://local');
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

function readApiUrl(given: string): URL {
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
  const given = args.values.get('data') ?? [];
  if (given.length > 1) {
    throw new UsageError(`--data: expected one event, received ${given.length}`);
  }
  const event = given.map(readData)[0] ?? '{}';
  // A line may be a number, or stand within a string.
  if (['1', 'x'].some((line) => isJson(fillIn(event, { n: 1, line })))) return event;
  throw new UsageError(`--data: expected the event as JSON, received ${event.slice(0, 60)}`);
}

function isJson(text: string): boolean {
  return parseJson(text) !== undefined;
}

function readCold(args: Arguments): Cold {
  return valueOf(args, 'cold') ?? args.flags.has('cold');
}
