import type { Exchange } from '../../src/core/fire.ts';
import type { BrowserCall } from './browser-call.ts';

/**
 * What the browser notes of a request (PerformanceResourceTiming of W3C Resource Timing): ms on its
 * monotonic clock, 0 or an empty text where it does not tell.
 */
export interface Timing {
  readonly fetchStart: number;
  readonly requestStart: number;
  readonly responseStart: number;
  readonly responseEnd: number;
  readonly nextHopProtocol: string;
}

/** What the page itself saw of a call, on the same clock. */
export interface Seen {
  readonly askedAt: number;
  readonly receivedAt: number;
  readonly said: Omit<Exchange, 'sentAt' | 'receivedAt'>;
}

/** A call by the browser's own notes, or by what the page saw where there are none, as of a call that failed. */
export function browserCall(
  { call, zero }: { readonly call: number; readonly zero: number },
  { askedAt, receivedAt, said }: Seen,
  timing: Timing | undefined,
): BrowserCall {
  const after = (at: number): number => Math.round((at - zero) * 1000) / 1000;
  if (timing === undefined || timing.requestStart === 0) {
    const invocation = { call, ...said, sentAt: after(askedAt), receivedAt: after(receivedAt) };
    return { invocation, askedAt: after(askedAt) };
  }
  const { fetchStart, requestStart, responseStart, responseEnd, nextHopProtocol } = timing;
  return {
    invocation: { call, ...said, sentAt: after(requestStart), receivedAt: after(responseEnd) },
    askedAt: after(fetchStart),
    answeredAt: after(responseStart),
    ...(nextHopProtocol === '' ? {} : { protocol: nextHopProtocol }),
  };
}

/** Of the notes on one address, the first that nobody has taken: calls are noticed in the order in which they end. */
export function nextUnclaimed<Note extends Pick<Timing, 'responseEnd'>>(
  notes: readonly Note[],
  claimed: ReadonlySet<Note>,
): Note | undefined {
  return notes
    .filter((note) => !claimed.has(note))
    .toSorted((a, b) => a.responseEnd - b.responseEnd)[0];
}
