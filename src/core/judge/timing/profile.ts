import { durationMs, type Answered, type Invocation } from '../../invocation.ts';
import { largest, mapNonEmpty, median, smallest, type NonEmpty } from '../../statistics.ts';
import { peakOverlap } from '../../timeline/overlap.ts';
import { warmSolo } from '../../timeline/timeline.ts';

/** What the client's own times say about a burst, and the solo calls to compare it with. */
export interface Profile {
  readonly calls: number;
  /** How long each call of the burst took, shortest first, ms. */
  readonly durations: readonly number[];
  /** How long the slowest call took, ms. */
  readonly slowest: number;
  /** The same in the order in which the calls were sent; calls sent at one time are in any order. */
  readonly bySending: readonly number[];
  /** Whether that order is known: the calls were not all sent at one time. */
  readonly ordered: boolean;
  /** How long warm solo calls took, in the order in which they were made, ms. */
  readonly solo: NonEmpty<number>;
  /** The most calls in flight at one time. */
  readonly inFlight: number;
  /** Calls sent only after the first answer had come. */
  readonly sentLate: number;
  /** From the first sending to the last, ms. */
  readonly sentWithinMs: number;
  /** How long the server stays busy after it has answered, ms; part of all durations here. */
  readonly busyAfterMs: number;
}

/** If at least half of the calls share their time of sending with another, the order is not known. */
const KNOWN_ORDER = 0.5;

/** How long warm solo calls took, in the order in which they were made, ms. */
export function soloDurations(solo: readonly Invocation[]): number[] {
  return warmSolo(solo).map(durationMs);
}

/** What the durations of calls leave out or hold in addition, ms. */
export interface Surroundings {
  /** What a warm call spends outside its handler. */
  readonly outsideMs?: number;
  /** How long the server stays busy after it has answered; a solo call that follows at once waits for that. */
  readonly busyAfterMs?: number;
}

/** Sets out the client's times of a burst. */
export function buildProfile(
  answered: NonEmpty<Answered>,
  solo: NonEmpty<number>,
  { outsideMs = 0, busyAfterMs = 0 }: Surroundings = {},
): Profile {
  const warmMs = (call: Answered): number => warmDurationMs(call, outsideMs) + busyAfterMs;
  // Ties in sending are broken by duration, so the order of the list does not matter.
  const sorted = answered.toSorted((a, b) => a.sentAt - b.sentAt || a.receivedAt - b.receivedAt);
  const sent = sorted.map((call) => call.sentAt);
  const firstAnswer = smallest(mapNonEmpty(answered, (call) => call.receivedAt));
  const bySending = sorted.map(warmMs);
  const flights = sorted.map(({ sentAt, receivedAt }) => ({ start: sentAt, end: receivedAt }));
  return {
    calls: sorted.length,
    durations: bySending.toSorted((a, b) => a - b),
    slowest: largest(mapNonEmpty(answered, warmMs)),
    bySending,
    ordered: new Set(sent).size > sorted.length * KNOWN_ORDER,
    solo,
    inFlight: peakOverlap(flights),
    sentLate: sent.filter((at) => at >= firstAnswer).length,
    sentWithinMs: (sent.at(-1) ?? 0) - (sent[0] ?? 0),
    busyAfterMs,
  };
}

/** How long a warm solo call spends outside its handler, ms, as far as Lambda reports that. */
export function soloOverheadMs(solo: readonly Invocation[]): number {
  return median(warmSolo(solo).flatMap(outsideHandlerMs)) ?? 0;
}

function outsideHandlerMs(call: Answered): number[] {
  const handlerMs = call.served?.report?.durationMs;
  return handlerMs === undefined ? [] : [durationMs(call) - handlerMs];
}

/**
 * How long a call would have taken on a warm instance. What a cold call spends outside its handler, the
 * platform spends on starting an instance, and no other call keeps it waiting.
 */
function warmDurationMs(call: Answered, overheadMs: number): number {
  const { cold, report } = call.served ?? {};
  const wholeMs = durationMs(call);
  if (cold !== true || report === undefined) return wholeMs;
  return Math.min(wholeMs, report.durationMs + overheadMs);
}
