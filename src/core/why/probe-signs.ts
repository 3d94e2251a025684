import { hasReason } from '../verdict.ts';
import {
  coresUsed,
  mostNotAccepted,
  mostUnread,
  type Evidence,
  type MachineEvidence,
} from './evidence.ts';
import { hasEventLoop } from './loop-signs.ts';
import { poolSizeOf } from './pool-sizes.ts';
import type { Fact } from './diagnosis.ts';
import { occupied, placeOf, stackFacts, waitsForLock } from './places.ts';
import { bystanderFact, isPrompt, variantFacts, type Variant } from './probe-evidence.ts';
import type { Found, Signs } from './signs.ts';

// Causes that only probes tell apart: other calls, made while the calls of a burst wait.

/** A variant that is served in another way names its cause at once, whatever else was seen. */
export const VARIANT_SIGNS: readonly Signs[] = [
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
    cause: 'same-request-lock',
    find: (evidence) => opened(evidence, 'other-requests'),
    ruledOut: ['whole-server', 'route-lock', 'this-client'],
  },
];

export const PROBE_SIGNS: readonly Signs[] = [
  {
    cause: 'thread-pool-full',
    find: threadPoolFull,
    ruledOut: ['route-lock', 'event-loop', 'cpu', 'this-client'],
  },
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

function opened({ probes }: Evidence, variant: Variant): Found | undefined {
  if (probes.variants[variant]?.effect !== 'opened') return undefined;
  const place = placeOf(probes, waitsForLock);
  return {
    seen: [...variantFacts(probes), ...bystanderFact(probes), ...stackFacts(probes, place)],
    place,
  };
}

/** A server that uses less than this for each call that it works on waits for something else, cores. */
const IDLE = 0.3;

/** Whether the server is known not to be busy. */
function idleFact({ machine }: Evidence): Fact | undefined {
  const used = machine === undefined ? undefined : coresUsed(machine);
  return used === undefined || used > IDLE ? undefined : { code: 'server-idle', cores: used };
}

/** How many calls get done at a time, if that is one number, though it may be unconfirmed. */
function limitOf(evidence: Evidence): number | undefined {
  const { verdict } = evidence;
  if (verdict.kind === 'inconclusive' || verdict.kind === 'contended') return undefined;
  if (isFasterAfterRest(evidence)) return undefined;
  if (hasReason(verdict, 'limiter', 'limiter-or-queue')) return undefined;
  if (hasReason(verdict, 'serial-stage')) return 1; // part of each call
  const { estimate, high } = verdict.workers;
  if (high !== null) return estimate;
  for (const reason of verdict.reasons) {
    if (reason.code === 'limit-unconfirmed' && reason.low === reason.high) return reason.high;
  }
  return undefined;
}

/** A rested solo call below this share of the others was not held up by what they met. */
const RESTED = 0.5;

/** A limiter that spaces calls, and a server that works on after its answers, hold up solo calls, too. */
function isFasterAfterRest({ restedMs, timeline: { soloMs } }: Evidence): boolean {
  return restedMs !== undefined && soloMs !== undefined && restedMs < RESTED * soloMs;
}

function threadPoolFull(evidence: Evidence): Found | undefined {
  const { probes, machine } = evidence;
  const atATime = limitOf(evidence) ?? 0;
  const idle = idleFact(evidence);
  if (machine === undefined || idle === undefined || atATime < 2) return undefined;
  if (!mayHavePool(machine) || mostNotAccepted(machine) > 0) return undefined;
  const isOfSize = machine.processes.some((one) => poolSizeOf(one) === atATime);
  const isRead = mostUnread(machine) === 0;
  const certainty = poolCertainty(evidence, { isOfSize, isRead });
  if (certainty === undefined) return undefined;
  const place = placeOf(probes, occupied);
  return {
    seen: [
      ...bystanderFact(probes),
      ...(isRead ? [{ code: 'all-read' } as const] : []),
      ...(isOfSize ? [{ code: 'pool-size', threads: atATime } as const] : []),
      idle,
      ...stackFacts(probes, place),
    ],
    certainty,
    place,
    atATime,
  };
}

/** Runtimes whose servers give a call to a thread; in others, several threads may have a loop each. */
const THREADED: readonly (string | undefined)[] = ['JVM', 'Python', 'Ruby'];

/** How certain it is that calls wait for a thread; `undefined` if they may wait for something else. */
function poolCertainty(
  { machine, probes }: Evidence,
  { isOfSize, isRead }: { readonly isOfSize: boolean; readonly isRead: boolean },
): 'sure' | 'likely' | undefined {
  if (probes.bystander?.reaction === 'waited') {
    // Some servers read a request only in the thread that serves it.
    const isThreaded = machine?.processes.every(({ runtime }) => THREADED.includes(runtime));
    return isRead ? 'sure' : isThreaded === true ? 'likely' : undefined;
  }
  // A limit in the code of the routes that happens to have the size of the pool looks the same.
  return isOfSize && !isPrompt(probes) ? 'likely' : undefined;
}

/** One process, and not one whose calls all run on its event loop. */
function mayHavePool({ processes }: MachineEvidence): boolean {
  return processes.length === 1 && !processes.some(hasEventLoop);
}

function allRead(machine: MachineEvidence): boolean {
  return mostUnread(machine) === 0 && mostNotAccepted(machine) === 0;
}

/** Something in the code of a route, which lets through one call (a lock) or several (a pool) at a time. */
function heldByRoute(evidence: Evidence, what: 'lock' | 'pool'): Found | undefined {
  const { probes, timeline } = evidence;
  const atATime = limitOf(evidence);
  const idle = idleFact(evidence);
  // Calls that are refused are not held by anything.
  if (atATime === undefined || idle === undefined || timeline.throttled > 0) return undefined;
  if ((atATime === 1) !== (what === 'lock')) return undefined;
  const waiting = placeOf(probes, waitsForLock);
  const isOfRoute = probes.bystander?.reaction === 'at-once';
  if (!isOfRoute && !waitsInside(evidence, waiting)) return undefined;
  const place = waiting ?? placeOf(probes, occupied);
  return {
    seen: [...bystanderFact(probes), ...variantFacts(probes), idle, ...stackFacts(probes, place)],
    certainty: certaintyOf(evidence, waiting),
    place,
    atATime,
  };
}

/** Without a bystander that tells: threads were seen waiting for a lock, and every request was read. */
function waitsInside({ machine, probes }: Evidence, waiting: ReturnType<typeof placeOf>): boolean {
  const isOpen = probes.bystander?.reaction !== 'waited';
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
