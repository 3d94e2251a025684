import { valueOf, type Arguments, type TargetKind } from './arguments.ts';
import { parseJson } from '../core/parse-json.ts';
import { UsageError } from '../errors.ts';
import {
  readData,
  readHttpMessage,
  readInstanceHeader,
  readUrl,
  withoutCredentials,
} from './http-options.ts';
import { readNumber } from './number-options.ts';
import { readFunctionName } from '../targets/aws/function-name.ts';
import type {
  Cold,
  DeployedTargetSpec,
  HttpTargetSpec,
  LambdaTargetSpec,
  TargetSpec,
} from '../targets/target-spec.ts';

const DEFAULT_DELAY_MS = 1_000;
const LAMBDA = 'lambda:';
const DEPLOYED = /^deployed(?::(?<stage>[A-Za-z][A-Za-z0-9-]{0,63}))?(?<path>\/.*)?$/;

function isDeployed(target: string): boolean {
  return /^deployed(?![\w.-])/.test(target);
}

/** What the rest of the command line goes with. */
export function targetKindOf(args: Arguments): TargetKind {
  const { flags, targets } = args;
  const from = valueOf(args, 'from');
  if (targets.length > 1) {
    throw new UsageError(
      `expected one target, received ${targets.length}: ${targets.map(withoutCredentials).join(' ')}`,
    );
  }
  const [target] = targets;
  if (from !== undefined) assertNoTarget('--from', target);
  const comparing = flags.has('compare');
  if (comparing && from !== undefined) {
    throw new UsageError('--compare fires calls, and --from judges saved ones: leave one out');
  }
  if (comparing && target !== undefined && !isDeployed(target)) assertNoTarget('--compare', target);
  if (from !== undefined) return 'from';
  return comparing ? 'compare' : kindOf(target);
}

function assertNoTarget(mode: string, target: string | undefined): void {
  if (target === undefined) return;
  const none = mode === '--compare' ? 'no target but deployed[:STAGE]' : 'no target';
  throw new UsageError(`${mode} takes ${none}, received ${withoutCredentials(target)}`);
}

function kindOf(target: string | undefined): TargetSpec['kind'] {
  if (target === undefined || target.startsWith('/')) return 'local';
  if (/^https?:\/\//i.test(target)) return 'http';
  if (target.startsWith(LAMBDA)) return 'lambda';
  if (isDeployed(target)) return 'deployed';
  throw new UsageError(
    `expected no target, a path such as /ping, an address such as http://localhost:3000/ping, deployed, or lambda:NAME; received ${withoutCredentials(target)}${withScheme(target)}`,
  );
}

/** `localhost:3000/ping` is an address for all but a parser. */
function withScheme(target: string): string {
  return /^[\w.-]+(?::\d{1,5})(?:\/|$)/.test(target)
    ? `; did you mean http://${withoutCredentials(target)}?`
    : '';
}

/** @throws UsageError where what is given with the target does not fit it. */
export function readTarget(args: Arguments, timeoutMs: number): TargetSpec {
  const [target = '/ping'] = args.targets;
  if (isDeployed(target)) return readDeployed(args, timeoutMs);
  if (target.startsWith(LAMBDA)) return readLambda(target, args);
  if (!target.startsWith('/')) return readHttpTarget(target, args);
  const mode = args.flags.has('in-process') ? 'one-process' : 'instance-per-call';
  return { kind: 'local', path: withDelay(target, args, timeoutMs), mode };
}

function readHttpTarget(target: string, args: Arguments): HttpTargetSpec {
  const instanceHeader = readInstanceHeader(args);
  return {
    kind: 'http',
    url: readUrl(target),
    message: readHttpMessage(args),
    ...(instanceHeader === undefined ? {} : { instanceHeader }),
  };
}

/** The routes that wait are asked for a second: a check should not take as long as the question did. */
function withDelay(target: string, args: Arguments, timeoutMs: number): string {
  const { pathname, search, searchParams } = new URL(target, 'http://local');
  const given = valueOf(args, 'delay') !== undefined;
  const waits = pathname === '/ping' || pathname === '/ping/blocking';
  if (given && !waits) {
    throw new UsageError(`--delay fits /ping and /ping/blocking, not ${pathname}`);
  }
  if (given && searchParams.has('delay')) {
    throw new UsageError('--delay and ?delay= are both given; leave one out');
  }
  if (!waits || searchParams.has('delay')) return pathname + search;
  return `${pathname}${search === '' ? '?' : `${search}&`}delay=${readDelay(args, timeoutMs)}`;
}

export function readDelay(args: Arguments, timeoutMs: number): number {
  const delayMs = readNumber(args, 'delay', { least: 0, most: 25_000, fallback: DEFAULT_DELAY_MS });
  if (delayMs < timeoutMs) return delayMs;
  throw new UsageError(
    `--timeout ${timeoutMs} is not above the delay of ${delayMs} ms: every call would time out; set --delay lower`,
  );
}

/** `deployed[:STAGE][/PATH]` */
export function readDeployed(args: Arguments, timeoutMs: number): DeployedTargetSpec {
  const [target = 'deployed'] = args.targets;
  const groups = DEPLOYED.exec(target)?.groups;
  if (groups === undefined) {
    throw new UsageError(
      `expected deployed, deployed:STAGE or deployed:STAGE/PATH, such as deployed:dev/ping; received ${target}`,
    );
  }
  const { stage = 'dev', path } = groups;
  if (args.flags.has('compare') && path !== undefined) {
    throw new UsageError(
      `--compare runs all routes; expected deployed or deployed:STAGE, received ${target}`,
    );
  }
  const apiUrl = valueOf(args, 'api-url');
  return {
    kind: 'deployed',
    stage,
    path: withDelay(path ?? '/ping', args, timeoutMs),
    ...(apiUrl === undefined ? {} : { apiUrl: readApiUrl(apiUrl) }),
    cold: readCold(args),
  };
}

function readApiUrl(given: string): URL {
  const url = /^https?:\/\//i.test(given) ? readUrl(given) : undefined;
  if (url !== undefined && url.search === '') return url;
  throw new UsageError(
    `--api-url: expected an address such as https://api.example.com, received ${withoutCredentials(given)}`,
  );
}

function readLambda(target: string, args: Arguments): LambdaTargetSpec {
  const called = readFunctionName(target.slice(LAMBDA.length));
  if (called === undefined) {
    throw new UsageError(
      `expected lambda:NAME, lambda:NAME:QUALIFIER or lambda:ARN, received ${target}`,
    );
  }
  const cold = readCold(args);
  if (cold !== false && called.qualifier !== undefined && called.qualifier !== '$LATEST') {
    throw new UsageError(
      `--cold changes a function's configuration, and that of the version or alias ${called.qualifier} cannot be changed; leave the qualifier out`,
    );
  }
  return { kind: 'lambda', function: called, event: readEvent(args), cold };
}

/** What the function is called with; `{}`, as the console would send it, where nothing is given. */
function readEvent(args: Arguments): string {
  const given = args.values.get('data') ?? [];
  if (given.length > 1) throw new UsageError('--data is the event: give it once');
  const event = given.map(readData)[0] ?? '{}';
  if (parseJson(event) !== undefined) return event;
  throw new UsageError(`--data is the event: expected JSON, received ${event.slice(0, 60)}`);
}

function readCold(args: Arguments): Cold {
  return valueOf(args, 'cold') ?? args.flags.has('cold');
}
