import { defined } from '../../defined.ts';
import type { Fact } from '../diagnosis.ts';
import {
  allRead,
  callsPerProcess,
  hasSeveralProcesses,
  mayWaitForConnection,
  type Evidence,
} from '../evidence.ts';
import { computesFact, idleFact, limitOf, ONE_CORE } from '../limit-evidence.ts';
import { occupied, onEventLoop, placeOf, stackFacts, waitsForLock } from '../places.ts';
import { POOL_SIGNS } from './pool-signs.ts';
import { bystanderFact, isPrompt } from '../probe-evidence.ts';
import { variantFacts, type Variant } from '../variant-evidence.ts';
import type { Found, Signs } from './signs.ts';

// Causes that only probes tell apart: other calls, made while the calls of a burst wait.

/** A variant that is served in another way names its cause at once, whatever else was seen. */
export const VARIANT_SIGNS: readonly Signs[] = [
  {
    cause: 'connection-limit',
    find: (evidence) => opened(evidence, 'other-connections'),
    ruledOut: ['whole-server', 'this-client'],
  },
  {
    cause: 'client-limit',
    find: (evidence) => opened(evidence, 'other-sources'),
    ruledOut: ['whole-server', 'route-lock'],
  },
  {
    cause: 'session-lock',
    find: (evidence) => opened(evidence, 'other-sessions'),
    ruledOut: ['whole-server', 'route-lock', 'this-client'],
  },
  {
    cause: 'session-lock',
    find: oneSession,
    ruledOut: ['whole-server', 'route-lock', 'this-client'],
  },
  {
    cause: 'same-request-lock',
    find: (evidence) => opened(evidence, 'other-requests'),
    ruledOut: ['whole-server', 'route-lock', 'this-client'],
  },
];

export const PROBE_SIGNS: readonly Signs[] = [
  {
    cause: 'route-lock',
    find: lockBesideComputing,
    ruledOut: ['event-loop', 'whole-server', 'this-client'],
  },
  ...POOL_SIGNS,
  {
    cause: 'route-lock',
    find: (evidence) => heldByRoute(evidence, 'lock'),
    ruledOut: ['event-loop', 'whole-server', 'same-request', 'cpu', 'this-client'],
  },
  {
    cause: 'route-pool',
    find: (evidence) => heldByRoute(evidence, 'pool'),
    ruledOut: ['event-loop', 'whole-server', 'same-request', 'cpu', 'this-client'],
  },
];

function opened(evidence: Evidence, variant: Variant): Found | undefined {
  const { probes } = evidence;
  if (probes.variants[variant]?.effect !== 'opened') return undefined;
  if (mayBeFasterAnyway(evidence, variant)) return undefined;
  const place = placeOf(probes, waitsForLock);
  // Calls from other addresses have other connections, too.
  const mayBeOfConnection = variant === 'other-sources' && mayWaitForConnection(evidence);
  return {
    certainty: mayBeOfConnection ? 'likely' : 'sure',
    seen: [...variantFacts(probes), ...bystanderFact(probes), ...stackFacts(probes, place)],
    place,
  };
}

/** Whether calls may have got done faster for another reason than that they had less in common. */
function mayBeFasterAnyway(
  { probes, proxy, timeline, verdict, computedCores = 0 }: Evidence,
  variant: Variant,
): boolean {
  if (probes.variants[variant]?.spreadOver !== undefined) return true;
  // Calls that compete for cores are faster whenever other programs leave them more.
  if (verdict.kind === 'contended' && computedCores >= ONE_CORE.least) return true;
  // A load balancer may send them to other servers, by address, cookie or path.
  return proxy !== undefined && timeline.throttled === 0 && variant !== 'other-connections';
}

/** Calls that ran together without a session or with one each, but one by one with the same. */
function oneSession({ probes, proxy, machine }: Evidence): Found | undefined {
  const { sharedSession } = probes;
  if (sharedSession?.isSerial !== true) return undefined;
  const { calls, own, isOpen } = sharedSession;
  // Whoever has a session waits, whatever it is.
  if (own !== undefined && !isOpen) return undefined;
  // A balancer may send a session to one server, where calls wait for each other anyway.
  const mayBeOfServer = machine === undefined || proxy !== undefined;
  return {
    seen: [{ code: 'one-session-serial', calls, ...defined({ own }) }],
    certainty: mayBeOfServer || own === undefined ? 'likely' : 'sure',
  };
}

/**
 * Calls that compute in one part and hold a lock in another. If stacks show threads that wait for the lock while
 * the server leaves cores unused, the thread that holds it sleeps.
 */
function lockBesideComputing(evidence: Evidence): Found | undefined {
  const { probes, verdict, timeline } = evidence;
  const isOpen = verdict.kind === 'contended' || limitOf(evidence) === 1;
  if (!isOpen || timeline.throttled > 0 || idleFact(evidence) !== undefined) return undefined;
  const place = placeOf(probes, waitsForLock);
  const computes = computesFact(evidence);
  if (place === undefined || computes === undefined || !isPrompt(probes)) return undefined;
  return {
    seen: [
      ...bystanderFact(probes),
      ...variantFacts(probes),
      computes,
      ...stackFacts(probes, place),
    ],
    certainty: 'likely',
    place,
  };
}

/** Something in the code of a route that lets through one call (a lock) or several (a pool) at a time. */
function heldByRoute(evidence: Evidence, what: 'lock' | 'pool'): Found | undefined {
  const { probes } = evidence;
  const atATime = limitOf(evidence);
  const idle = idleFact(evidence);
  if (atATime === undefined || idle === undefined || mayBeElsewhere(evidence)) return undefined;
  if ((atATime === 1) !== (what === 'lock')) return undefined;
  const waiting = placeOf(probes, waitsForLock);
  if (!isPrompt(probes) && !waitsInside(evidence, waiting)) return undefined;
  const place = waiting ?? placeOf(probes, occupied);
  return {
    seen: [
      ...bystanderFact(probes),
      ...variantFacts(probes),
      ...spreadFact(evidence),
      idle,
      ...stackFacts(probes, place),
    ],
    // The limit may be that of each process.
    certainty: hasSeveralProcesses(evidence) ? 'likely' : certaintyOf(evidence, waiting),
    place,
    atATime,
  };
}

/** Whether something else may hold the calls. */
function mayBeElsewhere(evidence: Evidence): boolean {
  const { probes, timeline } = evidence;
  // Nothing holds calls that are refused.
  if (timeline.throttled > 0) return true;
  if (mayWaitForConnection(evidence)) return true;
  // It is unknown whether sessions make a difference.
  if (probes.variants['other-sessions']?.effect === 'unclear') return true;
  // A loop that each call blocks for only part of its time is free now and then, so it may serve another path.
  return placeOf(probes, onEventLoop) !== undefined;
}

function spreadFact(evidence: Evidence): Fact[] {
  const { machine } = evidence;
  if (machine === undefined || !hasSeveralProcesses(evidence)) return [];
  return [{ code: 'calls-per-process', calls: callsPerProcess(machine) }];
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

/** A lock for each value of a parameter that was not tried looks the same, unless it is seen. */
function certaintyOf(
  { target, probes }: Evidence,
  waiting: ReturnType<typeof placeOf>,
): 'sure' | 'likely' {
  const differed =
    target?.requestsDiffer === true || probes.variants['other-requests']?.effect === 'limited';
  return differed || waiting !== undefined ? 'sure' : 'likely';
}
