import { durationMs, type Answered, type Invocation } from '../../invocation.ts';
import { overlapSteps } from '../../timeline/overlap.ts';
import { largest, smallest } from '../../statistics.ts';
import { warmSolo } from '../../timeline/timeline.ts';

/** What timing alone has to go by. */
export interface Profile {
  readonly calls: number;
  /** How long each call of the burst took, shortest first, ms. */
  readonly durations: readonly number[];
  /** The same in the order in which the calls were sent; calls sent at one time stand in any order. */
  readonly bySending: readonly number[];
  /** Whether that order is known: the calls were not all sent at one time. */
  readonly ordered: boolean;
  /** How long warm calls alone took, in the order made, ms. */
  readonly alone: readonly number[];
  /** The most calls in flight at one time. */
  readonly inFlight: number;
  /** Calls that left after the first answer had come. */
  readonly sentLate: number;
  /** From the first sending to the last, ms. */
  readonly sentWithinMs: number;
}

export function profileOf(answered: readonly Answered[], solo: readonly Invocation[]): Profile {
  // Ties in sending are broken by duration, so that the order of the list does not matter.
  const sorted = answered.toSorted((a, b) => a.sentAt - b.sentAt || a.receivedAt - b.receivedAt);
  const sent = sorted.map((call) => call.sentAt);
  const firstAnswer = smallest(sorted.map((call) => call.receivedAt)) ?? 0;
  const bySending = sorted.map(durationMs);
  const flights = sorted.map(({ sentAt, receivedAt }) => ({ start: sentAt, end: receivedAt }));
  return {
    calls: sorted.length,
    durations: bySending.toSorted((a, b) => a - b),
    bySending,
    ordered: new Set(sent).size > sorted.length / 2,
    alone: warmSolo(solo).map(durationMs),
    inFlight: overlapSteps(flights).reduce((most, { count }) => Math.max(most, count), 0),
    sentLate: sent.filter((at) => at >= firstAnswer).length,
    sentWithinMs: (largest(sent) ?? 0) - (smallest(sent) ?? 0),
  };
}
