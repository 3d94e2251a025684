import type { Reason } from '../reason.ts';
import type { Evidence } from './evidence.ts';
import type { Found, Signs } from './signs.ts';

// Causes that a platform names itself, or that show in the answers alone.

export const PLATFORM_SIGNS: readonly Signs[] = [
  // Lambda API Reference, "Invoke", TooManyRequestsException.
  {
    cause: 'reserved-concurrency',
    find: (evidence) => throttledBy(evidence, 'ReservedFunctionConcurrentInvocationLimitExceeded'),
    ruledOut: [],
  },
  {
    cause: 'account-limit',
    find: (evidence) => throttledBy(evidence, 'ConcurrentInvocationLimitExceeded'),
    ruledOut: [],
  },
  { cause: 'rate-limit', find: paced, ruledOut: [] },
  { cause: 'batching', find: batched, ruledOut: [] },
];

function throttledBy({ timeline }: Evidence, reason: string): Found | undefined {
  const { throttled, throttleReason } = timeline;
  if (throttled === 0 || throttleReason !== reason) return undefined;
  return { seen: [{ code: 'throttle-reason', reason, throttled }] };
}

/** A pace that is the verdict's own reason; a server that works on after its answers could look like that. */
function paced({ verdict }: Evidence): Found | undefined {
  const reasons: readonly Reason[] = verdict.reasons;
  for (const reason of reasons) {
    if (reason.code === 'limiter' || reason.code === 'paced') {
      const { perSecond } = reason;
      const soloMs = reason.code === 'paced' ? { soloMs: reason.soloMs } : {};
      return { seen: [{ code: 'paced', perSecond, ...soloMs }], certainty: 'likely' };
    }
  }
  return undefined;
}

function batched({ verdict }: Evidence): Found | undefined {
  const isBatched = verdict.reasons.some(({ code }) => code === 'batches');
  return isBatched ? { seen: [{ code: 'batches' }], certainty: 'likely' } : undefined;
}
