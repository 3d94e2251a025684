import type { ServerProcess } from '../../observed/observed.ts';
import {
  coresUsed,
  mainThreadShares,
  mostNotAccepted,
  mostUnread,
  type Evidence,
  type MachineEvidence,
} from '../evidence.ts';
import type { Fact } from '../diagnosis.ts';
import {
  isBelowLoop,
  isLocalService,
  onEventLoop,
  otherStackFacts,
  placeOf,
  stackFacts,
  waitsForLock,
} from '../places.ts';
import { bystanderFact, isPrompt } from '../probe-evidence.ts';
import type { Found, Signs } from './signs.ts';
import { unevenFacts } from './uneven-signs.ts';

// An event loop that serves one call after the other.

/** One process with one loop. */
export const LOOP_SIGNS = signsOf(stuckLoop);

/** Several of them. How calls were spread over them is another cause only if there is a loop for each call. */
export const SEVERAL_LOOPS_SIGNS = signsOf(stuckLoops);

/**
 * A lock or a pool in the code of a route holds requests that were read; a stuck loop leaves them unread. Other
 * calls wait for the loop in the same way. A lock that is held while the loop is stuck, such as an asyncio.Lock, shows
 * only after that: until then, no call but its holder gets that far.
 */
function signsOf(
  find: (evidence: Evidence, code: LoopState) => Found | undefined,
): readonly Signs[] {
  return [
    {
      cause: 'event-loop-blocked',
      find: (evidence) => find(evidence, 'main-thread-asleep'),
      ruledOut: ['lock-alone', 'cpu', 'this-client'],
    },
    {
      cause: 'event-loop-busy',
      find: (evidence) => find(evidence, 'main-thread-busy'),
      ruledOut: ['lock-alone', 'sleep', 'this-client'],
    },
  ];
}

/** Programs that serve all calls on one event loop, in their main thread. */
const LOOP_RUNTIMES: readonly (string | undefined)[] = ['Node.js', 'Deno', 'Bun'];
const LOOP_PROGRAMS: readonly string[] = ['uvicorn', 'hypercorn', 'daphne', 'fastapi'];

/** Whether a process is known to serve all calls on one event loop. */
export function hasEventLoop({ program, runtime }: ServerProcess): boolean {
  return LOOP_RUNTIMES.includes(runtime) || LOOP_PROGRAMS.includes(program);
}

/** Whether calls of a process never wait for a thread: on an event loop, or in Go, with a goroutine for each. */
export function needsNoPool(server: ServerProcess): boolean {
  return hasEventLoop(server) || server.runtime === 'Go';
}

/** Whether no call takes a thread that another call may need. */
export function servesWithoutThreads(machine: MachineEvidence): boolean {
  return machine.processes.every(needsNoPool) || hasOneThread(machine);
}

/** A main thread that wants to run for less of the time sleeps; for more, it is busy. */
const ASLEEP = 0.2;
const BUSY = 0.8;

type LoopState = 'main-thread-asleep' | 'main-thread-busy';

function stuckLoop(evidence: Evidence, code: LoopState): Found | undefined {
  const { machine, probes } = evidence;
  if (machine === undefined || machine.processes.length > 1 || isPrompt(probes)) return undefined;
  const place = placeOf(probes, onEventLoop);
  const share = loopShare(machine, { code, isSeen: place !== undefined });
  if (share === undefined) return undefined;
  const certaintyOf = code === 'main-thread-asleep' ? certaintyOfBlocked : certaintyOfBusy;
  const certainty = certaintyOf(evidence, mostUnread(machine) > 0);
  if (certainty === undefined) return undefined;
  return {
    ...loopFacts(evidence, { code, share, place }),
    certainty,
    place,
    // A lock around all routes would look the same.
    notRuledOut: certainty === 'sure' ? [] : ['lock-alone'],
  };
}

/** The loops of several processes, each of which serves one call at a time. */
function stuckLoops(evidence: Evidence, code: LoopState): Found | undefined {
  const { machine, probes, verdict } = evidence;
  if (machine === undefined || verdict.kind !== 'parallel') return undefined;
  const place = placeOf(probes, onEventLoop);
  if (place === undefined && !leaveAllUnread(evidence, machine)) return undefined;
  const count = machine.processes.length;
  const share = loopShare(machine, { code, isSeen: true });
  if (count < 2 || share === undefined || verdict.workers.low > count) return undefined;
  const { seen } = loopFacts(evidence, { code, share, place });
  return {
    seen: [...seen, ...unevenFacts(evidence)],
    certainty: place === undefined ? 'likely' : 'sure',
    place,
    notRuledOut: place === undefined ? ['lock-alone'] : [],
  };
}

/** Whether loops leave requests unread that a free one would read, and another path waits, too. */
function leaveAllUnread(evidence: Evidence, machine: MachineEvidence): boolean {
  return (
    machine.processes.every(hasEventLoop) &&
    mostUnread(machine) > 0 &&
    evidence.probes.bystander?.reaction === 'waited' &&
    !mayLeaveUnread(evidence)
  );
}

