import { longestQueues } from '../../observed/queues.ts';
import type { ServerProcess } from '../../observed/observed.ts';
import type { Verdict, Workers } from '../../verdict.ts';
import type { Fact } from '../diagnosis.ts';
import { mostUnread, type Evidence, type MachineEvidence, type WatchedBurst } from '../evidence.ts';
import { hasEventLoop } from './loop-signs.ts';
import { occupied, placeOf, stackFacts } from '../places.ts';
import { bystanderFact, isPrompt } from '../probe-evidence.ts';
import type { Found, Signs } from './signs.ts';

// Workers that take one call at a time.

export const WORKER_SIGNS: readonly Signs[] = [
  // An event loop accepts every connection while it is idle, as it is before the release.
  {
    cause: 'one-call-per-worker',
    find: oneConnectionEach,
    ruledOut: ['event-loop', 'route-lock', 'this-client'],
  },
];

function oneConnectionEach({ verdict, machine, probes }: Evidence): Found | undefined {
  if (verdict.kind === 'inconclusive' || machine === undefined || isPrompt(probes)) {
    return undefined;
  }
  const fact = unreadBehindOneCall(verdict, machine) ?? leftBehindWorkers(verdict.workers, machine);
  if (fact === undefined) return undefined;
  const place = placeOf(probes, occupied);
  return { seen: [...bystanderFact(probes), fact, ...stackFacts(probes, place)], place };
}

function unreadBehindOneCall({ kind }: Verdict, machine: MachineEvidence): Fact | undefined {
  const requests = mostUnread(machine);
  // If several such processes serve one call at a time together, they wait for each other.
  const isOne = machine.processes.length === 1 && machine.processes.every(servesOneCall);
  return isOne && kind === 'serial' && requests > 0
    ? { code: 'requests-unread', requests }
    : undefined;
}

function leftBehindWorkers(workers: Workers, machine: MachineEvidence): Fact | undefined {
  const { processes, bursts } = machine;
  if (processes.some(hasEventLoop) || mostUnread(machine) > 0) return undefined;
  const queues = bursts.map((burst) => connectionsLeft(burst, workers));
  const longest = queues.toSorted((a, b) => (b?.left ?? 0) - (a?.left ?? 0))[0];
  if (longest === undefined || queues.includes(undefined)) return undefined;
  // A worker that accepts several connections serves several calls: it limits connections, or has a pool of threads.
  if (processes.length !== longest.accepted) return undefined;
  return { code: 'connections-left', processes: processes.length, ...longest };
}

/** PHP's own server accepts connections while it is idle, and then serves one call (PHP manual, "Built-in web server"). */
function servesOneCall({ runtime, command }: ServerProcess): boolean {
  return runtime === 'PHP' && /\s-S\s/.test(command);
}

/** A worker accepts its first connection at once, in a part of a solo call. */
const SOON = 0.5;

/** Connections that were left while as many were accepted as calls are served at a time, early in the burst. */
function connectionsLeft(
  { timeline, observed }: WatchedBurst,
  { low, high, estimate }: Workers,
): { readonly accepted: number; readonly left: number } | undefined {
  const soonMs = SOON * (timeline.soloMs ?? 0);
  const looks = observed.waiting.filter(({ at }) => at <= soonMs);
  const lasted = longestQueues(observed).notAccepted > 0;
  for (const { notAccepted, accepted = timeline.calls - notAccepted } of lasted ? looks : []) {
    // If the queue of the kernel is full, some connections are not even made.
    const left = timeline.calls - accepted;
    if (left > 0 && accepted >= low && accepted <= (high ?? estimate)) return { accepted, left };
  }
  return undefined;
}
