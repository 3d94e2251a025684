import { groupBy } from '../group-by.ts';
import type { Invocation, ServerTimed } from '../invocation.ts';
import { largest, smallest } from '../statistics.ts';

/**
 * How the servers' clocks relate to the client's. Each call bounds the offset: its handler started
 * after it was sent and ended before its answer came, so
 * `endedAt - receivedAt <= offset <= startedAt - sentAt` (the bounds of NTP, RFC 5905, section 8).
 */
export type Alignment =
  | AlignedClocks
  /** An instance reports handling calls outside the time they were in flight. */
  | { readonly state: 'contradictory'; readonly instance: string };

/** Offsets that bring the servers' times to the client's clock, ms. */
export type AlignedClocks =
  /** One offset fits every call, so overlap does not depend on which. */
  | { readonly state: 'one-clock'; readonly offsetMs: number; readonly uncertaintyMs: number }
  /** No single offset fits, but one for each instance does. */
  | { readonly state: 'clock-per-instance'; readonly offsets: ReadonlyMap<string, number> };

/** A clock with whole milliseconds may show a start up to 1 ms too early and an end 1 ms too late. */
export const CLOCK_STEP_MS = 1;

/** Finds the offset of the servers' clocks, one for all if that fits, otherwise one for each instance. */
export function alignClocks(calls: readonly ServerTimed[]): Alignment {
  const common = offsetBounds(calls);
  if (fits(common)) {
    const { offsetMs, uncertaintyMs } = midpoint(common);
    return {
      state: 'one-clock',
      offsetMs,
      uncertaintyMs: Math.max(uncertaintyMs, stampDoubtMs(calls)),
    };
  }
  const byInstance = [...groupBy(calls, (call) => call.served.instance)]
    .map(([instance, own]) => ({ instance, bounds: offsetBounds(own) }))
    .toSorted((a, b) => (a.instance < b.instance ? -1 : 1));
  const misfit = byInstance.find(({ bounds }) => !fits(bounds));
  if (misfit !== undefined) return { state: 'contradictory', instance: misfit.instance };
  const onTheWayMs = smallest(byInstance.map(({ bounds }) => midpoint(bounds).uncertaintyMs)) ?? 0;
  return {
    state: 'clock-per-instance',
    offsets: new Map(
      byInstance.map(({ instance, bounds }) => [instance, settle(bounds, onTheWayMs)]),
    ),
  };
}

/**
 * The offset of one instance's clock. A call may have waited before its handler started, so the bound by
 * its start is loose; the bound by its end is off only by the way back, which the call with the tightest
 * bounds shows.
 */
function settle(bounds: Bounds, onTheWayMs: number): number {
  const { offsetMs, uncertaintyMs } = midpoint(bounds);
  return offsetMs - uncertaintyMs + Math.min(uncertaintyMs, onTheWayMs);
}

/** The offset of an instance's clock, ms: subtract it to get to the client's clock. */
export function clockOffset(clocks: AlignedClocks, instance: string): number | undefined {
  return clocks.state === 'one-clock' ? clocks.offsetMs : clocks.offsets.get(instance);
}

/** The offset of the clock that timed a call, ms; `undefined` if its instance is unknown. */
export function clockOffsetOf(
  { served }: Invocation,
  clocks: AlignedClocks | undefined,
): number | undefined {
  if (clocks === undefined || served?.instance === undefined) return undefined;
  return clockOffset(clocks, served.instance);
}

/** Half a step of the clock that made the stamps: no offset is known better than that. */
function stampDoubtMs(calls: readonly ServerTimed[]): number {
  const whole = calls.every(
    ({ served }) => Number.isInteger(served.startedAt) && Number.isInteger(served.endedAt),
  );
  return whole ? CLOCK_STEP_MS / 2 : 0;
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

function offsetBounds(calls: readonly ServerTimed[]): Bounds {
  return {
    low: largest(calls.map((call) => call.served.endedAt - call.receivedAt)) ?? 0,
    high: smallest(calls.map((call) => call.served.startedAt - call.sentAt)) ?? 0,
  };
}

function fits({ low, high }: Bounds): boolean {
  return low <= high + 2 * CLOCK_STEP_MS;
}

function midpoint({ low, high }: Bounds): { offsetMs: number; uncertaintyMs: number } {
  return { offsetMs: (low + high) / 2, uncertaintyMs: Math.max(0, high - low) / 2 };
}
