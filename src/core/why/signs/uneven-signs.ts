import { groupBy } from '../../group-by.ts';
import { durationMs } from '../../invocation.ts';
import { smallest, sum } from '../../statistics.ts';
import type { Fact } from '../diagnosis.ts';
import { allRead, callsPerProcess, type Evidence, type MachineEvidence } from '../evidence.ts';
import type { Found, Signs } from './signs.ts';

// Workers that serve their calls one by one, of which some get more calls than others.

/** If there are as many workers as calls, no call would have waited for another at a worker of its own. */
export const UNEVEN_SIGNS: readonly Signs[] = [
  {
    cause: 'uneven-spread',
    find: (evidence) => (hasWorkerForEach(evidence) ? unevenSpread(evidence, 'sure') : undefined),
    ruledOut: ['too-few-workers', 'this-client'],
  },
];

/** If there are more calls, some would have waited anyway, so whatever holds up a worker comes first. */
export const UNEVEN_TOO_SIGNS: readonly Signs[] = [
  {
    cause: 'uneven-spread',
    find: (evidence) => unevenSpread(evidence, 'likely'),
    ruledOut: ['this-client'],
  },
];

function hasWorkerForEach({ machine }: Evidence): boolean {
  if (machine === undefined) return false;
  return machine.burst.timeline.calls <= machine.processes.length + idleOf(machine);
}

/** How many more processes of the server got no call. */
function idleOf({ burst }: MachineEvidence): number {
  return burst.observed.idle ?? 0;
}

function unevenSpread(evidence: Evidence, certainty: Found['certainty']): Found | undefined {
  const seen = unevenFacts(evidence);
  return seen.length === 0 ? undefined : { seen, certainty };
}

/** How far the time of a burst may be from that of the calls of one process. */
const TOLERANCE = 0.15;

/** What shows that one process got far more calls than the others, which took all the time. */
export function unevenFacts({ verdict, machine }: Evidence): readonly Fact[] {
  if (verdict.kind !== 'parallel' || machine === undefined) return [];
  // A worker that takes one call at a time leaves others unread. One that reads them all holds them up itself.
  if (allRead(machine)) return [];
  const { makespanMs = 0, soloMs = 0 } = machine.burst.timeline;
  const none = Array.from({ length: idleOf(machine) }, () => 0);
  const calls = [...callsPerProcess(machine), ...none];
  const [most = 0] = calls;
  const isSerialEach = Math.abs(makespanMs - most * soloMs) <= TOLERANCE * makespanMs;
  if (!isUneven(calls) || !isSerialEach || startsMore(machine)) return [];
  return [
    { code: 'calls-per-process', calls },
    { code: 'busiest-took-all', makespanMs },
  ];
}

/** A process that is there at the release answers its first call within this many solo calls, even if it is slow to begin. */
const FIRST_ANSWER = 2.5;

/**
 * Whether the server starts processes meanwhile, as a pool that grows does: one that got few calls or none may have
 * come late. It shows in when they started, or in a first call that was answered only after a while.
 */
function startsMore({ burst, bursts }: MachineEvidence): boolean {
  const processes = bursts.flatMap(({ observed }) => observed.processes);
  if (processes.some(({ startedBy }) => startedBy !== undefined)) return true;
  const { answered, soloMs = 0 } = burst.timeline;
  const callsOfEach = groupBy(answered, ({ served }) => served?.instance).values();
  const firstAnswers = [...callsOfEach].flatMap((calls) => smallest(calls.map(durationMs)) ?? []);
  return firstAnswers.some((ms) => ms > FIRST_ANSWER * soloMs);
}

/** The busiest process has at least this many times the calls that it would have if they were spread evenly. */
const UNEVEN = 1.5;

/** Whether the busiest of several processes got far more calls than its part. */
function isUneven(calls: readonly number[]): boolean {
  const [most = 0] = calls;
  const even = Math.ceil(sum(calls) / calls.length);
  return calls.length > 1 && most >= 3 && most >= UNEVEN * even;
}
