import { groupBy } from '../group-by.ts';
import type { Invocation, ServerTimed } from '../invocation.ts';
import { largest, smallest } from '../statistics.ts';

/**
 * How the servers' clocks stand to the client's. Each call bounds the offset: it began after it was
 * sent and ended before its answer came, so `endedAt - receivedAt <= offset <= startedAt - sentAt`
 * (the bounds of NTP, RFC 5905, section 8).
 */
export type Alignment =
  /** One offset fits every call; overlap then does not depend on which. */
  | { readonly state: 'one-clock'; readonly offsetMs: number; readonly uncertaintyMs: number }
  /** No single offset fits, but one for each instance does. */
  | { readonly state: 'clock-per-instance'; readonly offsets: ReadonlyMap<string, number> }
  /** Some instance says that it served calls outside the time in which they were out. */
  | { readonly state: 'contradictory'; readonly instance: string };

/** Clocks with whole milliseconds put a beginning up to one too early and an end one too late. */
const CLOCK_STEP_MS = 1;

export function alignClocks(calls: readonly ServerTimed[]): Alignment {
  const common = offsetBounds(calls);
  if (fits(common)) return { state: 'one-clock', ...midpoint(common) };
  const offsets = new Map<string, number>();
  const lanes = [...groupBy(calls, (call) => call.served.instance)];
  for (const [instance, own] of lanes.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const bounds = offsetBounds(own);
    if (!fits(bounds)) return { state: 'contradictory', instance };
    offsets.set(instance, midpoint(bounds).offsetMs);
  }
  return { state: 'clock-per-instance', offsets };
}

/** The offset of the clock that served a call: subtract it to come to the client's clock. */
export function offsetFor(alignment: Alignment, instance: string): number | undefined {
  switch (alignment.state) {
    case 'one-clock':
      return alignment.offsetMs;
    case 'clock-per-instance':
      return alignment.offsets.get(instance);
    case 'contradictory':
      return undefined;
  }
}

/** The same of the clock that served a call; `undefined` where nobody tells which that was. */
export function offsetOf(
  { served }: Invocation,
  alignment: Alignment | undefined,
): number | undefined {
  if (alignment === undefined || served?.instance === undefined) return undefined;
  return offsetFor(alignment, served.instance);
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
