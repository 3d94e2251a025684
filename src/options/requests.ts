import type { Plan } from '../core/plan.ts';
import { defined } from '../core/defined.ts';
import { AUTO_CEILING, MOST_CALLS } from '../core/remedy.ts';
import { UsageError } from '../errors.ts';
import type { Choice } from '../core/recorded/choice.ts';
import type { ScanValues } from '../core/scan/scan-row.ts';
import type { DeployedTargetSpec, TargetSpec } from '../targets/target-spec.ts';
import { OPTIONS, typedName, valueOf, type Arguments, type TargetKind } from './arguments.ts';
import { readMethod } from './http-options.ts';
import { asksToListen, readListenPort } from './listen-options.ts';
import { readNumber, parseWholeNumber } from './number-options.ts';
import { readScan, type RowArguments } from './scan/scan-options.ts';
import { assertServerApplies } from './server-options.ts';
import { targetKindOf } from './target-kind.ts';
import { readDelay, readDeployed, readTarget } from './target-options.ts';

/** How to fire calls, whatever is called. */
interface Fired {
  readonly plan: Plan;
  readonly timeoutMs: number;
}

/** What to fire at one target. */
export interface CheckRequest extends Fired {
  readonly target: TargetSpec;
}

/** What to fire at several targets, row by row. */
export interface ScanRequest extends Fired {
  readonly rows: readonly { readonly values: ScanValues; readonly target: TargetSpec }[];
}

/** What to fire at the service, in each way to run it. */
export interface ComparisonRequest extends Fired {
  /** The service on AWS as a third column; absent without it. */
  readonly deployed?: DeployedTargetSpec;
  /** The delay of the routes that wait, ms. */
  readonly delayMs: number;
}

/** Where to wait for callers, and how to answer them. */
export interface ListenRequest {
  /** Absent for any free port. */
  readonly port?: number;
  /** How long each answer takes unless the call asks for another delay, ms. */
  readonly delayMs: number;
}

/** Which run to judge that was measured before. */
export interface JudgeRequest {
  readonly file: string;
  /** Which request, if another program recorded several. */
  readonly choice: Choice;
}

/** What the options ask for: something to fire, a file to judge, or callers to wait for. */
export type Request =
  | (CheckRequest & { readonly do: 'check' })
  | (ScanRequest & { readonly do: 'scan' })
  | (ComparisonRequest & { readonly do: 'compare' })
  | (ListenRequest & { readonly do: 'listen' })
  | (JudgeRequest & { readonly do: 'judge' });

/** Calls in a burst. A single call has nothing to overlap with. */
export const CALLS = { min: 2, max: MOST_CALLS, fallback: 10 };

/**
 * Reads and checks what the options ask for. `port` is what `{port}` stands for.
 * @throws UsageError, with a message of one line, if something is malformed or does not go together.
 */
export function readRequest(args: Arguments, port?: number): Request {
  if (asksToListen(args)) return readListen(args);
  const rows = readScan(args);
  if (rows !== undefined) return readRows(rows, readFired(args), port);
  const kind = readKind(args);
  if (kind === 'from') return readJudge(args);
  const fired = readFired(args);
  const { timeoutMs } = fired;
  if (kind === 'compare') {
    const delayMs = readDelay(args, timeoutMs);
    return { do: 'compare', ...readDeployedColumn(args, timeoutMs), delayMs, ...fired };
  }
  return { do: 'check', target: readTarget(args, timeoutMs, port), ...fired };
}

function readJudge(args: Arguments): Request {
  const [target] = args.targets;
  const method = readMethod(args);
  return { do: 'judge', file: valueOf(args, 'from') ?? '', choice: defined({ target, method }) };
}

function readListen(args: Arguments): Request {
  const port = readListenPort(args);
  assertServerApplies(args, 'listen');
  assertOptionsApply(args, 'listen');
  return { do: 'listen', ...defined({ port }), delayMs: readDelay(args, Infinity) };
}

function readRows(rows: readonly RowArguments[], fired: Fired, port: number | undefined): Request {
  const read = rows.map(({ values, args }) => {
    readKind(args);
    return { values, target: readTarget(args, fired.timeoutMs, port) };
  });
  // A table has no room for causes.
  return { do: 'scan', rows: read, ...fired, plan: { ...fired.plan, why: false } };
}

/** What the command line is about. Checks that all its options apply to that. */
function readKind(args: Arguments): TargetKind {
  const kind = targetKindOf(args);
  assertServerApplies(args, kind);
  assertOptionsApply(args, kind);
  return kind;
}

function readFired(args: Arguments): Fired {
  return {
    plan: readPlan(args),
    timeoutMs: readNumber(args, 'timeout', { min: 1, max: 3_600_000, fallback: 30_000 }),
  };
}

/** Reads the optional AWS column of a comparison. */
function readDeployedColumn(args: Arguments, timeoutMs: number): { deployed?: DeployedTargetSpec } {
  if (args.targets.length > 0) return { deployed: readDeployed(args, timeoutMs) };
  if (valueOf(args, 'api-url') === undefined) return {};
  throw new UsageError(
    '--api-url applies to --compare only with deployed; use --compare deployed --api-url URL',
  );
}

const KIND_WORDS: Readonly<Record<TargetKind, string>> = {
  local: 'the local service',
  http: 'HTTP addresses',
  deployed: 'deployed targets',
  lambda: 'lambda: targets',
  compare: '--compare',
  from: '--from',
  listen: '--listen',
};

function assertOptionsApply(args: Arguments, kind: TargetKind): void {
  const { values, flags } = args;
  for (const name of [...values.keys(), ...flags]) {
    const { appliesTo }: { readonly appliesTo: readonly TargetKind[] } = OPTIONS[name];
    if (appliesTo.includes(kind)) continue;
    const others = listOf(appliesTo.map((other) => KIND_WORDS[other]));
    const only = appliesTo.length <= FEW_KINDS ? `, only to ${others}` : '';
    throw new UsageError(`${typedName(args, name)} does not apply to ${KIND_WORDS[kind]}${only}`);
  }
}

/** More kinds of target than these make a sentence too long. */
const FEW_KINDS = 2;

/** `a, b, and c` */
function listOf(items: readonly string[]): string {
  return new Intl.ListFormat('en-US').format(items);
}

function readPlan(args: Arguments): Plan {
  if (valueOf(args, 'bursts')?.includes('=') === true) {
    throw new UsageError(
      `${typedName(args, 'bursts')} is the number of bursts; give cookies with --cookie, or write curl before the request`,
    );
  }
  return {
    ...readCalls(args),
    bursts: readNumber(args, 'bursts', { min: 1, max: 1_000, fallback: 2 }),
    solo: readNumber(args, 'solo', { min: 0, max: 1_000, fallback: 3 }),
    why: args.flags.has('why') || args.command !== undefined,
  };
}

function readCalls(args: Arguments): Pick<Plan, 'calls' | 'grow'> {
  const [auto, ceiling, ...rest] = (valueOf(args, 'calls') ?? '').split(':');
  if (auto !== 'auto') return { calls: readNumber(args, 'calls', CALLS), grow: false };
  if (ceiling === undefined) return { calls: AUTO_CEILING, grow: true };
  const text = [ceiling, ...rest].join(':');
  return {
    calls: parseWholeNumber(text, { ...CALLS, name: `${typedName(args, 'calls')} auto:MAX` }),
    grow: true,
  };
}
