import { OPTIONS, splitArguments, valueOf, type Arguments, type TargetKind } from './arguments.ts';
import type { Plan } from '../core/plan.ts';
import { UsageError } from '../errors.ts';
import { readExpectation } from './expectation.ts';
import { FORMATS, type Format } from '../output/formats.ts';
import { readNumber, wholeNumber } from './number-options.ts';
import { refuseCollisions } from '../output/output-files.ts';
import type { Output } from '../output/output-options.ts';
import { readDelay, readDeployed, readTarget, targetKindOf } from './target-options.ts';
import type { DeployedTargetSpec, TargetSpec } from '../targets/target-spec.ts';

export type Command =
  | { readonly do: 'help' | 'version' }
  | {
      readonly do: 'check';
      readonly target: TargetSpec;
      readonly plan: Plan;
      readonly timeoutMs: number;
      readonly output: Output;
    }
  | {
      readonly do: 'compare';
      /** Whether what is on AWS is to stand beside the local service, and where that is. */
      readonly deployed?: DeployedTargetSpec;
      readonly delayMs: number;
      readonly plan: Plan;
      readonly timeoutMs: number;
      readonly output: Output;
    }
  | { readonly do: 'judge'; readonly file: string; readonly output: Output };

const CALLS = { least: 1, most: 10_000, fallback: 10 };
/** How far `-n auto` goes by itself. */
const AUTO_CEILING = 200;

/**
 * What the command line asks for.
 * @throws UsageError, in one line, where it asks for something that cannot be.
 */
export function readOptions(argv: readonly string[]): Command {
  const args = splitArguments(argv);
  if (args.flags.has('help')) return { do: 'help' };
  if (args.flags.has('version')) return { do: 'version' };
  const use = targetKindOf(args);
  assertOptionsApply(args, use);
  const output = readOutput(args);
  if (use === 'from') return { do: 'judge', file: valueOf(args, 'from') ?? '', output };

  const plan = readPlan(args);
  const timeoutMs = readNumber(args, 'timeout', { least: 1, most: 3_600_000, fallback: 30_000 });
  if (use === 'compare') {
    const delayMs = readDelay(args, timeoutMs);
    return {
      do: 'compare',
      ...readDeployedColumn(args, timeoutMs),
      delayMs,
      plan,
      timeoutMs,
      output,
    };
  }
  assertEnoughCalls(output, plan);
  const target = readTarget(args, timeoutMs);
  return { do: 'check', target, plan, timeoutMs, output };
}

/** More workers than calls cannot show. */
function assertEnoughCalls({ expect }: Output, { calls }: Plan): void {
  if (expect?.workers === undefined || expect.workers <= calls) return;
  throw new UsageError(
    `--expect ${expect.kind}:${expect.workers} cannot be shown with ${calls} calls; use -n ${expect.workers} or more`,
  );
}

/** The column beyond the local ones. */
function readDeployedColumn(args: Arguments, timeoutMs: number): { deployed?: DeployedTargetSpec } {
  if (args.targets.length > 0) return { deployed: readDeployed(args, timeoutMs) };
  if (valueOf(args, 'api-url') === undefined) return {};
  throw new UsageError('--api-url goes with deployed: --compare deployed --api-url ...');
}

const USE_WORDS: Readonly<Record<TargetKind, string>> = {
  local: 'the local service',
  http: 'an HTTP address',
  deployed: 'deployed',
  lambda: 'lambda:',
  compare: '--compare',
  from: '--from',
};

function assertOptionsApply({ values, flags }: Arguments, use: TargetKind): void {
  for (const name of [...values.keys(), ...flags]) {
    const uses: readonly TargetKind[] = OPTIONS[name].uses;
    if (!uses.includes(use)) {
      const fits = uses.map((fit) => USE_WORDS[fit]).join(' or ');
      throw new UsageError(`--${name} does not fit ${USE_WORDS[use]}; it goes with ${fits}`);
    }
  }
}

function readOutput(args: Arguments): Output {
  const expect = valueOf(args, 'expect');
  const against = valueOf(args, 'against');
  const files = new Map(
    FORMATS.flatMap((format): [Format, string][] => {
      const file = valueOf(args, format);
      return file === undefined ? [] : [[format, file]];
    }),
  );
  refuseCollisions(files);
  return {
    files,
    ...(against === undefined ? {} : { against }),
    ...(expect === undefined ? {} : { expect: readExpectation(expect) }),
    color: !args.flags.has('no-color'),
    quiet: args.flags.has('quiet'),
  };
}

function readPlan(args: Arguments): Plan {
  return {
    ...readCalls(args),
    bursts: readNumber(args, 'bursts', { least: 1, most: 1_000, fallback: 2 }),
    solo: readNumber(args, 'solo', { least: 0, most: 1_000, fallback: 3 }),
  };
}

function readCalls(args: Arguments): Pick<Plan, 'calls' | 'grow'> {
  const [auto, ceiling, ...rest] = (valueOf(args, 'calls') ?? '').split(':');
  if (auto !== 'auto') return { calls: readNumber(args, 'calls', CALLS), grow: false };
  if (ceiling === undefined) return { calls: AUTO_CEILING, grow: true };
  const text = [ceiling, ...rest].join(':');
  return { calls: wholeNumber(text, { ...CALLS, name: 'calls auto:MAX' }), grow: true };
}
