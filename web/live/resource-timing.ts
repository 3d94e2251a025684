import type { Exchange } from '../../src/core/fire.ts';
import { defined } from '../../src/core/defined.ts';
import { roundToMicroseconds } from '../../src/core/statistics.ts';
import type { BrowserCall } from './browser-call.ts';

/**
 * The times that a browser records for a request (PerformanceResourceTiming in W3C Resource Timing),
 * in ms on its monotonic clock. What the browser does not reveal is 0 or empty.
 */
export interface Timing {
  readonly fetchStart: number;
  readonly requestStart: number;
  readonly responseStart: number;
  readonly responseEnd: number;
  readonly nextHopProtocol: string;
}

/** What the page's own code observed of a call, in ms on the same clock. */
export interface PageObservation {
  readonly askedAt: number;
  readonly receivedAt: number;
  readonly exchange: Omit<Exchange, 'sentAt' | 'receivedAt'>;
}

/** A call with the browser's timing, or with the page's if the browser has none, as for a failed call. */
export function browserCall(
  { call, zero }: { readonly call: number; readonly zero: number },
  { askedAt, receivedAt, exchange }: PageObservation,
  timing: Timing | undefined,
): BrowserCall {
  const sinceZero = (at: number): number => roundToMicroseconds(at - zero);
  if (timing === undefined || timing.requestStart === 0) {
    const [sentAt, endedAt] = [sinceZero(askedAt), sinceZero(receivedAt)];
    return { invocation: { call, ...exchange, sentAt, receivedAt: endedAt }, askedAt: sentAt };
  }
  const { fetchStart, requestStart, responseStart, responseEnd, nextHopProtocol } = timing;
  return defined({
    invocation: {
      call,
      ...exchange,
      sentAt: sinceZero(requestStart),
      receivedAt: sinceZero(responseEnd),
    },
    askedAt: sinceZero(fetchStart),
    answeredAt: sinceZero(responseStart),
    protocol: nextHopProtocol === '' ? undefined : nextHopProtocol,
  });
}

/**
 * The entry that ended first among those not yet claimed. Calls to the same URL have entries with the
 * same name, and the page notices them in the order in which they end.
 */
export function firstUnclaimed<Entry extends Pick<Timing, 'responseEnd'>>(
  entries: readonly Entry[],
  claimed: ReadonlySet<Entry>,
): Entry | undefined {
  return entries
    .filter((entry) => !claimed.has(entry))
    .toSorted((a, b) => a.responseEnd - b.responseEnd)[0];
}
