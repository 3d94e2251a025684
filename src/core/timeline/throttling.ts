import { counted } from '../format.ts';
import { groupBy } from '../group-by.ts';
import type { Invocation } from '../invocation.ts';
import type { TargetDescription } from '../target-description.ts';

/** What Lambda gives as the `Reason` of a TooManyRequestsException, and what is to be said of it. */
const REASONS: Readonly<Record<string, Reason>> = {
  ConcurrentInvocationLimitExceeded: {
    limit: ({ limits }) => limits?.accountConcurrency,
    words: (limit) =>
      `this account runs ${limit === undefined ? 'no more' : `${limit}`} at a time in this region, all functions together; ask for an increase under Service Quotas, AWS Lambda, Concurrent executions`,
  },
  ReservedFunctionConcurrentInvocationLimitExceeded: {
    limit: ({ limits }) => limits?.reservedConcurrency,
    words: (limit) =>
      `this function has ${limit === undefined ? 'a limit of' : `${limit} of the account's`} concurrent executions reserved, and gets no more; raise or remove its reserved concurrency`,
  },
  // Lambda quotas: 10 requests a second for each unit of concurrency, however short they are.
  FunctionInvocationRateLimitExceeded: {
    words: () =>
      'an environment takes at most 10 requests per second, however short they are (AWS Lambda quotas); send fewer, or longer ones',
  },
  ReservedFunctionInvocationRateLimitExceeded: {
    words: () =>
      'an environment takes at most 10 requests per second, so that reserved concurrency limits the rate, too (AWS Lambda quotas); raise it, or send fewer',
  },
  CallerRateLimitExceeded: {
    words: () => 'the Invoke API takes no more requests per second from this caller; send fewer',
  },
};

interface Reason {
  /** How many may run at a time, where this is what the refusal is about, and it is known. */
  readonly limit?: (target: TargetDescription) => number | undefined;
  readonly words: (limit: number | undefined) => string;
}

/**
 * "Lambda can allocate at most 1,000 additional execution environment instances" to a function in 10
 * seconds (AWS Lambda Developer Guide, "Lambda scaling behavior").
 */
const ENVIRONMENTS_IN_10_S = 1_000;

/** Why calls of a burst were refused: the reason that was given most often, by name where several were. */
export function refusalOf(invocations: readonly Invocation[]): string | undefined {
  const codes = invocations.flatMap(({ outcome, error }) =>
    outcome === 'throttled' && error !== undefined ? [error.code] : [],
  );
  const times = [...groupBy(codes, (code) => code)].toSorted(
    ([one, some], [other, others]) => others.length - some.length || (one < other ? -1 : 1),
  );
  return times[0]?.[0];
}

/** How many calls the target is allowed to run at a time, where a refusal said that this was met. */
export function allowedAtATime(
  refusal: string | undefined,
  target: TargetDescription | undefined,
): number | undefined {
  return target === undefined ? undefined : reasonOf(refusal)?.limit?.(target);
}

/** What is to be said of the calls that were refused, with what to do about it. */
export function throttledWords(
  burst: { readonly calls: number; readonly throttled: number; readonly answered: number },
  refusal: string | undefined,
  target: TargetDescription | undefined,
): string {
  const { calls, throttled, answered } = burst;
  const reason = reasonOf(refusal);
  if (reason !== undefined) {
    const what = `${answered} of ${counted(calls, 'call')} answered, ${throttled} refused`;
    const words = reason.words(allowedAtATime(refusal, target));
    return `${what}: ${words}${scalingWords(calls)} (${refusal})`;
  }
  const refused = `${throttled} of ${counted(calls, 'call')} were refused (429, or 503 with Retry-After)`;
  const stage = stageWords(target);
  if (stage !== undefined) return `${refused}; ${stage}`;
  return answered === 0
    ? `${refused}; wait until the limit lets calls through again, or raise it`
    : `${refused}, ${answered} answered: a limit of about ${answered} at a time or in a short while; raise it, or stay below with -n`;
}

function scalingWords(calls: number): string {
  return calls > ENVIRONMENTS_IN_10_S
    ? '; and a function gets at most 1,000 new environments in 10 s (AWS Lambda, scaling behavior), so that more calls need a warm function'
    : '';
}

function stageWords(target: TargetDescription | undefined): string | undefined {
  const { stageBurst, stageRate } = target?.limits ?? {};
  if (stageBurst === undefined || stageRate === undefined) return undefined;
  return `the stage takes bursts of ${stageBurst} calls and ${stageRate} a second after that: deploy with --param burst=N --param rate=N, or send fewer with -n`;
}

function reasonOf(refusal: string | undefined): Reason | undefined {
  return refusal !== undefined && Object.hasOwn(REASONS, refusal) ? REASONS[refusal] : undefined;
}
