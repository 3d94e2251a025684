import { defined } from '../core/defined.ts';
import { processName } from '../core/observed/name-processes.ts';
import type { ServerProcess, Sighting } from '../core/observed/observed.ts';
import { roundToMicroseconds } from '../core/statistics.ts';
import type { Seen, SeenProcess } from './burst-looks.ts';

/** What was seen while the calls of a burst were in flight. */
export interface BurstSighting {
  readonly sighting: Sighting;
  /** For each call, the name of the process that served it, as an instance. */
  readonly servedBy: readonly (string | undefined)[];
}

/** What the looks say of the calls. `zeroMs` is the release of the burst on the clock of the looks. */
export function sightingOf(
  seen: Seen,
  about: {
    readonly zeroMs: number;
    readonly ownCores: number;
    readonly known: readonly ServerProcess[];
  },
): BurstSighting {
  const { waiting, outside, processes, holders: held, keeping = [], onlyProcess, ...rest } = seen;
  const holders = fillIn(held, onlyProcess);
  const { zeroMs, ownCores, known } = about;
  const passing = new Set([
    // A process that hands connections to its children serves none, though it may hold one last.
    ...processes.map(({ parent }) => parent).filter((pid) => !keeping.includes(pid)),
    ...known.flatMap(({ pid, proxy }) => (proxy === true ? [pid] : [])),
  ]);
  return {
    sighting: {
      ...rest,
      ownCores,
      waiting: sinceRelease(waiting, zeroMs),
      ...outsideSince(outside, zeroMs),
      processes: processes.map(({ pid, startedBy, ...did }) => ({
        pid,
        calls: holders.filter((holder) => holder === pid).length,
        ...whatItDid(did),
        ...(startedBy !== undefined && { startedBy: msSince(startedBy, zeroMs) }),
      })),
    },
    servedBy: holders.map((pid) =>
      pid === undefined || passing.has(pid) ? undefined : processName(pid),
    ),
  };
}

function whatItDid({
  cores,
  mainThread,
  threads,
  threadNames,
  memoryMb,
}: Omit<SeenProcess, 'pid'>): Partial<Sighting['processes'][number]> {
  return defined({ cores, mainThread, threads, threadNames, memoryMb });
}

/** If looks find a process with this share of the connections, one that ended between two looks was not another's. */
const MOST_SEEN = 0.5;

/** Who served each call: if only one process accepts connections, it also served those that no look found. */
function fillIn(
  holders: Seen['holders'],
  onlyProcess: number | undefined,
): readonly (number | undefined)[] {
  const seen = holders.filter((pid) => pid !== undefined);
  const isAlone = onlyProcess !== undefined && seen.every((pid) => pid === onlyProcess);
  if (!isAlone || seen.length < MOST_SEEN * holders.length) return holders;
  return holders.map(() => onlyProcess);
}

/** The counts from the release on; of those before, the last holds at the release. */
function sinceRelease(waiting: Sighting['waiting'], zeroMs: number): Sighting['waiting'] {
  const at = waiting.map((one) => ({ ...one, at: msSince(one.at, zeroMs) }));
  return at.filter((one, index) => one.at > 0 || at[index + 1]?.at !== 0);
}

/** Since the release; 0 if it was before. */
function msSince(at: number, zeroMs: number): number {
  return Math.max(0, roundToMicroseconds(at - zeroMs));
}

/** The calls that waited outside after the release; before it, no request was on its way. */
function outsideSince(
  outside: Sighting['outside'] = [],
  zeroMs: number,
): Pick<Sighting, 'outside'> {
  const since = (at: number | undefined): number | undefined =>
    at !== undefined && at > zeroMs ? roundToMicroseconds(at - zeroMs) : undefined;
  const waited = outside
    .map(({ call, notAcceptedUntil, unreadUntil }) =>
      defined({
        call,
        notAcceptedUntil: since(notAcceptedUntil),
        unreadUntil: since(unreadUntil),
      }),
    )
    .filter((one) => Object.keys(one).length > 1);
  return waited.length === 0 ? {} : { outside: waited };
}
