import type { Fact } from '../diagnosis.ts';
import type { Evidence } from '../evidence.ts';
import { bystanderFact } from '../probe-evidence.ts';
import { BYSTANDER_MOMENTS } from '../probes.ts';
import { variantFacts } from '../variant-evidence.ts';
import { isRefusedByProxy, refusedByFact } from './refusal-signs.ts';
import type { Found, Signs } from './signs.ts';

// Limits of calls in progress that refuse calls from every address alike.

export const IN_PROGRESS_SIGNS: readonly Signs[] = [
  {
    cause: 'proxy-limit',
    find: (evidence) => (isRefusedByProxy(evidence) ? refusedByAll(evidence) : undefined),
    ruledOut: ['one-client', 'rate'],
  },
  { cause: 'server-limit', find: refusedByAll, ruledOut: ['one-client', 'rate'] },
];

/** A limit of calls in progress that refuses calls to all paths and from all addresses. */
function refusedByAll(evidence: Evidence): Found | undefined {
  const { timeline, probes } = evidence;
  const { bystander, variants } = probes;
  const { throttled, soloMs, answered } = timeline;
  const isOfAll = variants['other-sources']?.effect === 'limited';
  if (throttled === 0 || bystander?.reaction !== 'refused' || !isOfAll) return undefined;
  if (soloMs === undefined || !refillsTooFast(probes, soloMs)) return undefined;
  return {
    seen: [...refusalFacts(evidence), ...bystanderFact(probes), ...variantFacts(probes)],
    // A limit per second or minute may happen to start over between the bursts.
    certainty: 'likely',
    atATime: answered.length,
  };
}

function refusalFacts(evidence: Evidence): readonly Fact[] {
  const { throttled, calls } = evidence.timeline;
  const known = refusedByFact(evidence);
  return known.length > 0 ? known : [{ code: 'calls-refused', refused: throttled, calls }];
}

/**
 * Whether more calls were served than a rate limiter could let through. While it refuses every bystander, it has
 * regained less than one call, so it regains little more until the next burst.
 */
function refillsTooFast({ bystander, nextBursts }: Evidence['probes'], soloMs: number): boolean {
  if (bystander?.allRefused !== true) return false;
  const refusedUntilMs = Math.max(...BYSTANDER_MOMENTS) * soloMs;
  return nextBursts.some(({ answered, afterMs }) => answered > afterMs / refusedUntilMs + 1);
}
