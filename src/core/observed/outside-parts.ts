import { defined, type Defined } from '../defined.ts';
import type { Sighting } from './observed.ts';

/** How long a call waited outside the server, in ms after the release of the burst. */
export type OutsideParts = Defined<{
  /** Its connection was not accepted until then. */
  acceptedAt: number | undefined;
  /** Its request lay unread until then, in a connection that was accepted. */
  readAt: number | undefined;
}>;

/** An idle server takes a call sooner than this, ms: a look may find it on its way, which is no waiting. */
const PASSING_MS = 50;

/** Where each call waited outside the server, by its number; without those that hardly waited there. */
export function outsideParts(sighting: Sighting | undefined): ReadonlyMap<number, OutsideParts> {
  return new Map(
    (sighting?.outside ?? []).flatMap(({ call, notAcceptedUntil, unreadUntil }) => {
      const acceptedAt = atLeast(notAcceptedUntil, PASSING_MS);
      const readAt = atLeast(unreadUntil, Math.max(PASSING_MS, acceptedAt ?? 0));
      const parts = defined({ acceptedAt, readAt });
      return Object.keys(parts).length === 0 ? [] : [[call, parts] as const];
    }),
  );
}

function atLeast(ms: number | undefined, least: number): number | undefined {
  return ms !== undefined && ms >= least ? ms : undefined;
}
