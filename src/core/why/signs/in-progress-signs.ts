import { largest } from '../../statistics.ts';
import type { Cause, Fact } from '../diagnosis.ts';
import type { Evidence } from '../evidence.ts';
import { inCommon, inCommonBesideUrl, inCommonFact, namesClient } from '../in-common.ts';
import { bystanderFact, isPrompt } from '../probe-evidence.ts';
import { BYSTANDER_MOMENTS } from '../probes.ts';
import { variantFacts } from '../variant-evidence.ts';
import { isRefusedByProxy, refusedByFact } from './refusal-signs.ts';
import type { Found, Signs } from './signs.ts';

// What refuses calls from every address alike: a limit of calls in progress, or one of calls per second. Only the
// first refuses every call until one of those in progress is done, and then lets through as many as before.

export const IN_PROGRESS_SIGNS: readonly Signs[] = [
  { cause: 'rate-limit', find: ranBeside, ruledOut: ['in-progress'] },
  {
    cause: 'proxy-limit',
    find: (evidence) => (isRefusedByProxy(evidence) ? refusedByAll(evidence) : undefined),
    ruledOut: ['one-client'],
  },
  {
    cause: 'server-limit',
    find: (evidence) => (isBystanderRefused(evidence) ? refusedByAll(evidence) : undefined),
    ruledOut: ['one-client'],
  },
  {
    cause: 'route-pool',
    find: (evidence) => (isPrompt(evidence.probes) ? refusedByAll(evidence) : undefined),
    ruledOut: ['whole-server', 'one-client'],
  },
];

/** The same call was served while all those were in progress beside which others had been refused. */
function ranBeside(evidence: Evidence): Found | undefined {
  const { probes } = evidence;
  const { calls = 0, ranBeside: served = 0 } = probes.latecomers ?? {};
  if (served === 0 || mayHaveSeveralLimits(evidence)) return undefined;
  // It got the usual answer, and may always have.
  if (evidence.turnedAway !== undefined) return undefined;
  return {
    seen: [
      ...refusalFacts(evidence),
      { code: 'latecomers-served', served, calls },
      ...bystanderFact(probes),
      ...variantFacts(probes),
    ],
    // A server that sheds load or grows meanwhile may look the same.
    certainty: 'likely',
  };
}

/** Each of several clients or processes may have its own limit, and some may not have reached it. */
function mayHaveSeveralLimits(evidence: Evidence): boolean {
  const { machine, processes, probes } = evidence;
  if (probes.variants['other-sources']?.effect === 'opened') return true;
  return (machine?.processes ?? processes).length !== 1 && !isRefusedByProxy(evidence);
}

function isBystanderRefused({ probes }: Evidence): boolean {
  return probes.bystander?.reaction === 'refused';
}

/** A limit of calls in progress that refuses calls from all addresses. */
function refusedByAll(evidence: Evidence): Found | undefined {
  const { timeline, probes } = evidence;
  const { throttled, soloMs, answered } = timeline;
  const isOfAll = probes.variants['other-sources']?.effect === 'limited';
  if (throttled === 0 || soloMs === undefined || !isOfAll) return undefined;
  if (!refillsTooFast(probes, soloMs) || mayBeOtherWork(evidence)) return undefined;
  const same = isBystanderRefused(evidence) ? inCommonBesideUrl(evidence) : inCommon(evidence);
  return {
    seen: [
      ...refusalFacts(evidence),
      ...latecomersFact(probes),
      ...bystanderFact(probes),
      ...variantFacts(probes),
      ...inCommonFact(same),
      { code: 'other-limit', what: 'window' },
    ],
    certainty: 'likely',
    // A client may be known by more than its address.
    notRuledOut: namesClient(same) ? ['one-client'] : [],
    atATime: answered.length,
  };
}

function latecomersFact({ latecomers }: Evidence['probes']): readonly Fact[] {
  if (latecomers?.refusedUntilMs === undefined) return [];
  return [{ code: 'latecomers-refused', calls: latecomers.calls }];
}

/**
 * Whether other answers with a normal status may come from something else than a limit: one that turned calls away
 * lets through the same number each time, whatever their query. Of several servers, one may always answer otherwise.
 */
function mayBeOtherWork(evidence: Evidence): boolean {
  const { turnedAway, machine, proxy, probes } = evidence;
  if (turnedAway === undefined) return false;
  const areAllRefused = probes.latecomers?.refusedUntilMs !== undefined;
  const isOneServer = machine?.processes.length === 1 && proxy === undefined;
  const isSteady = turnedAway.servedEach !== undefined;
  return !(isSteady && areAllRefused && isOneServer && isOfAnyRequest(evidence));
}

/** Whether requests that differ are turned away, too. */
function isOfAnyRequest({ target, probes }: Evidence): boolean {
  return target?.requestsDiffer === true || probes.variants['other-requests']?.effect === 'limited';
}

function refusalFacts(evidence: Evidence): readonly Fact[] {
  const { throttled, calls } = evidence.timeline;
  const known = refusedByFact(evidence);
  return known.length > 0 ? known : [{ code: 'calls-refused', refused: throttled, calls }];
}

/**
 * Whether more calls were served than a rate limiter could let through. While it refuses every call, it has
 * regained less than one, so it regains little more until the next burst.
 */
function refillsTooFast(probes: Evidence['probes'], soloMs: number): boolean {
  const refusedUntilMs = refusedUntil(probes, soloMs);
  if (refusedUntilMs === undefined) return false;
  return probes.nextBursts.some(({ answered, afterMs }) => answered > afterMs / refusedUntilMs + 1);
}

/** Until when every call was refused, ms after the release; `undefined` if some were not. */
function refusedUntil(
  { bystander, latecomers }: Evidence['probes'],
  soloMs: number,
): number | undefined {
  if (latecomers !== undefined && latecomers.refusedUntilMs === undefined) return undefined;
  const bystanderMs =
    bystander?.allRefused === true ? Math.max(...BYSTANDER_MOMENTS) * soloMs : undefined;
  return largest([bystanderMs ?? [], latecomers?.refusedUntilMs ?? []].flat());
}

/** Whose limit may refuse calls. */
export function refusing(evidence: Evidence): readonly Cause[] {
  const isOfAll = evidence.probes.variants['other-sources']?.effect === 'limited';
  const mayBeSame = evidence.turnedAway !== undefined && !isOfAnyRequest(evidence);
  return [
    ...(mayBeSame ? (['same-request-lock'] as const) : []),
    ...(isOfAll ? [] : (['client-limit'] as const)),
    ...limitsOfAll(evidence),
    'rate-limit',
  ];
}

/** Limits of calls in progress: that of a route refuses no call to another path. */
function limitsOfAll(evidence: Evidence): readonly Cause[] {
  if (isRefusedByProxy(evidence)) return ['proxy-limit'];
  const { reaction } = evidence.probes.bystander ?? {};
  return [
    ...(reaction === 'at-once' ? [] : (['server-limit'] as const)),
    ...(reaction === 'refused' ? [] : (['route-pool'] as const)),
  ];
}
