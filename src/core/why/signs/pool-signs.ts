import { defined } from '../../defined.ts';
import type { ServerProcess } from '../../observed/observed.ts';
import { largest } from '../../statistics.ts';
import {
  mayWaitForConnection,
  mostNotAccepted,
  mostUnread,
  type Evidence,
  type MachineEvidence,
} from '../evidence.ts';
import { exactly, idleFact, letsThrough, limitOf, type Limit } from '../limit-evidence.ts';
import { hasEventLoop, needsNoPool } from './loop-signs.ts';
import { isLockSeen, occupied, onEventLoop, placeOf, stackFacts, waitsForLock } from '../places.ts';
import { poolThreads } from '../thread-names.ts';
import { bystanderFact, isPrompt } from '../probe-evidence.ts';
import type { Found, Signs } from './signs.ts';

// A pool of threads that serves the calls of all routes.

export const POOL_SIGNS: readonly Signs[] = [
  {
    cause: 'thread-pool-full',
    find: threadPoolFull,
    ruledOut: ['route-lock', 'event-loop', 'cpu', 'this-client'],
  },
  // A pool of the same size in the code of a route would look the same.
  {
    cause: 'thread-pool-full',
    find: threadsBesideLoop,
    ruledOut: ['event-loop', 'cpu', 'this-client'],
  },
];

/** How many threads AnyIO gives to all plain def routes of FastAPI and Starlette together (AnyIO docs, "Working with threads"). */
const ANYIO_THREADS = 40;

/** An event loop that gives calls to threads answers another path that needs none at once, though the pool is full. */
function threadsBesideLoop(evidence: Evidence): Found | undefined {
  const { probes } = evidence;
  const [idle, limit] = [idleFact(evidence), limitOf(evidence)];
  if (idle === undefined || limit === undefined || exactly(limit) !== ANYIO_THREADS)
    return undefined;
  if (!mayNeedAnyioThread(evidence) || !areAllTaken(evidence, limit)) return undefined;
  const place = placeOf(probes, occupied);
  return {
    seen: [
      ...bystanderFact(probes),
      { code: 'threads-taken', threads: ANYIO_THREADS },
      idle,
      ...stackFacts(probes, place),
    ],
    certainty: 'likely',
    place,
    atATime: ANYIO_THREADS,
  };
}

/** Whether calls may wait for a thread beside the event loop of one process, and for nothing else. */
function mayNeedAnyioThread(evidence: Evidence): boolean {
  const { machine, probes, timeline } = evidence;
  const isElsewhere = [onEventLoop, waitsForLock].some(
    (fits) => placeOf(probes, fits) !== undefined,
  );
  if (isElsewhere || timeline.throttled > 0 || mayWaitForConnection(evidence)) return false;
  return machine?.processes.length === 1 && machine.processes.every(isLoopOfPython);
}

function isLoopOfPython(server: ServerProcess): boolean {
  return server.runtime === 'Python' && hasEventLoop(server);
}

function threadPoolFull(evidence: Evidence): Found | undefined {
  const { probes, machine } = evidence;
  const limit = limitOf(evidence);
  const idle = idleFact(evidence);
  if (idle === undefined || limit === undefined || !mayHavePool(evidence)) return undefined;
  const threads = machine && poolThreads(machine);
  if (!mayBePool(evidence, limit, threads)) return undefined;
  const isRead = machine !== undefined && mostUnread(machine) === 0;
  const certainty = poolCertainty(evidence, { threads, isRead, limit });
  if (certainty === undefined) return undefined;
  const place = placeOf(probes, occupied);
  return {
    seen: [
      ...bystanderFact(probes),
      ...(isRead ? [{ code: 'all-read' } as const] : []),
      ...(threads === undefined ? [] : [{ code: 'pool-size', threads } as const]),
      idle,
      ...stackFacts(probes, place),
    ],
    certainty,
    place,
    ...defined({ atATime: exactly(limit) }),
  };
}

