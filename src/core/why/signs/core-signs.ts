import type { ServerProcess } from '../../observed/observed.ts';
import { largest, sum } from '../../statistics.ts';
import { coresUsed, mainThreadShares, type Evidence, type MachineEvidence } from '../evidence.ts';
import { hadRoom, isSlowedDown, ONE_CORE } from '../limit-evidence.ts';
import { isLockSeen, occupied, placeOf, stackFacts } from '../places.ts';
import type { Found, Signs } from './signs.ts';

// Calls that share cores.

export const CORE_SIGNS: readonly Signs[] = [
  { cause: 'cores-full', find: coresFull, ruledOut: ['sleep', 'this-client'] },
  { cause: 'interpreter-lock', find: interpreterLock, ruledOut: ['sleep', 'this-client'] },
];

/** The server uses at least this share of the cores, and this client at most that share. */
const FULL = 0.85;
const OWN_SHARE = 0.15;

function coresFull({ verdict, machine, probes }: Evidence): Found | undefined {
  if (verdict.kind !== 'contended' || machine?.cores === undefined) return undefined;
  if (isSlowedDown(machine.burst.timeline)) return undefined;
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

/** If the main thread does this share of the work, the other threads have no part in it. */
const MAIN_ALONE = 0.8;

/** Whether the threads of a process take turns when they compute. */
export function runsOneThreadAtATime({ runtime }: ServerProcess): boolean {
  return ONE_THREAD_AT_A_TIME.includes(runtime);
}

function interpreterLock({ verdict, machine, probes }: Evidence): Found | undefined {
  if (verdict.kind !== 'contended' || machine === undefined || !hadRoom(machine)) return undefined;
  const used = coresUsed(machine) ?? 0;
  const threads = threadsOfOneInterpreter(machine);
  if (threads < 2 || used < ONE_CORE.least || used > ONE_CORE.most) return undefined;
  // Threads that wait for a lock in the code don't compete for that of the interpreter.
  if (isLockSeen(probes)) return undefined;
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
function threadsOfOneInterpreter(machine: MachineEvidence): number {
  const { processes, burst } = machine;
  const [server, another] = processes;
  if (server === undefined || another !== undefined || !runsOneThreadAtATime(server)) return 0;
  // A main thread that does all the work is an event loop, whatever other threads there are.
  if ((mainThreadShares(machine)?.most ?? 0) > MAIN_ALONE) return 0;
  return largest(burst.observed.processes.flatMap(({ threads }) => threads ?? [])) ?? 0;
}
