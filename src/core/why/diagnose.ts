import { longestQueues } from '../observed/queues.ts';
import type { ServerProcess } from '../observed/observed.ts';
import { defined } from '../defined.ts';
import { largest, sum } from '../statistics.ts';
import type { Cause, Diagnosis, Fact, Rival } from './diagnosis.ts';
import {
  gatherEvidence,
  hasCalls,
  mainThreadShares,
  mostUnread,
  type DiagnosedRun,
  type Evidence,
} from './evidence.ts';

/** A cause: what must have been seen, and what that rules out. */
interface Signs {
  readonly cause: Cause;
  /** All that shows it; `undefined` if anything is missing or speaks for a rival. */
  readonly find: (evidence: Evidence) => Found | undefined;
  readonly ruledOut: readonly Rival[];
}

interface Found {
  readonly seen: readonly Fact[];
  readonly certainty?: Diagnosis['certainty'];
}

const CAUSES: readonly Signs[] = [
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
];

/** The cause of the waiting, if its signs were seen and its rivals were ruled out; else `undefined`. */
export function diagnose(run: DiagnosedRun): Diagnosis | undefined {
  const evidence = gatherEvidence(run);
  const [server] = evidence?.processes ?? [];
  if (evidence === undefined || server === undefined) return undefined;
  for (const { cause, find, ruledOut } of CAUSES) {
    const found = find(evidence);
    if (found === undefined) continue;
    const { program, runtime } = server;
    const { seen, certainty = 'sure' } = found;
    return { cause, certainty, seen, ruledOut, server: { program, ...defined({ runtime }) } };
  }
  return undefined;
}

/** Programs that serve all calls on one event loop, in their main thread. */
const LOOP_RUNTIMES: readonly (string | undefined)[] = ['Node.js', 'Deno', 'Bun'];
const LOOP_PROGRAMS: readonly string[] = ['uvicorn', 'hypercorn', 'daphne', 'fastapi'];

function hasEventLoop({ program, runtime }: ServerProcess): boolean {
  return LOOP_RUNTIMES.includes(runtime) || LOOP_PROGRAMS.includes(program);
}

/** A main thread that wants to run for less of the time sleeps; for more, it is busy. */
const ASLEEP = 0.2;
const BUSY = 0.8;

function stuckLoop(
  evidence: Evidence,
  code: 'main-thread-asleep' | 'main-thread-busy',
): Found | undefined {
  const { verdict, processes } = evidence;
  const isOneLoop = processes.length === 1 && processes.every(hasEventLoop);
  const requests = mostUnread(evidence);
  const shares = mainThreadShares(evidence);
  if (verdict.kind !== 'serial' || !isOneLoop || requests === 0 || shares === undefined) {
    return undefined;
  }
  const { least, most } = shares;
  const fits = code === 'main-thread-asleep' ? most < ASLEEP : least > BUSY;
  const share = code === 'main-thread-asleep' ? most : least;
  return fits
    ? {
        seen: [
          { code: 'requests-unread', requests },
          { code, share },
        ],
      }
    : undefined;
}

function oneConnectionEach(evidence: Evidence): Found | undefined {
  const { verdict, bursts, processes } = evidence;
  const { low, high } = verdict.workers;
  const count = processes.length;
  const isCount = high !== null && low <= count && count <= high;
  if (!isCount || processes.some(hasEventLoop) || mostUnread(evidence) > 0) return undefined;
  const left = bursts.map(({ timeline, observed }) => {
    const atRelease = observed.waiting.find(({ at }) => at === 0)?.notAccepted;
    const lasted = longestQueues(observed).notAccepted > 0;
    return atRelease === timeline.calls - count && lasted ? atRelease : 0;
  });
  if (left.includes(0)) return undefined;
  return {
    seen: [{ code: 'one-connection-each', processes: count, left: largest(left) ?? 0 }],
  };
}

/** The busiest process has so many times the calls that it had if they were spread evenly. */
const UNEVEN = 1.5;
/** How far the time of a burst may be from that of the calls of one process. */
const TOLERANCE = 0.15;

function unevenSpread({ verdict, burst }: Evidence): Found | undefined {
  const { makespanMs = 0, soloMs = 0 } = burst.timeline;
  const calls = burst.observed.processes
    .filter(hasCalls)
    .map((one) => one.calls)
    .toSorted((a, b) => b - a);
  const [most = 0] = calls;
  const even = Math.ceil(sum(calls) / calls.length);
  const isSerialEach = Math.abs(makespanMs - most * soloMs) <= TOLERANCE * makespanMs;
  const applies = verdict.kind === 'parallel' && calls.length > 1 && most >= 3;
  if (!applies || most < UNEVEN * even || !isSerialEach) return undefined;
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

function coresFull({ verdict, burst, cores }: Evidence): Found | undefined {
  const { processes, ownCores = 0 } = burst.observed;
  const used = sum(processes.flatMap((one) => one.cores ?? []));
  if (verdict.kind !== 'contended' || cores === undefined) return undefined;
  if (used < FULL * cores || ownCores > OWN_SHARE * cores) return undefined;
  // On a single core, a lock of the interpreter looks the same.
  return {
    seen: [{ code: 'cores-busy', cores: used, of: cores }],
    certainty: cores > 1 ? 'sure' : 'likely',
  };
}