/**
 * Whether a limit may be that of a pool: one of another size doesn't explain it. Of a range, only the best estimate
 * counts, since it gets wide if calls are spread unevenly.
 */
function mayBePool({ verdict }: Evidence, limit: Limit, threads: number | undefined): boolean {
  if (letsThrough(limit) !== 'several') return false;
  if (threads === undefined) return true;
  const isBest = verdict.kind !== 'inconclusive' && verdict.workers.estimate === threads;
  return isWithin(limit, threads) && (exactly(limit) !== undefined || isBest);
}

function isWithin({ low, high }: Limit, threads: number): boolean {
  return low <= threads && threads <= high;
}

interface PoolSigns {
  /** How many threads the server is known to have, which explains the limit. */
  readonly threads: number | undefined;
  readonly isRead: boolean;
  readonly limit: Limit;
}

/** How certain it is that calls wait for a thread; `undefined` if they may wait for something else. */
function poolCertainty(
  evidence: Evidence,
  { threads, isRead, limit }: PoolSigns,
): 'sure' | 'likely' | undefined {
  const { probes } = evidence;
  const hasWaited = probes.bystander?.reaction === 'waited';
  const isOfSize = threads !== undefined;
  // Of a range of numbers, one is soon the size of a pool.
  if (isOfSize && hasWaited && isRead) return exactly(limit) === undefined ? 'likely' : 'sure';
  // A limit in the code of the routes that happens to be as large as the pool looks the same.
  if (isOfSize) return isPrompt(probes) ? undefined : 'likely';
  return hasWaited && looksFull(evidence, { isRead, limit }) ? 'likely' : undefined;
}

/** Stacks are rounded, and one call may end between two of them. */
const ONE_OFF = 1;

/** Whether stacks show as many threads with calls as get done at a time: more would wait for something else. */
function areAllTaken({ probes }: Evidence, { low, high }: Limit): boolean {
  const threads = placeOf(probes, occupied)?.threads;
  const oneOff = { low: low - ONE_OFF, high: high + ONE_OFF };
  return threads !== undefined && isWithin(oneOff, threads);
}

/** Whether calls may wait for a thread of a pool of unknown size. */
function looksFull(
  evidence: Evidence,
  { isRead, limit }: Pick<PoolSigns, 'isRead' | 'limit'>,
): boolean {
  const { machine } = evidence;
  if (machine === undefined || hasThreadForEach(machine)) return false;
  if (!areAllTaken(evidence, limit)) return false;
  return isRead || machine.processes.every(readsInThreads);
}

/**
 * Whether a server may read a request only in the thread that serves it, as servers of these runtimes do that
 * give each call to a thread. In other runtimes, several threads may have a loop each.
 */
function readsInThreads({ runtime }: ServerProcess): boolean {
  return isInterpreter(runtime) || runtime === 'JVM';
}

function isInterpreter(runtime: string | undefined): boolean {
  return runtime === 'Python' || runtime === 'Ruby';
}

/**
 * Whether calls may wait for a thread of a pool. None waits for a thread if all run on an event loop, or if
 * stacks show threads that wait for a lock or a limit.
 */
function mayHavePool({ machine, probes }: Evidence): boolean {
  if (machine === undefined || mostNotAccepted(machine) > 0) return false;
  // Of several processes, each has to be known to have a pool.
  const isKnown = machine.processes.length === 1 || poolThreads(machine) !== undefined;
  return isKnown && !machine.processes.some(needsNoPool) && !isLockSeen(probes);
}

/** Whether an interpreter has a thread for each call. A JVM isn't counted: it has many threads that serve none. */
function hasThreadForEach({ processes, burst }: MachineEvidence): boolean {
  const threads = largest(burst.observed.processes.flatMap((one) => one.threads ?? [])) ?? 0;
  return processes.every(({ runtime }) => isInterpreter(runtime)) && threads > burst.timeline.calls;
}
