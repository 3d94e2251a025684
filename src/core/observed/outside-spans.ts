import type { Interval } from '../timeline/overlap.ts';
import type { OutsideParts } from './outside-parts.ts';

/** When a call waited outside the server, in ms. */
export interface OutsideSpans {
  readonly notAccepted?: Interval;
  readonly unread?: Interval;
  /** The moment from which it was inside, as far as the looks show; its sending, if it never waited outside. */
  readonly insideFrom: number;
}

/** The moments of a call that bound its waiting, in ms. */
interface Moments extends OutsideParts {
  readonly sent: number;
  readonly received?: number;
  /** When the server began to serve it. */
  readonly start?: number;
  /** When its answer began. */
  readonly began?: number;
}

/** When a call waited outside the server, which ended when it was served, at the latest. */
export function outsideSpans(call: Moments): OutsideSpans {
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
