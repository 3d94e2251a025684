import type { Interval } from '../../core/timeline/overlap.ts';
import type { PictureCall } from './page-data.ts';

/** When a call waited outside the server, in ms. */
export interface OutsideSpans {
  readonly notAccepted?: Interval;
  readonly unread?: Interval;
  /** From when on it was inside, as far as that was seen; when it was sent, if it never waited outside. */
  readonly insideFrom: number;
}

/** When a call waited outside the server: until it was served, at the latest. */
export function outsideSpans(call: PictureCall): OutsideSpans {
  const { sent, received = sent, start, began, acceptedAt, readAt } = call;
  const latest = Math.max(sent, Math.min(start ?? began ?? received, received));
  const accepted = Math.min(latest, acceptedAt ?? sent);
  const read = Math.min(latest, readAt ?? accepted);
  return {
    ...(accepted > sent ? { notAccepted: { start: sent, end: accepted } } : {}),
    ...(read > accepted ? { unread: { start: accepted, end: read } } : {}),
    insideFrom: read,
  };
}
