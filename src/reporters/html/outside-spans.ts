import type { Interval } from '../../core/timeline/overlap.ts';
import type { PictureCall } from './page-data.ts';

/** The parts of a call that it waited outside the server, in ms. */
export interface OutsideSpans {
  readonly notAccepted?: Interval;
  readonly unread?: Interval;
  /** When it was inside, as far as that was seen: its sending, if it never waited outside. */
  readonly insideFrom: number;
}

/** When a call waited outside the server; nothing of that is later than when it was served. */
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
