import { UsageError } from '../errors.ts';
import { valueOf, type Arguments, type TargetKind } from './arguments.ts';
import { redactCredentials } from './http-options.ts';

/** The prefix of a function's name. */
export const LAMBDA_PREFIX = 'lambda:';

/** Whether this target is what was deployed on AWS. */
export function isDeployed(target: string): boolean {
  return /^deployed(?![\w.-])/.test(target);
}

/**
 * What the command line is about, which decides the options that apply.
 * @throws UsageError if the target is unknown, or if there are too many.
 */
export function targetKindOf(args: Arguments): TargetKind {
  const { flags, targets } = args;
  const from = valueOf(args, 'from');
  const [target] = targets;
  const comparing = flags.has('compare');
  if (comparing && from !== undefined) {
    throw new UsageError(
      '--compare fires calls, but --from judges a saved run; leave one of them out',
    );
  }
  if (comparing && target !== undefined && !isDeployed(target)) {
    throw new UsageError(
      `--compare takes no target except deployed[:STAGE], received ${redactCredentials(target)}`,
    );
  }
  if (from !== undefined) return 'from';
  return comparing ? 'compare' : readTargetKind(target);
}

/**
 * Checks that several targets are targets, not words of a value that lacks its quotes.
 * @throws UsageError if one is not.
 */
export function assertAreTargets(targets: readonly string[]): void {
  const words = targets.map(describeTarget);
  if (!words.includes(UNKNOWN)) return;
  throw new UsageError(
    `expected one target, or several to compare, received ${words.join(' ')}; values with spaces need quotes`,
  );
}

const UNKNOWN = '...';

/** What looks like no target may be a word of a header, which may be a secret. */
function describeTarget(target: string): string {
  const isTarget = /^(\/|https?:|lambda:)/i.test(target) || isDeployed(target);
  return isTarget ? redactCredentials(target) : UNKNOWN;
}

function readTargetKind(target: string | undefined): TargetKind {
  if (target === undefined || target.startsWith('/')) return 'local';
  if (/^https?:\/\//i.test(target)) return 'http';
  if (target.startsWith(LAMBDA_PREFIX)) return 'lambda';
  if (isDeployed(target)) return 'deployed';
  throw new UsageError(
    `expected a target such as /ping, http://localhost:3000/ping, deployed or lambda:NAME, received ${redactCredentials(target)}${schemeHint(target)}`,
  );
}

/** People leave out the scheme: `example.com/ping`. */
function schemeHint(target: string): string {
  return /^[\w-]+(?:\.[\w-]+)+\//.test(target)
    ? `; did you mean https://${redactCredentials(target)}?`
    : '';
}
