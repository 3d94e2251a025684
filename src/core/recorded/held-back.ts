import { defined } from '../defined.ts';
import { KNOWN_CLIENTS } from '../listen/known-clients.ts';
import { largest, roundToMicroseconds } from '../statistics.ts';
import { peakOverlap, type Interval } from '../timeline/overlap.ts';
import type { Held } from './recorded-by.ts';
import { flightOf, type RecordedCall } from './recorded-call.ts';

/** A browser takes some ms to send any call, and more on a busy machine. After this long it held the call back. */
const HELD_MS = 20;

/** A busy browser notes the end of a call after it has sent the next, by up to this share of it. */
const BUSY_NOTED_LATE = 0.25;

/** How many calls the client itself held back, for how long, and why if that shows. */
export function heldBack(calls: readonly RecordedCall[]): Held | undefined {
  const held = calls.filter((call) => wasHeld(call, calls));
  if (held.length === 0) return undefined;
  const mostMs = largest(held.map(({ heldMs = 0 }) => heldMs)) ?? 0;
  return {
    calls: held.length,
    mostMs: roundToMicroseconds(mostMs),
    ...defined({ because: reasonFor(held, calls) }),
  };
}

/** Whether a call left late, and not before another had been answered. */
function wasHeld(call: RecordedCall, calls: readonly RecordedCall[]): boolean {
  const { sentAt, heldMs = 0 } = call;
  if (heldMs < HELD_MS) return false;
  return calls.some((other) => {
    const lateMs = other.receivedAt - sentAt;
    return lateMs > -heldMs && lateMs <= BUSY_NOTED_LATE * (other.receivedAt - other.sentAt);
  });
}

function reasonFor(held: readonly RecordedCall[], calls: readonly RecordedCall[]): Held['because'] {
  const isOneUrl = new Set(held.map(({ url }) => url)).size === 1;
  if (isOneUrl && held.length > 1 && peakOverlap(calls.map(laterHalf)) === 1) return 'same-url';
  const isHttp1 = held.every(({ http1 }) => http1 === true);
  const inFlight = peakOverlap(calls.map(flightOf));
  return inFlight === KNOWN_CLIENTS.browser.limit && isHttp1 ? 'connections' : undefined;
}

/** The part in which a call that was sent one by one is alone, however late a busy browser notes ends. */
function laterHalf({ sentAt, receivedAt }: RecordedCall): Interval {
  return { start: (sentAt + receivedAt) / 2, end: receivedAt };
}
