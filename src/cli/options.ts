import {
  OPTIONS,
  typedName,
  valueOf,
  type Arguments,
  type TargetKind,
} from '../options/arguments.ts';
import { splitArguments } from './split-arguments.ts';
import { defined } from '../core/defined.ts';
import type { Plan } from '../core/plan.ts';
import { UsageError } from '../errors.ts';
import { readDemands } from '../options/expectation.ts';
import { FORMATS, type Format } from '../output/formats.ts';
import { assertNoInputs } from './input-files.ts';
import { readNumber, parseWholeNumber } from '../options/number-options.ts';
import { assertNoCollisions } from '../output/output-files.ts';
import type { Output } from '../output/output-options.ts';
import { replaceCurl } from './request/curl-command.ts';
import { rerunArguments } from './rerun.ts';
import type { ScanOptions } from '../scan.ts';
import { readScan, type RowArguments } from '../options/scan/scan-options.ts';
import { assertServerApplies } from '../options/server-options.ts';
import { targetKindOf } from '../options/target-kind.ts';
import { readDelay, readDeployed, readTarget } from '../options/target-options.ts';
import type { DeployedTargetSpec, TargetSpec } from '../targets/target-spec.ts';

/** What the command line asks for. */
export type Command =
  | { readonly do: 'help' | 'version' }
  | (Fired & { readonly do: 'check'; readonly target: TargetSpec })
  | (Fired & { readonly do: 'scan'; readonly rows: ScanOptions['rows'] })
  | (Fired & {
      readonly do: 'compare';
      /** The service on AWS as a third column; absent without it. */
      readonly deployed?: DeployedTargetSpec;
      readonly delayMs: number;
    })
  | { readonly do: 'judge'; readonly file: string; readonly output: Output };

/** How to fire calls, whatever is called. */
interface Fired {
  readonly plan: Plan;
  readonly timeoutMs: number;
  readonly output: Output;
  /** What to type to fire the same again. */
  readonly rerun: string;
}

/** A single call has nothing to overlap with. */
const CALLS = { min: 2, max: 10_000, fallback: 10 };
/** The largest burst of `-n auto` without a MAX. */
const AUTO_CEILING = 200;

/**
 * Reads and checks the command line. `argv` begins after the name of the command; `port` is what
 * `{port}` stands for.
 * @throws UsageError, with a message of one line, if something is malformed or does not go together.
 */
export function readOptions(argv: readonly string[], port?: number): Command {
  const words = replaceCurl(argv);
  const args = splitArguments(words);
  const asked = questionOf(args);
  if (asked !== undefined) return { do: asked };
  const rows = readScan(args);
  if (rows !== undefined) return readRows(rows, readFired(args, words), port);
  const kind = readKind(args);
  if (kind === 'from') {
    return { do: 'judge', file: valueOf(args, 'from') ?? '', output: readOutput(args) };
  }
  const fired = readFired(args, words);
  const { timeoutMs, output, plan } = fired;
  if (kind === 'compare') {
    const delayMs = readDelay(args, timeoutMs);
    return { do: 'compare', ...readDeployedColumn(args, timeoutMs), delayMs, ...fired };
  }
  assertEnoughCalls(output, plan);
  return { do: 'check', target: readTarget(args, timeoutMs, port), ...fired };
}

function readRows(rows: readonly RowArguments[], fired: Fired, port: number | undefined): Command {
  const read = rows.map(({ values, args }) => {
    readKind(args);
    return { values, target: readTarget(args, fired.timeoutMs, port) };
  });
  // A table has no room for causes.
  return { do: 'scan', rows: read, ...fired, plan: { ...fired.plan, why: false } };
}

/** What the command line is about, to which all its options apply. */
function readKind(args: Arguments): TargetKind {
  const kind = targetKindOf(args);
  assertServerApplies(args, kind);
  assertOptionsApply(args, kind);
  return kind;
}

function readFired(args: Arguments, argv: readonly string[]): Fired {
  return {
    output: readOutput(args),
    plan: readPlan(args),
    rerun: rerunArguments(argv),
    timeoutMs: readNumber(args, 'timeout', { min: 1, max: 3_600_000, fallback: 30_000 }),
  };
}

/** `--help` and `--version`, or one of these words alone. */
function questionOf({ flags, targets }: Arguments): 'help' | 'version' | undefined {
  const asked = (['help', 'version'] as const).find((name) => flags.has(name));
  if (asked !== undefined || targets.length > 1) return asked;
  return (['help', 'version'] as const).find((name) => name === targets[0]);
}

/** A burst cannot show more workers than it has calls. */
function assertEnoughCalls({ demands }: Output, { calls }: Plan): void {
  for (const { kind, workers = 0 } of demands.expect ?? []) {
    if (workers <= calls) continue;
    throw new UsageError(
      `--expect ${kind}:${workers} needs at least ${workers} calls in a burst, but there are only ${calls}; use -n ${workers}`,
    );
  }
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

function readOutput(args: Arguments): Output {
  const against = valueOf(args, 'against');
  if (/^\s*[{[]/.test(valueOf(args, 'json') ?? '')) {
    throw new UsageError(
      '--json: expected a file to write the run to, received JSON; send it with -d, or write curl before the request',
    );
  }
  const files = new Map(
    FORMATS.flatMap((format): [Format, string][] => {
      const file = valueOf(args, format);
      return file === undefined ? [] : [[format, file]];
    }),
  );
  assertNoCollisions(files);
  assertNoInputs(files, args);
  return {
    files,
    ...defined({ against }),
    demands: readDemands(args),
    color: !args.flags.has('no-color'),
    quiet: args.flags.has('quiet'),
  };
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
