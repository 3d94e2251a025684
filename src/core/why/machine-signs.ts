import { longestQueues } from '../observed/queues.ts';
import type { Workers } from '../verdict.ts';
import type { ServerProcess } from '../observed/observed.ts';
import { largest, sum } from '../statistics.ts';
import {
  coresUsed,
  hasCalls,
  mainThreadShares,
  mostUnread,
  type Evidence,
  type MachineEvidence,
  type WatchedBurst,
} from './evidence.ts';
import { onEventLoop, occupied, placeOf, stackFacts } from './places.ts';
import { bystanderFact, type ProbeEvidence } from './probe-evidence.ts';
import type { Found, Signs } from './signs.ts';

// Causes that the machine shows: its sockets, processes and cores.

/** Programs that serve all calls on one event loop, in their main thread. */
const LOOP_RUNTIMES: readonly (string | undefined)[] = ['Node.js', 'Deno', 'Bun'];
const LOOP_PROGRAMS: readonly string[] = ['uvicorn', 'hypercorn', 'daphne', 'fastapi'];

export const MACHINE_SIGNS: readonly Signs[] = [
  // A lock or a pool in the code of a route holds requests that were read; these were not. Other calls
  // would wait for this thread in the same way.
  {
    cause: 'event-loop-blocked',
    find: (evidence) => stuckLoop(evidence, 'main-thread-asleep'),
    ruledOut: ['route-lock', 'cpu', 'this-client'],
  },
  {
    cause: 'event-loop-busy',
    find: (evidence) => stuckLoop(evidence, 'main-thread-busy'),
    ruledOut: ['route-lock', 'sleep', 'this-client'],
  },
  // An event loop accepts every connection while it is idle, as it is before the release.
  {
    cause: 'one-call-per-worker',
    find: oneConnectionEach,
    ruledOut: ['event-loop', 'route-lock', 'this-client'],
  },
  { cause: 'uneven-spread', find: unevenSpread, ruledOut: ['too-few-workers', 'this-client'] },
  { cause: 'cores-full', find: coresFull, ruledOut: ['sleep', 'this-client'] },
  { cause: 'interpreter-lock', find: interpreterLock, ruledOut: ['sleep', 'this-client'] },
];

function hasEventLoop({ program, runtime }: ServerProcess): boolean {
  return LOOP_RUNTIMES.includes(runtime) || LOOP_PROGRAMS.includes(program);
}

/** A main thread that wants to run for less of the time sleeps; for more, it is busy. */
const ASLEEP = 0.2;
const BUSY = 0.8;

type LoopState = 'main-thread-asleep' | 'main-thread-busy';

function stuckLoop(evidence: Evidence, code: LoopState): Found | undefined {
  const { machine, probes } = evidence;
  const share = machine && loopShare(machine, code);
  if (machine === undefined || share === undefined || isPrompt(probes)) return undefined;
  const requests = mostUnread(machine);
  const place = placeOf(probes, onEventLoop);
  const certainty = loopCertainty(evidence, { isSeen: requests > 0 || place !== undefined, code });
  if (certainty === undefined) return undefined;
  return {
    seen: [
      ...bystanderFact(probes),
      ...(requests === 0 ? [] : [{ code: 'requests-unread', requests } as const]),
      { code, share },
      ...stackFacts(probes, place),
    ],
    certainty,
    place,
  };
}

/** How certain it is that calls wait for the loop; `undefined` if they may wait for something else. */
function loopCertainty(
  { verdict, probes }: Evidence,
  { isSeen, code }: { readonly isSeen: boolean; readonly code: LoopState },
): Found['certainty'] {
  // Calls that compute in turns have all begun.
  if (verdict.kind === 'contended') return code === 'main-thread-busy' ? 'sure' : undefined;
  if (verdict.kind !== 'serial') return undefined;
  if (isSeen) return 'sure';
  // A lock around all routes looks the same.
  return mayWaitForLoop(probes) ? 'likely' : undefined;
}

/** Whether the whole server waits, and no stacks show that its loop is free. */
function mayWaitForLoop({ bystander, sampled }: ProbeEvidence): boolean {
  return bystander?.reaction === 'waited' && !sampled;
}

/** Whether another path was served at once, so that not the whole server waits. */
function isPrompt({ bystander }: ProbeEvidence): boolean {
  return bystander?.reaction === 'at-once';
}

/** The share that shows that the one event loop slept all the time, or was busy all the time. */
function loopShare(machine: MachineEvidence, code: LoopState): number | undefined {
  const { processes } = machine;
  const shares = mainThreadShares(machine);
  if (processes.length > 1 || !processes.every(hasEventLoop) || shares === undefined) {
    return undefined;
  }
  if (code === 'main-thread-asleep') return shares.most < ASLEEP ? shares.most : undefined;
  return shares.least > BUSY ? shares.least : undefined;
}

