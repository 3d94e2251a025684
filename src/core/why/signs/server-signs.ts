import { defined } from '../../defined.ts';
import type { Fact } from '../diagnosis.ts';
import { allRead, isOneProcess, type Evidence, type MachineEvidence } from '../evidence.ts';
import { inCommonBesideUrl, inCommonFact } from '../in-common.ts';
import { hasEventLoop, servesWithoutThreads } from './loop-signs.ts';
import { exactly, idleFact, letsThrough, limitOf, type AtATime } from '../limit-evidence.ts';
import { lookAlikes, looksAlikeFact } from '../look-alikes.ts';
import { placeOf, stackFacts, waitsForLock } from '../places.ts';
import { poolThreads } from '../thread-names.ts';
import { bystanderFact, type SampledPlace } from '../probe-evidence.ts';
import { BYSTANDER_MOMENTS } from '../probes.ts';
import type { Found, Signs } from './signs.ts';

// A lock or a limit that all routes share, in code that runs before them.

/** Calls wait inside a server that is free to take others. */
export const SERVER_SIGNS: readonly Signs[] = [
  {
    cause: 'server-lock',
    find: (evidence) => heldByAll(evidence, 'one'),
    ruledOut: ['route-lock', 'event-loop', 'thread-pool', 'cpu', 'this-client'],
  },
  {
    cause: 'server-limit',
    find: (evidence) => heldByAll(evidence, 'several'),
    ruledOut: ['route-lock', 'event-loop', 'thread-pool', 'cpu', 'this-client'],
  },
];

function heldByAll(evidence: Evidence, atATime: AtATime): Found | undefined {
  const { machine, probes } = evidence;
  const limit = limitOf(evidence);
  const idle = idleFact(evidence);
  if (machine === undefined || limit === undefined || idle === undefined) return undefined;
  if (letsThrough(limit) !== atATime || !waitsBehindReading(evidence)) return undefined;
  const place = placeOf(probes, waitsForLock);
  const proof = threadsAreFree(evidence, { machine, place, atATime: limit.low });
  if (proof === undefined) return undefined;
  const alike = lookAlikes(evidence);
  return {
    certainty: alike.length > 0 ? 'likely' : 'sure',
    seen: [
      ...bystanderFact(probes),
      { code: 'bystander-read' },
      { code: 'all-read' },
      ...proof,
      idle,
      ...inCommonFact(inCommonBesideUrl(evidence)),
      ...stackFacts(probes, place),
      ...looksAlikeFact(alike),
    ],
    place,
    // An event loop may hand calls to threads.
    notRuledOut: machine.processes.every(hasEventLoop) ? ['thread-pool'] : [],
    ...defined({ atATime: exactly(limit) }),
  };
}

/**
 * Whether the server read on while calls waited, as it does with a lock or a limit in its code. A blocked loop
 * leaves unread what comes in meanwhile, and so does a worker that takes one call at a time.
 */
export function readsOn({ machine, probes }: Evidence): boolean {
  return machine !== undefined && allRead(machine) && probes.bystander?.read === true;
}

function waitsBehindReading(evidence: Evidence): boolean {
  const { timeline, probes } = evidence;
  // Nothing holds calls that are refused.
  if (timeline.throttled > 0 || !isOneProcess(evidence)) return false;
  return readsOn(evidence) && probes.bystander?.reaction === 'waited';
}

/** Of three bystanders, at least two have to be among the waiting threads: a sample may be off by one. */
const BYSTANDERS_SEEN = 2;

/**
 * What shows that calls don't wait for a thread; `undefined` if they may. If all threads of a pool wait for the
 * lock of one route, another path waits as well.
 */
export function threadsAreFree(
  { probes }: Evidence,
  {
    machine,
    place,
    atATime,
  }: {
    readonly machine: MachineEvidence;
    readonly place: SampledPlace | undefined;
    /** The fewest calls that get done at a time. */
    readonly atATime: number;
  },
): readonly Fact[] | undefined {
  if (probes.control === undefined) return undefined;
  if (servesWithoutThreads(machine)) return [];
  const { calls } = probes.control;
  // Together, the threads that wait and those that don't are more than the calls.
  if ((place?.threads ?? 0) + atATime >= calls + BYSTANDERS_SEEN) return [];
  const threads = poolThreads(machine) ?? 0;
  return threads >= calls + BYSTANDER_MOMENTS.length ? [{ code: 'pool-size', threads }] : undefined;
}
