import { defined } from '../../defined.ts';
import type { Fact } from '../diagnosis.ts';
import {
  allRead,
  callsPerProcess,
  hasSeveralProcesses,
  mayWaitForConnection,
  mayWaitForProcess,
  type Evidence,
} from '../evidence.ts';
import { inCommon, inCommonFact } from '../in-common.ts';
import {
  computesFact,
  exactly,
  idleFact,
  letsThrough,
  limitOf,
  oneComputesFact,
  type Limit,
  type AtATime,
} from '../limit-evidence.ts';
import { lookAlikes, looksAlikeFact, type LookAlikes } from '../look-alikes.ts';
import { occupied, onEventLoop, placeOf, stackFacts, waitsForLock } from '../places.ts';
import { bystanderFact, isPrompt, type SampledPlace } from '../probe-evidence.ts';
import { isAnyFaster, variantFacts } from '../variant-evidence.ts';
import { servesWithoutThreads } from './loop-signs.ts';
import { readsOn, threadsAreFree } from './server-signs.ts';
import { POOL_SIGNS } from './pool-signs.ts';
import type { Found, Signs } from './signs.ts';

// A lock or a pool that holds up some routes, or all, while the rest of the server is free.

/** A lock or a pool in the code of a route, or of the server. */
export const ROUTE_SIGNS: readonly Signs[] = [
  {
    cause: 'route-lock',
    find: lockBesideComputing,
    ruledOut: ['event-loop', 'whole-server', 'this-client'],
  },
  ...POOL_SIGNS,
  {
    cause: 'route-lock',
    find: (evidence) => heldByRoute(evidence, 'one'),
    ruledOut: ['event-loop', 'whole-server', 'same-request', 'cpu', 'this-client'],
  },
  {
    cause: 'route-pool',
    find: (evidence) => heldByRoute(evidence, 'several'),
    ruledOut: ['event-loop', 'whole-server', 'same-request', 'cpu', 'this-client'],
  },
];

/**
 * Calls that compute in one part and hold a lock in another. If stacks show threads that wait for the lock while
 * the server leaves cores unused, the thread that holds it sleeps. If they show one that works meanwhile, and no
 * other, that one holds it.
 */
function lockBesideComputing(evidence: Evidence): Found | undefined {
  const { probes, verdict, timeline } = evidence;
  const isOpen = verdict.kind === 'contended' || limitOf(evidence)?.high === 1;
  if (!isOpen || timeline.throttled > 0 || idleFact(evidence) !== undefined) return undefined;
  const place = placeOf(probes, waitsForLock);
  const computes = computesFact(evidence) ?? oneComputesFact(evidence);
  if (place === undefined || computes === undefined || !isPrompt(probes)) return undefined;
  return {
    seen: [
      ...bystanderFact(probes),
      ...variantFacts(probes),
      ...inCommonFact(inCommon(evidence)),
      computes,
      ...stackFacts(probes, place),
    ],
    certainty: 'likely',
    place,
  };
}

/** Something in the code of a route that lets through one call (a lock) or several (a pool) at a time. */
function heldByRoute(evidence: Evidence, atATime: AtATime): Found | undefined {
  const { probes } = evidence;
  const limit = limitOf(evidence);
  const idle = idleFact(evidence);
  if (limit === undefined || idle === undefined || mayBeElsewhere(evidence)) return undefined;
  if (letsThrough(limit) !== atATime) return undefined;
  const waiting = placeOf(probes, waitsForLock);
  const sameCode = inSameCode(evidence, waiting, limit);
  const isInside = isPrompt(probes) || waitsInside(evidence, waiting) || sameCode !== undefined;
  if (!isInside) return undefined;
  const place = waiting ?? placeOfCalls(evidence, limit);
  const alike = lookAlikes(evidence);
  return {
    ...limitOfRoute(evidence, alike),
    seen: [
      ...bystanderFact(probes),
      ...(sameCode ?? []),
      ...variantFacts(probes),
      ...inCommonFact(inCommon(evidence)),
      ...spreadFact(evidence),
      idle,
      ...stackFacts(probes, place),
      ...looksAlikeFact(alike),
    ],
    place,
    ...defined({ atATime: exactly(limit) }),
  };
}

