import { isDoneAtOnce, type Timeline } from '../../timeline/timeline.ts';
import { hasReason, type Verdict } from '../../verdict.ts';
import type { Fact } from '../diagnosis.ts';
import { isOneProcess, type Evidence } from '../evidence.ts';
import { ONE_CORE } from '../limit-evidence.ts';
import { bystanderFact } from '../probe-evidence.ts';
import { mayBeRateLimited, PAUSE_MS } from '../refill.ts';
import { mostAtATime, OPENED, variantFacts } from '../variant-evidence.ts';
import { refusedByFact } from './refusal-signs.ts';
import type { Found, Signs } from './signs.ts';

// Causes that show in the answers alone.

/** What a rest gives back. */
export const REFILL_SIGNS: readonly Signs[] = [
  { cause: 'rate-limit', find: refilled, ruledOut: ['route-lock'] },
];

export const PLATFORM_SIGNS: readonly Signs[] = [
  ...REFILL_SIGNS,
  { cause: 'rate-limit', find: paced, ruledOut: [] },
  { cause: 'batching', find: batched, ruledOut: [] },
  { cause: 'warm-up', find: warmedUp, ruledOut: ['route-lock', 'whole-server', 'this-client'] },
];

/** A server that only waits for its limiter uses fewer cores; calls that compute may have a pace without one. */
const PACED_CORES = 0.15;

/**
 * A rest gave calls back. A server that works on after its answers may look the same. Calls from other addresses
 * show whether the limit is one of each client.
 */
function refilled(evidence: Evidence): Found | undefined {
  const { refill, verdict, timeline, probes, computedCores = 0 } = evidence;
  if (timeline.throttled === 0 && computedCores > PACED_CORES) return undefined;
  if (refill === undefined || !mayBeRateLimited(verdict, timeline)) return undefined;
  if (probes.variants['other-sources']?.effect === 'opened') return undefined;
  const pace = paceFact(verdict);
  return {
    seen: [
      ...refusedByFact(evidence),
      { code: 'refilled', restMs: PAUSE_MS, ...refill },
      ...(pace === undefined ? [] : [pace]),
      ...bystanderFact(probes),
      ...variantFacts(probes),
    ],
    certainty: 'likely',
  };
}

/**
 * A pace after calls that got through freely. A server that works on after its answers may look the same. A pace
 * from the first call on isn't enough: a lock that is polled has one, too.
 */
function paced({ verdict, computedCores = 0 }: Evidence): Found | undefined {
  if (computedCores > PACED_CORES) return undefined;
  const pace = paceFact(verdict);
  return pace && { seen: [pace], certainty: 'likely' };
}

function paceFact({ reasons }: Verdict): Fact | undefined {
  for (const reason of reasons) {
    if (reason.code === 'limiter') return { code: 'paced', perSecond: reason.perSecond };
  }
  return undefined;
}

/** The same calls waited before and do not wait any more, without any change. */
function warmedUp(evidence: Evidence): Found | undefined {
  const { verdict, timeline, probes } = evidence;
  const before = mostAtATime({ verdict, timeline });
  if (verdict.kind === 'inconclusive' || before === undefined) return undefined;
  // Without an upper limit, calls may just be spread better over several processes this time.
  if (verdict.workers.high === null && !isOneProcess(evidence)) return undefined;
  const warm = sameCalls(probes).find(
    (same) =>
      isDoneAtOnce(same) &&
      same.answered.length === same.calls &&
      (same.speedUp ?? 0) >= OPENED * before,
  );
  if (warm?.speedUp === undefined) return undefined;
  const { calls, speedUp: atATime } = warm;
  return { seen: [{ code: 'waits-no-more', calls, atATime }], certainty: 'likely' };
}

/** Bursts of the same calls, fired later. */
function sameCalls({ control, again }: Evidence['probes']): readonly Timeline[] {
  return [control ?? [], again?.timeline ?? []].flat();
}

/** Calls that share a core may all be done at one moment, too, if they do equal work. */
function batched({ verdict, computedCores = 0 }: Evidence): Found | undefined {
  if (!hasReason(verdict, 'batches') || computedCores >= ONE_CORE.least) return undefined;
  return { seen: [{ code: 'batches' }], certainty: 'likely' };
}
