import type { Interval } from '../../core/timeline/overlap.ts';
import type { Invocation } from '../../core/invocation.ts';
import type { Burst, Run } from '../../core/run.ts';
import { largest, smallest } from '../../core/statistics.ts';
import { microseconds, type TraceSpan } from './events.ts';

/** Calls that were fired together, and where they are on the axis of the trace. */
export interface Phase extends TraceSpan {
  readonly name: string;
  readonly calls: readonly Invocation[];
  /** Where the clock zero of its calls is on the axis, microseconds. */
  readonly zeroUs: number;
  /** Absent for solo calls. */
  readonly burst?: Burst;
}

/** The gap between phases if it is unknown when they ran. */
const GAP_US = 10_000;

/** Beyond this, sums of microseconds are no longer exact. */
const LONGEST_US = Number.MAX_SAFE_INTEGER / 4;

/**
 * All phases on one axis that starts at 0: first the solo calls one after the other, since each has its
 * own clock zero, then the bursts. If every epoch is known, bursts are as far apart as they were.
 */
export function phasesOf({ solo, bursts }: Run): Phase[] {
  const soloPhases = inSequence(
    solo.map((call) => ({ name: `Solo ${call.call + 1} of ${solo.length}`, calls: [call] })),
    0,
  );
  const from = nextFrom(soloPhases.at(-1));
  const named = bursts.map((burst, index) => ({
    name: `Burst ${index + 1} of ${bursts.length}`,
    calls: burst.invocations,
    burst,
  }));
  return [...soloPhases, ...(byEpoch(named, from) ?? inSequence(named, from))];
}

type Unplaced = Omit<Phase, 'zeroUs' | keyof TraceSpan>;

function inSequence(phases: readonly Unplaced[], from: number): Phase[] {
  let startUs = from;
  return phases.map((phase) => {
    const placed = placeFrom(phase, startUs);
    startUs = nextFrom(placed);
    return placed;
  });
}

/** `undefined` if an epoch is missing, or if bursts would overlap by their epochs. */
function byEpoch(phases: readonly Unplaced[], from: number): Phase[] | undefined {
  const sentMs = phases.map(
    ({ calls, burst }) => (burst?.epoch ?? Number.NaN) + rangeMs(calls).start,
  );
  const placed = phases.map((phase, index) => {
    const laterMs = (sentMs[index] ?? Number.NaN) - (sentMs[0] ?? Number.NaN);
    return placeFrom(phase, from + Math.round(laterMs * 1_000));
  });
  const inOrder = placed.every(
    ({ startUs }, index) => startUs >= (placed[index - 1]?.endUs ?? from) && startUs <= LONGEST_US,
  );
  return inOrder ? placed : undefined;
}

function placeFrom(phase: Unplaced, startUs: number): Phase {
  const { start, end } = rangeMs(phase.calls);
  const zeroUs = startUs - microseconds(start);
  return { ...phase, startUs, endUs: zeroUs + microseconds(end), zeroUs };
}

function nextFrom(phase: TraceSpan | undefined): number {
  return phase === undefined ? 0 : phase.endUs + GAP_US;
}

function rangeMs(calls: readonly Invocation[]): Interval {
  return {
    start: smallest(calls.map(({ sentAt }) => sentAt)) ?? 0,
    end: largest(calls.map(({ sentAt, receivedAt }) => receivedAt ?? sentAt)) ?? 0,
  };
}
