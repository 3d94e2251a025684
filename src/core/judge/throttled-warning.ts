import { defined } from '../defined.ts';
import type { Remedy } from '../remedy.ts';
import type { TargetDescription } from '../target-description.ts';
import {
  allowedAtATime,
  asLambdaReason,
  NEW_ENVIRONMENTS,
  type LambdaThrottleReason,
} from '../timeline/throttling.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { BurstWarning, ThrottleCause } from '../warning.ts';

const REMEDIES: Readonly<Record<LambdaThrottleReason, Remedy>> = {
  ConcurrentInvocationLimitExceeded: { code: 'raise-account-limit' },
  ReservedFunctionConcurrentInvocationLimitExceeded: { code: 'raise-reserved-concurrency' },
  FunctionInvocationRateLimitExceeded: { code: 'send-fewer-or-longer-calls' },
  ReservedFunctionInvocationRateLimitExceeded: { code: 'raise-reserved-or-send-fewer' },
  CallerRateLimitExceeded: { code: 'fewer-calls' },
};

/** A warning if calls were throttled: by what, and what to do about it. */
export function throttledWarning(
  { calls, throttled, answered, throttleReason }: Timeline,
  target?: TargetDescription,
): BurstWarning | undefined {
  if (throttled === 0) return undefined;
  const counts = { code: 'throttled', calls, throttled, answered: answered.length } as const;
  return { ...counts, ...causeAndRemedies(counts, throttleReason, target) };
}

function causeAndRemedies(
  { calls, answered }: { readonly calls: number; readonly answered: number },
  throttleReason: string | undefined,
  target: TargetDescription | undefined,
): ThrottleCause & { readonly remedies: readonly Remedy[] } {
  const reason = asLambdaReason(throttleReason);
  if (reason !== undefined) {
    const limit = allowedAtATime(reason, target);
    const beyondScaling = calls > NEW_ENVIRONMENTS.most;
    return {
      reason,
      ...defined({ limit }),
      ...(beyondScaling ? { beyondScaling } : {}),
      remedies: [REMEDIES[reason], ...(beyondScaling ? [{ code: 'warm-function' } as const] : [])],
    };
  }
  const { stageBurst: burst, stageRate: rate } = target?.limits ?? {};
  if (burst !== undefined && rate !== undefined) {
    return { stage: { burst, rate }, remedies: [{ code: 'deploy-higher-throttle' }] };
  }
  const remedy = answered === 0 ? 'wait-or-raise-limit' : 'raise-limit-or-send-fewer';
  return { remedies: [{ code: remedy }] };
}
