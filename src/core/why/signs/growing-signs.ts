import { groupBy } from '../../group-by.ts';
import { longestQueues } from '../../observed/queues.ts';
import { connectionsEach, growthOf, turnsOf, workersBy } from '../../observed/worker-growth.ts';
import { median } from '../../statistics.ts';
import type { Fact } from '../diagnosis.ts';
import { mostUnread, type Evidence, type MachineEvidence, type WatchedBurst } from '../evidence.ts';
import { occupied, placeOf, stackFacts } from '../places.ts';
import { bystanderFact, isPrompt } from '../probe-evidence.ts';
import { hasEventLoop } from './loop-signs.ts';
import type { Found, Signs } from './signs.ts';

// Workers that take one call at a time, of which the server starts more while calls wait.

export const GROWING_SIGNS: readonly Signs[] = [
  {
    cause: 'one-call-per-worker',
    find: growingWorkers,
    ruledOut: ['event-loop', 'route-lock', 'this-client'],
  },
];

/** No single number of workers explains the times, so what each worker did has to. */
function growingWorkers({ verdict, machine, probes }: Evidence): Found | undefined {
  if (verdict.kind !== 'parallel' || machine === undefined || isPrompt(probes)) return undefined;
  const growth = growthOf(machine.bursts);
  const queued = machine.bursts.filter(leavesConnections);
  if (growth === undefined || queued[0] === undefined || mayHoldSeveral(machine)) return undefined;
  if (!queued.every(haveOneEach) || !isPaceOfSolo(machine.bursts)) return undefined;
  const place = placeOf(probes, occupied);
  return {
    seen: [
      ...bystanderFact(probes),
      connectionsLeft(queued[0]),
      { code: 'workers-grew', ...growth },
      ...stackFacts(probes, place),
    ],
    place,
  };
}

/** Whether connections waited to be accepted. */
function leavesConnections({ observed }: WatchedBurst): boolean {
  return longestQueues(observed).notAccepted > 0;
}

/** Whether a worker may accept several connections, and let their calls wait. */
function mayHoldSeveral(machine: MachineEvidence): boolean {
  return machine.processes.some(hasEventLoop) || mostUnread(machine) > 0;
}

/**
 * Looks find some workers between two calls, and some connections that are about to be closed. With two threads, each
 * worker would have two.
 */
const ONE_EACH = { least: 0.8, most: 1.1 };

/** Whether each worker had one connection all the time while others waited. */
function haveOneEach({ observed }: WatchedBurst): boolean {
  const each = connectionsEach(observed) ?? 0;
  return each >= ONE_EACH.least && each <= ONE_EACH.most;
}

/** If k workers share k - 1 places in a pool, each call takes k / (k - 1) times as long: 10 % more for 11 workers. */
const PACE = 0.1;
/** A call that waits for another one inside its worker takes twice as long. */
const LONGEST = 1.75;
/** With fewer calls, one that was slow by chance counts too much. */
const LEAST_TURNS = 3;

/** Whether each worker takes a solo call for each of its calls, so these wait for nothing else, however many workers there are. */
function isPaceOfSolo(bursts: readonly WatchedBurst[]): boolean {
  const turns = bursts.flatMap((burst) => {
    const { soloMs = 0 } = burst.timeline;
    return turnsOf(burst).map((turn) => ({ ...turn, paces: turn.ms / soloMs }));
  });
  const byWorkers = groupBy(
    turns.filter(({ isFirst }) => !isFirst),
    ({ workers }) => workers,
  );
  const paces = [...byWorkers.values()].flatMap((group) =>
    group.length < LEAST_TURNS ? [] : (median(group.map((turn) => turn.paces)) ?? []),
  );
  return (
    paces.length > 0 &&
    paces.every((pace) => Math.abs(pace - 1) < PACE) &&
    turns.every((turn) => turn.paces < LONGEST)
  );
}

/** What the workers that were there at the release of a burst left. */
function connectionsLeft({ timeline, observed }: WatchedBurst): Fact {
  const processes = workersBy(observed, 0);
  const left = timeline.calls - processes;
  return { code: 'connections-left', processes, accepted: processes, left };
}
