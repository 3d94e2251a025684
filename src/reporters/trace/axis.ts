import type { Interval } from '../../core/timeline/overlap.ts';
import type { Invocation } from '../../core/invocation.ts';
import type { Burst, Run } from '../../core/run.ts';
import { largest, smallest } from '../../core/statistics.ts';
import { microseconds, type Span } from './events.ts';

/** Calls that were fired together, and where they lie on the axis of the trace. */
export interface Phase extends Span {
  readonly name: string;
  readonly calls: readonly Invocation[];
  /** Where the zero of its calls lies on the axis, us. */
  readonly zeroUs: number;
  /** The burst that it is; the solo calls are none. */
  readonly burst?: Burst;
}

/** Between phases of which nobody knows when they were. */
const GAP_US = 10_000;

/** Beyond this whole microseconds lose their digits. */
const LONGEST_US = Number.MAX_SAFE_INTEGER / 4;

/**
 * All phases on one axis that begins at 0: the solo calls one after the other, since each has a clock
 * zero of its own, then the bursts, as far apart as they were where every epoch is known.
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

type Unplaced = Omit<Phase, 'zeroUs' | keyof Span>;

function inSequence(phases: readonly Unplaced[], from: number): Phase[] {
  let startUs = from;
  return phases.map((phase) => {
    const placed = placeFrom(phase, startUs);
    startUs = nextFrom(placed);
    return placed;
  });
}

/** `undefined` where an epoch is missing, or where by their epochs bursts would overlap. */
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

function nextFrom(phase: Span | undefined): number {
  return phase === undefined ? 0 : phase.endUs + GAP_US;
}

function rangeMs(calls: readonly Invocation[]): Interval {
  return {
    start: smallest(calls.map(({ sentAt }) => sentAt)) ?? 0,
    end: largest(calls.map(({ sentAt, receivedAt }) => receivedAt ?? sentAt)) ?? 0,
  };
}
