import { groupBy } from '../group-by.ts';
import type { Invocation } from '../invocation.ts';
import type { TargetDescription } from '../target-description.ts';

/**
 * The most new execution environments that a function gets, and within how long (AWS Lambda Developer Guide,
 * "Lambda scaling behavior").
 */
export const NEW_ENVIRONMENTS = { most: 1_000, seconds: 10 } as const;

/** Why Lambda throttles: the `Reason` of a TooManyRequestsException (Lambda API reference, "Invoke"). */
export const LAMBDA_THROTTLE_REASONS = [
  'ConcurrentInvocationLimitExceeded',
  'ReservedFunctionConcurrentInvocationLimitExceeded',
  'FunctionInvocationRateLimitExceeded',
  'ReservedFunctionInvocationRateLimitExceeded',
  'CallerRateLimitExceeded',
] as const;
export type LambdaThrottleReason = (typeof LAMBDA_THROTTLE_REASONS)[number];

/** The reason, if it is one that Lambda is known to give. */
export function asLambdaReason(reason: string | undefined): LambdaThrottleReason | undefined {
  return LAMBDA_THROTTLE_REASONS.find((known) => known === reason);
}

/** The reason that was given most often for throttling calls of a burst; of several the first by name. */
export function throttleReasonOf(invocations: readonly Invocation[]): string | undefined {
  const codes = invocations.flatMap(({ outcome, error }) =>
    outcome === 'throttled' && error !== undefined ? [error.code] : [],
  );
  const byCode = [...groupBy(codes, (code) => code)].toSorted(
    ([one, some], [other, others]) => others.length - some.length || (one < other ? -1 : 1),
  );
  return byCode[0]?.[0];
}

/** How many calls the target may run at a time, if calls were throttled because of that and it is known. */
export function allowedAtATime(
  throttleReason: string | undefined,
  target: TargetDescription | undefined,
): number | undefined {
  const reason = asLambdaReason(throttleReason);
  if (reason === 'ConcurrentInvocationLimitExceeded') return target?.limits?.accountConcurrency;
  return reason === 'ReservedFunctionConcurrentInvocationLimitExceeded'
    ? target?.limits?.reservedConcurrency
    : undefined;
}
