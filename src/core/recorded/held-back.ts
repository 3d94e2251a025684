import { defined } from '../defined.ts';
import { peakOverlap } from '../timeline/overlap.ts';
import type { Held } from './recorded-by.ts';
import { flightOf, type RecordedCall } from './recorded-call.ts';

/** A browser takes a few ms to send any call; from this on it kept the call back. */
const HELD_MS = 20;

/** Connections that browsers open to a host over HTTP/1. */
const BROWSER_CONNECTIONS = 6;

/** Which of the calls of a request the client itself kept back, for how long, and why if that shows. */
export function heldBack(calls: readonly RecordedCall[]): Held | undefined {
  const held = calls.filter(({ heldMs = 0 }) => heldMs >= HELD_MS);
  if (held.length === 0) return undefined;
  const mostMs = held.reduce((most, { heldMs = 0 }) => Math.max(most, heldMs), 0);
  return { calls: held.length, mostMs, ...defined({ because: reasonFor(held, calls) }) };
}

function reasonFor(held: readonly RecordedCall[], calls: readonly RecordedCall[]): Held['because'] {
  const inFlight = peakOverlap(calls.map(flightOf));
  const isOneUrl = new Set(held.map(({ url }) => url)).size === 1;
  if (inFlight === 1 && isOneUrl && held.length > 1) return 'same-url';
  const isHttp1 = held.every(({ http1 }) => http1 === true);
  return inFlight === BROWSER_CONNECTIONS && isHttp1 ? 'connections' : undefined;
}
