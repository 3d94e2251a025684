import { OPTIONS, splitArguments, valueOf, type Arguments, type Use } from './arguments.ts';
import type { Plan } from './check.ts';
import { UsageError } from './errors.ts';
import { readExpectation, type Expectation } from './expectation.ts';
import {
  readHttpMessage,
  readInstanceHeader,
  readUrl,
  withoutCredentials,
} from './http-options.ts';
import type { HttpMessage } from './targets/http.ts';
import type { Mode } from './targets/local-service.ts';

/** Where the results go, and what is expected of them. */
export interface Output {
  readonly json?: string;
  readonly expect?: Expectation;
  readonly color: boolean;
  readonly quiet: boolean;
}

export interface LocalRequest {
  readonly kind: 'local';
  /** With its query. */
  readonly path: string;
  readonly mode: Mode;
}

export interface HttpRequest {
  readonly kind: 'http';
  readonly url: URL;
  readonly message: HttpMessage;
  /** The response header that names the instance. */
  readonly instanceHeader?: string;
}

export type Command =
  | { readonly do: 'help' | 'version' }
  | {
      readonly do: 'check';
      readonly target: LocalRequest | HttpRequest;
      readonly plan: Plan;
      readonly timeoutMs: number;
      readonly output: Output;
    }
  | {
      readonly do: 'compare';
      readonly delayMs: number;
      readonly plan: Plan;
      readonly timeoutMs: number;
      readonly output: Output;
    }
  | { readonly do: 'judge'; readonly file: string; readonly output: Output };

const CALLS = { least: 1, most: 10_000, fallback: 10 };
/** How far `-n auto` goes by itself. */
const AUTO_CEILING = 200;
const DEFAULT_DELAY_MS = 1_000;

/**
 * What the command line asks for.
 * @throws UsageError, in one line, where it asks for something that cannot be.
 */
export function readOptions(argv: readonly string[]): Command {
  const args = splitArguments(argv);
  if (args.flags.has('help')) return { do: 'help' };
  if (args.flags.has('version')) return { do: 'version' };
  const use = useOf(args);
  refuseMisfits(args, use);
  const output = readOutput(args);
  if (use === 'from') return { do: 'judge', file: valueOf(args, 'from') ?? '', output };

  const plan = readPlan(args);
  const timeoutMs = number(args, 'timeout', { least: 1, most: 3_600_000, fallback: 30_000 });
  if (use === 'compare') {
    const delayMs = readDelay(args, timeoutMs);
    return { do: 'compare', delayMs, plan, timeoutMs, output };
  }
  const target = readTarget(args, timeoutMs);
  return { do: 'check', target, plan, timeoutMs, output };
}

function useOf(args: Arguments): Use {
  const { flags, targets } = args;
  const from = valueOf(args, 'from');
  if (targets.length > 1) {
    throw new UsageError(
      `expected one target, received ${targets.length}: ${targets.map(withoutCredentials).join(' ')}`,
    );
  }
  const [target] = targets;
  for (const [mode, given] of [
    ['--from', from !== undefined],
    ['--compare', flags.has('compare')],
  ] as const) {
    if (given && target !== undefined)
      throw new UsageError(`${mode} takes no target, received ${withoutCredentials(target)}`);
  }
  if (from !== undefined) return 'from';
  if (flags.has('compare')) return 'compare';
  if (target === undefined || target.startsWith('/')) return 'local';
  if (/^https?:\/\//i.test(target)) return 'http';
  throw new UsageError(
    `expected no target, a path such as /ping, or an address such as http://localhost:3000/ping; received ${withoutCredentials(target)}`,
  );
}

const USE_WORDS: Readonly<Record<Use, string>> = {
  local: 'the local service',
  http: 'an HTTP address',
  compare: '--compare',
  from: '--from',
};

function refuseMisfits({ values, flags }: Arguments, use: Use): void {
  for (const name of [...values.keys(), ...flags]) {
    const uses: readonly Use[] = OPTIONS[name].uses;
    if (!uses.includes(use)) {
      const fits = uses.map((fit) => USE_WORDS[fit]).join(' or ');
      throw new UsageError(`--${name} does not fit ${USE_WORDS[use]}; it goes with ${fits}`);
    }
  }
}

function readOutput(args: Arguments): Output {
  const json = valueOf(args, 'json');
  const expect = valueOf(args, 'expect');
  return {
    ...(json === undefined ? {} : { json }),
    ...(expect === undefined ? {} : { expect: readExpectation(expect) }),
    color: !args.flags.has('no-color'),
    quiet: args.flags.has('quiet'),
  };
}

function readPlan(args: Arguments): Plan {
  return {
    ...readCalls(args),
    bursts: number(args, 'bursts', { least: 1, most: 1_000, fallback: 2 }),
    solo: number(args, 'solo', { least: 0, most: 1_000, fallback: 3 }),
  };
}

function readCalls(args: Arguments): Pick<Plan, 'calls' | 'grow'> {
  const [auto, ceiling, ...rest] = (valueOf(args, 'calls') ?? '').split(':');
  if (auto !== 'auto') return { calls: number(args, 'calls', CALLS), grow: false };
  if (ceiling === undefined) return { calls: AUTO_CEILING, grow: true };
  const text = [ceiling, ...rest].join(':');
  return { calls: wholeNumber(text, { ...CALLS, name: 'calls auto:MAX' }), grow: true };
}

function readTarget(args: Arguments, timeoutMs: number): LocalRequest | HttpRequest {
  const [target = '/ping'] = args.targets;
  if (!target.startsWith('/')) return readHttpRequest(target, args);
  const mode = args.flags.has('in-process') ? 'one-process' : 'instance-per-call';
  return { kind: 'local', path: withDelay(target, args, timeoutMs), mode };
}

function readHttpRequest(target: string, args: Arguments): HttpRequest {
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

function readDelay(args: Arguments, timeoutMs: number): number {
  const delayMs = number(args, 'delay', { least: 0, most: 25_000, fallback: DEFAULT_DELAY_MS });
  if (delayMs < timeoutMs) return delayMs;
  throw new UsageError(
    `--timeout ${timeoutMs} is not above the delay of ${delayMs} ms: every call would time out; set --delay lower`,
  );
}

interface Range {
  readonly least: number;
  readonly most: number;
}

function number(
  args: Arguments,
  name: 'calls' | 'bursts' | 'solo' | 'timeout' | 'delay',
  range: Range & { readonly fallback: number },
): number {
  const given = valueOf(args, name);
  return given === undefined ? range.fallback : wholeNumber(given, { ...range, name });
}

function wholeNumber(given: string, { least, most, name }: Range & { name: string }): number {
  const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(
    `--${name}: expected a whole number from ${least} to ${most}, received ${given}`,
  );
}
