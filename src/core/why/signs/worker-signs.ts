import { longestQueues } from '../../observed/queues.ts';
import { growthOf, workersBy } from '../../observed/worker-growth.ts';
import type { ServerProcess } from '../../observed/observed.ts';
import type { Decided, Workers } from '../../verdict.ts';
import type { Fact } from '../diagnosis.ts';
import { mostUnread, type Evidence, type MachineEvidence, type WatchedBurst } from '../evidence.ts';
import { needsNoPool } from './loop-signs.ts';
import { occupied, placeOf, stackFacts } from '../places.ts';
import { bystanderFact, isPrompt } from '../probe-evidence.ts';
import type { Found, Signs } from './signs.ts';
import { poolThreads } from '../thread-names.ts';
import { unevenFacts } from './uneven-signs.ts';

// Workers that take one call at a time.

export const WORKER_SIGNS: readonly Signs[] = [
  // An event loop accepts every connection while it is idle, as it is before the release.
  {
    cause: 'one-call-per-worker',
    find: oneConnectionEach,
    ruledOut: ['event-loop', 'route-lock', 'this-client'],
  },
  {
    cause: 'thread-pool-full',
    find: oneConnectionPerThread,
    ruledOut: ['event-loop', 'this-client'],
  },
];

/** Threads that accept a connection only when they are free to serve its call, as those of uWSGI are. */
function oneConnectionPerThread({ verdict, machine, probes }: Evidence): Found | undefined {
  const threads = machine && poolThreads(machine);
  if (verdict.kind === 'inconclusive' || machine === undefined || threads === undefined)
    return undefined;
  const left = leftBehind(verdict.workers, machine, threads);
  const isBest = verdict.workers.estimate === threads && threads > 1;
  if (left === undefined || !isBest || isPrompt(probes)) return undefined;
  const place = placeOf(probes, occupied);
  return {
    seen: [
      ...bystanderFact(probes),
      left,
      { code: 'pool-size', threads },
      ...stackFacts(probes, place),
    ],
    place,
    atATime: threads,
  };
}

function oneConnectionEach(evidence: Evidence): Found | undefined {
  const { verdict, machine, probes } = evidence;
  if (verdict.kind === 'inconclusive' || machine === undefined) return undefined;
  // One of several such processes may have been idle, and have served the bystander.
  const isFree = isPrompt(probes) && !isSeveralOfOneCall(machine);
  const fact = unreadBehindOneCall(verdict, machine) ?? leftBehind(verdict.workers, machine);
  if (fact === undefined || isFree) return undefined;
  const place = placeOf(probes, occupied);
  return {
    seen: [...bystanderFact(probes), fact, ...unevenFacts(evidence), ...stackFacts(probes, place)],
    place,
  };
}

function isSeveralOfOneCall({ processes }: MachineEvidence): boolean {
  return processes.length > 1 && processes.every(servesOneCall);
}

function unreadBehindOneCall(verdict: Decided, machine: MachineEvidence): Fact | undefined {
  const requests = mostUnread(machine);
  const isEach = isSeveralOfOneCall(machine)
    ? areAllBusy(verdict, machine)
    : verdict.kind === 'serial' && machine.processes.every(servesOneCall);
  return isEach && requests > 0 ? { code: 'requests-unread', requests } : undefined;
}

/** With fewer calls for each process, one that nobody saw may have been idle. */
const CALLS_EACH = 2;

/** Whether each process may have served a call all the time. If fewer serve calls together, they wait for each other. */
function areAllBusy({ kind, workers }: Decided, { processes, burst }: MachineEvidence): boolean {
  const count = processes.length;
  return (
    kind === 'parallel' &&
    // While others of the server are idle, more of them are no remedy.
    burst.observed.idle === undefined &&
    burst.timeline.calls >= CALLS_EACH * count &&
    workers.low <= count &&
    count <= (workers.high ?? Infinity)
  );
}

/** Whether each worker accepted one connection and left the others: each process, or each of so many threads. */
function leftBehind(
  workers: Workers,
  machine: MachineEvidence,
  threads?: number,
): Fact | undefined {
  const { processes, bursts } = machine;
  if (processes.some(needsNoPool) || mostUnread(machine) > 0) return undefined;
  // If there are more by and by, those at the release say nothing of what limits calls later.
  if (growthOf(bursts) !== undefined) return undefined;
  const queues = bursts.map((burst) => connectionsLeft(burst, workers));
  const longest = queues.toSorted((a, b) => (b?.left ?? 0) - (a?.left ?? 0))[0];
  if (longest === undefined || queues.includes(undefined)) return undefined;
  // A worker that accepts several connections serves several calls: it limits connections, or has a pool of threads.
  if ((threads ?? longest.processes) !== longest.accepted) return undefined;
  return { code: 'connections-left', ...longest };
}

/** PHP's own server accepts connections while it is idle, and then serves one call (PHP manual, "Built-in web server"). */
function servesOneCall({ runtime, command }: ServerProcess): boolean {
  return runtime === 'PHP' && /\s-S\s/.test(command);
}

/** A worker accepts its first connection at once, in a part of a solo call. */
const SOON = 0.5;

type ConnectionsLeft = Extract<Fact, { code: 'connections-left' }>;

/** Connections that were left while as many were accepted as calls are served at a time, early in the burst. */
function connectionsLeft(
  { timeline, observed }: WatchedBurst,
  { low, high, estimate }: Workers,
): Omit<ConnectionsLeft, 'code'> | undefined {
  const soonMs = SOON * (timeline.soloMs ?? 0);
  const looks = observed.waiting.filter(({ at }) => at <= soonMs);
  const lasted = longestQueues(observed).notAccepted > 0;
  for (const { notAccepted, accepted = timeline.calls - notAccepted } of lasted ? looks : []) {
    // If the queue of the kernel is full, some connections are not even made.
    const left = timeline.calls - accepted;
    if (left > 0 && accepted >= low && accepted <= (high ?? estimate)) {
      return { processes: workersBy(observed, soonMs), accepted, left };
    }
  }
  return undefined;
}
