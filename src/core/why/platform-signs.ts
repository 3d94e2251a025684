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
  { cause: 'warm-up', find: warmedUp, ruledOut: ['route-lock', 'whole-server', 'this-client'] },
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
    const pace = paceOf(reason);
    if (pace !== undefined) return { seen: [{ code: 'paced', ...pace }], certainty: 'likely' };
  }
  return undefined;
}

/** Steps that are longer than a call and hardly differ are a pace. */
const STEADY = { longer: 1.5, differs: 1.2 };

function paceOf(
  reason: Reason,
): { readonly perSecond: number; readonly soloMs?: number } | undefined {
  if (reason.code === 'limiter') return { perSecond: reason.perSecond };
  if (reason.code === 'paced') return { perSecond: reason.perSecond, soloMs: reason.soloMs };
  if (reason.code !== 'steps-vary') return undefined;
  const { soloMs, leastMs, mostMs } = reason;
  const isPace = leastMs >= STEADY.longer * soloMs && mostMs <= STEADY.differs * leastMs;
  return isPace ? { perSecond: 2_000 / (leastMs + mostMs), soloMs } : undefined;
}

/** A burst of which this share is done at a time did not wait. */
const ALL_AT_ONCE = 0.7;
/** It is that much faster than the bursts that waited. */
const FASTER = 1.7;

/** The same calls waited before and do not wait any more, without any change. */
function warmedUp({ verdict, timeline, probes: { control } }: Evidence): Found | undefined {
  if (verdict.kind === 'inconclusive' || control?.speedUp === undefined) return undefined;
  const { calls, speedUp: atATime, answered } = control;
  const before = verdict.workers.high ?? timeline.speedUp;
  if (answered.length < calls || before === undefined || atATime < ALL_AT_ONCE * calls) {
    return undefined;
  }
  if (atATime < FASTER * before) return undefined;
  return { seen: [{ code: 'waits-no-more', calls, atATime }], certainty: 'likely' };
}

function batched({ verdict }: Evidence): Found | undefined {
  const isBatched = verdict.reasons.some(({ code }) => code === 'batches');
  return isBatched ? { seen: [{ code: 'batches' }], certainty: 'likely' } : undefined;
}