/** One call may end, and the next one not have begun, when a sample is taken. */
const ONE_OFF = 1;

/** Where the calls are that get done; `undefined` if the threads there may do something else. */
function placeOfCalls(
  { machine, probes }: Evidence,
  { low, high }: Limit,
): SampledPlace | undefined {
  const place = placeOf(probes, occupied);
  if (place === undefined || machine === undefined) return undefined;
  if (!servesWithoutThreads(machine)) return place;
  // An event loop may hand its calls to threads, but then there is one for each.
  const { threads } = place;
  return low - ONE_OFF <= threads && threads <= high ? place : undefined;
}

/** How certain a limit of a route is, and what else it may be. */
function limitOfRoute(
  evidence: Evidence,
  alike: LookAlikes,
): Pick<Found, 'certainty' | 'notRuledOut'> {
  return {
    // The limit may be that of each process.
    certainty: hasSeveralProcesses(evidence) || alike.length > 0 ? 'likely' : 'sure',
    notRuledOut: [
      ...(inCommon(evidence).includes('url') ? (['same-request'] as const) : []),
      ...(isPrompt(evidence.probes) ? [] : (['whole-server'] as const)),
    ],
  };
}

/** Whether something else may hold the calls. */
function mayBeElsewhere(evidence: Evidence): boolean {
  const { probes, timeline } = evidence;
  // Nothing holds calls that are refused.
  if (timeline.throttled > 0) return true;
  if (mayWaitForConnection(evidence) || mayWaitForProcess(evidence)) return true;
  // It is unknown whether sessions make a difference, or calls that differ went elsewhere.
  if (probes.variants['other-sessions']?.effect === 'unclear' || isAnyFaster(probes)) return true;
  // By now, the same calls run together, too.
  if (probes.again?.effect === 'opened') return true;
  // A loop that each call blocks for only part of its time is free now and then, so it may serve another path.
  return placeOf(probes, onEventLoop) !== undefined;
}

function spreadFact(evidence: Evidence): Fact[] {
  const { machine } = evidence;
  if (machine === undefined) return [];
  const calls = callsPerProcess(machine);
  return calls.length > 1 ? [{ code: 'calls-per-process', calls }] : [];
}

/** A path that takes this share of a solo call when it is alone does the same work, so its waiting says nothing. */
const SAME_WORK = 0.8;

/** If the bystander decides nothing: threads were seen waiting for a lock, and every request was read. */
function waitsInside(
  { machine, probes, timeline: { soloMs = 0 } }: Evidence,
  waiting: ReturnType<typeof placeOf>,
): boolean {
  const { reaction, waitingMs = 0, aloneMs = 0 } = probes.bystander ?? {};
  const isSame = aloneMs >= SAME_WORK * soloMs;
  const isOpen = reaction !== 'waited' && (isSame || waitingMs < soloMs);
  return isOpen && waiting !== undefined && machine !== undefined && allRead(machine);
}

/**
 * What shows that calls wait in code that the bystander seems to run, too: the server read all of them, and none
 * needed a thread that it did not get.
 */
function inSameCode(
  evidence: Evidence,
  place: ReturnType<typeof placeOf>,
  { low }: Limit,
): readonly Fact[] | undefined {
  const { machine, probes } = evidence;
  if (machine === undefined || probes.bystander?.reaction !== 'waited-alike') return undefined;
  const proof = threadsAreFree(evidence, { machine, place, atATime: low });
  if (proof === undefined || !readsOn(evidence)) return undefined;
  return [{ code: 'bystander-read' }, { code: 'all-read' }, ...proof];
}
