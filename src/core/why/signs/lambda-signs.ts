import { NEW_ENVIRONMENTS, type LambdaThrottleReason } from '../../timeline/throttling.ts';
import type { Evidence } from '../evidence.ts';
import type { Found, Signs } from './signs.ts';

// What Lambda says when it refuses calls (Lambda API Reference, "Invoke", TooManyRequestsException).

const RESERVED = 'ReservedFunctionConcurrentInvocationLimitExceeded';
const CONCURRENT = 'ConcurrentInvocationLimitExceeded';

export const LAMBDA_SIGNS: readonly Signs[] = [
  { cause: 'reserved-concurrency', find: reservedIsUsedUp, ruledOut: [] },
  { cause: 'scaling', find: scalesTooSlowly, ruledOut: [] },
  { cause: 'account-limit', find: accountIsUsedUp, ruledOut: [] },
];

function reservedIsUsedUp(evidence: Evidence): Found | undefined {
  return throttledBy(evidence, RESERVED);
}

/**
 * Lambda doesn't say whether a function scaled as fast as it may. It probably did if it got as many new environments
 * as that allows, and if fewer calls ran together than the account may have.
 */
function scalesTooSlowly(evidence: Evidence): Found | undefined {
  const found = throttledBy(evidence, CONCURRENT);
  if (found === undefined) return undefined;
  if (isManaged(evidence)) {
    return { seen: [...found.seen, { code: 'managed-instances' }], certainty: 'likely' };
  }
  const { temperature, answered } = evidence.timeline;
  const { accountConcurrency = 0 } = evidence.target?.limits ?? {};
  const environments = temperature?.cold ?? 0;
  if (environments < NEW_ENVIRONMENTS.most || answered.length >= accountConcurrency) {
    return undefined;
  }
  return {
    seen: [...found.seen, { code: 'new-environments', environments, accountConcurrency }],
    certainty: 'likely',
  };
}

function accountIsUsedUp(evidence: Evidence): Found | undefined {
  const found = throttledBy(evidence, CONCURRENT);
  if (found === undefined) return undefined;
  const { calls, answered } = evidence.timeline;
  const { accountConcurrency } = evidence.target?.limits ?? {};
  const isReached = accountConcurrency !== undefined && answered.length >= accountConcurrency;
  // More calls than this may also be more than a function may scale to at once.
  const isSure = calls <= NEW_ENVIRONMENTS.most || isReached;
  return { ...found, certainty: isSure ? 'sure' : 'likely' };
}

function throttledBy({ timeline }: Evidence, reason: LambdaThrottleReason): Found | undefined {
  const { throttled, throttleReason } = timeline;
  if (throttled === 0 || throttleReason !== reason) return undefined;
  return { seen: [{ code: 'throttle-reason', reason, throttled }] };
}

/**
 * Whether calls ran on Managed Instances. These exist before calls come, so no call adds one (AWS Lambda Developer
 * Guide, "Scaling Lambda Managed Instances").
 */
function isManaged({ timeline }: Evidence): boolean {
  return timeline.answered.some(
    ({ served }) => served?.initializationType === 'lambda-managed-instances',
  );
}