function oneConnectionEach({ verdict, machine, probes }: Evidence): Found | undefined {
  if (verdict.kind === 'inconclusive' || machine === undefined || isPrompt(probes)) {
    return undefined;
  }
  const { processes } = machine;
  if (processes.some(hasEventLoop) || mostUnread(machine) > 0) return undefined;
  const queues = machine.bursts.map((burst) => connectionsLeft(burst, verdict.workers));
  const longest = queues.toSorted((a, b) => (b?.left ?? 0) - (a?.left ?? 0))[0];
  const tooMany = longest !== undefined && processes.length > longest.accepted;
  if (longest === undefined || tooMany || queues.includes(undefined)) return undefined;
  const place = placeOf(probes, occupied);
  return {
    seen: [
      ...bystanderFact(probes),
      { code: 'connections-left', processes: processes.length, ...longest },
      ...stackFacts(probes, place),
    ],
    place,
  };
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
  for (const { notAccepted: left } of lasted ? looks : []) {
    const accepted = timeline.calls - left;
    if (left > 0 && accepted >= low && accepted <= (high ?? estimate)) return { accepted, left };
  }
  return undefined;
}

/** The busiest process has so many times the calls that it had if they were spread evenly. */
const UNEVEN = 1.5;
/** How far the time of a burst may be from that of the calls of one process. */
const TOLERANCE = 0.15;

function unevenSpread({ verdict, machine }: Evidence): Found | undefined {
  if (verdict.kind !== 'parallel' || machine === undefined) return undefined;
  const { makespanMs = 0, soloMs = 0 } = machine.burst.timeline;
  const calls = machine.burst.observed.processes
    .filter(hasCalls)
    .map((one) => one.calls)
    .toSorted((a, b) => b - a);
  const [most = 0] = calls;
  const even = Math.ceil(sum(calls) / calls.length);
  const isSerialEach = Math.abs(makespanMs - most * soloMs) <= TOLERANCE * makespanMs;
  if (calls.length < 2 || most < 3 || most < UNEVEN * even || !isSerialEach) return undefined;
  return {
    seen: [
      { code: 'calls-per-process', calls },
      { code: 'busiest-took-all', makespanMs },
    ],
  };
}

/** The server has the machine for itself, as far as it can. */
const FULL = 0.85;
const OWN_SHARE = 0.15;

function coresFull({ verdict, machine, probes }: Evidence): Found | undefined {
  if (verdict.kind !== 'contended' || machine?.cores === undefined) return undefined;
  const { cores } = machine;
  const { processes, ownCores = 0 } = machine.burst.observed;
  const used = sum(processes.flatMap((one) => one.cores ?? []));
  if (used < FULL * cores || ownCores > OWN_SHARE * cores) return undefined;
  const place = placeOf(probes, occupied);
  // On a single core, a lock of the interpreter looks the same.
  return {
    seen: [{ code: 'cores-busy', cores: used, of: cores }, ...stackFacts(probes, place)],
    certainty: cores > 1 ? 'sure' : 'likely',
    place,
  };
}

/** Runtimes whose threads run their code one at a time: CPython with its lock, and MRI with its own. */
const ONE_THREAD_AT_A_TIME: readonly (string | undefined)[] = ['Python', 'Ruby'];

/** Threads behind one lock use so much of a core at least, and not noticeably more than one. */
const ONE_CORE = { least: 0.7, most: 1.15 };

function interpreterLock({ verdict, machine, probes }: Evidence): Found | undefined {
  if (verdict.kind !== 'contended' || machine === undefined || !hadRoom(machine)) return undefined;
  const used = coresUsed(machine) ?? 0;
  const threads = threadsOfOneInterpreter(machine);
  if (threads < 2 || used < ONE_CORE.least || used > ONE_CORE.most) return undefined;
  const place = placeOf(probes, occupied);
  return {
    seen: [
      { code: 'one-core-for-threads', threads, cores: used, of: machine.cores ?? 1 },
      ...stackFacts(probes, place),
    ],
    place,
  };
}

/** The threads of the one process that serves, if its runtime runs them one at a time; else 0. */
function threadsOfOneInterpreter({ processes, burst }: MachineEvidence): number {
  const [server, another] = processes;
  if (another !== undefined || !ONE_THREAD_AT_A_TIME.includes(server?.runtime)) return 0;
  return largest(burst.observed.processes.flatMap(({ threads }) => threads ?? [])) ?? 0;
}

/** Cores that were free, if threads could have used them. */
const LEAST_ROOM = 0.5;

/** Whether another core was left to use: else other work on the machine would look the same. */
function hadRoom({ cores = 1, burst }: MachineEvidence): boolean {
  const { machineCores = 0 } = burst.observed;
  return cores > 1 && machineCores <= cores - LEAST_ROOM;
}