function loopFacts(
  evidence: Evidence,
  {
    code,
    share,
    place,
  }: {
    readonly code: LoopState;
    readonly share: number;
    readonly place: ReturnType<typeof placeOf>;
  },
): Pick<Found, 'seen'> {
  const { machine, probes } = evidence;
  const requests = machine === undefined ? 0 : mostUnread(machine);
  return {
    seen: [
      ...bystanderFact(probes),
      ...(requests === 0 ? [] : [{ code: 'requests-unread', requests } as const]),
      ...handlersInTurn(evidence),
      { code, share },
      ...stackFacts(probes, place),
      ...otherStackFacts(probes, { fits: waitsForLock, named: place }),
    ],
  };
}

/** Handlers of our own service share no lock, so if no two overlap, they wait for the loop. */
function handlersInTurn({ target, timeline }: Evidence): readonly Fact[] {
  const { spans = [], peakOverlap } = timeline.handlers ?? {};
  if (!isLocalService(target) || peakOverlap !== 1 || spans.length < 2) return [];
  return [{ code: 'handlers-in-turn', handlers: spans.length }];
}

/** How certain it is that a loop that sleeps is blocked; `undefined` if calls may wait for something else. */
function certaintyOfBlocked(evidence: Evidence, isLeft: boolean): Found['certainty'] {
  if (evidence.verdict.kind !== 'serial') return undefined;
  if (isShown(evidence)) return 'sure';
  return isLeft && !mayLeaveUnread(evidence) ? 'likely' : undefined;
}

/** How certain it is that calls keep a loop busy. */
function certaintyOfBusy(evidence: Evidence, isLeft: boolean): Found['certainty'] {
  const { verdict, probes } = evidence;
  if (verdict.kind !== 'serial' && verdict.kind !== 'contended') return undefined;
  if (isStuck(evidence, isLeft)) return 'sure';
  // Calls that compute in turns have all begun.
  const hasWaited = verdict.kind === 'contended' || probes.bystander?.reaction === 'waited';
  return isLeft || hasWaited || isShown(evidence) ? 'likely' : undefined;
}

/** Whether a busy loop reads nothing. One that turns may be busy with calls that ask for a lock again and again. */
function isStuck(evidence: Evidence, isLeft: boolean): boolean {
  if (handlersInTurn(evidence).length > 0) return true;
  if (!isLeft || evidence.probes.bystander?.read === true) return false;
  return isShown(evidence) || !mayLeaveUnread(evidence);
}

/** Whether something else than the times shows calls in the way of others. */
function isShown(evidence: Evidence): boolean {
  return handlersInTurn(evidence).length > 0 || isBelowLoop(evidence.probes);
}

/**
 * Whether a free loop may have left requests unread, because it waits for a lock before it reads a body, or reads at
 * all. A stuck one shows in stacks, and reads nothing.
 */
function mayLeaveUnread({ probes, target }: Evidence): boolean {
  return probes.isSampled || probes.bystander?.read === true || mayHaveBody(target);
}

/** The methods whose requests have no body. */
const WITHOUT_BODY: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

function mayHaveBody(target: Evidence['target']): boolean {
  const same = target?.sameForAll ?? [];
  return same.includes('body') || !WITHOUT_BODY.includes(target?.method ?? 'GET');
}

/** The share that shows that event loops slept all the time, or were busy all the time. */
function loopShare(
  machine: MachineEvidence,
  { code, isSeen }: { readonly code: LoopState; readonly isSeen: boolean },
): number | undefined {
  if (!isSeen && !machine.processes.every(hasEventLoop) && !hasOneThread(machine)) {
    return undefined;
  }
  const shares = machine.processes.some(isJvm) ? coresAsShares(machine) : mainThreadShares(machine);
  if (shares === undefined) return undefined;
  if (code === 'main-thread-asleep') return shares.most < ASLEEP ? shares.most : undefined;
  return shares.least > BUSY ? shares.least : undefined;
}

/** A process with a single thread that holds several connections can only have a loop. */
function hasOneThread(machine: MachineEvidence): boolean {
  const { processes, bursts } = machine;
  const threads = bursts.flatMap(({ observed }) => observed.processes.map((one) => one.threads));
  const isSingle = processes.length === 1 && threads.every((count) => count === 1);
  // PHP's own server accepts all, too, but its calls have no loop.
  return isSingle && mostNotAccepted(machine) === 0 && processes[0]?.runtime !== 'PHP';
}

/** The main thread of a JVM only starts others, one of which may be the loop. */
function isJvm({ runtime }: ServerProcess): boolean {
  return runtime === 'JVM';
}

function coresAsShares(machine: MachineEvidence): ReturnType<typeof mainThreadShares> {
  const used = coresUsed(machine);
  return used === undefined ? undefined : { least: Math.min(1, used), most: Math.min(1, used) };
}
