import type { Invocation } from '../invocation.ts';
import type { Interval } from '../timeline/overlap.ts';
import type { RecordedBy, RecordedFormat } from './recorded-by.ts';

/** A call as another program recorded it. Times are ms since 1970, or since the program's start. */
export interface RecordedCall extends Pick<
  Invocation,
  'outcome' | 'status' | 'error' | 'bodyBytes' | 'contentType' | 'cached' | 'served'
> {
  readonly method?: string;
  /** As it was recorded, with its secrets. Absent if the format does not say. */
  readonly url?: string;
  /** The name that the script's author gave the request, if that is not its URL. */
  readonly name?: string;
  /** When the request left, after whatever the client did first. */
  readonly sentAt: number;
  readonly firstByteAt?: number;
  readonly receivedAt: number;
  /** How long the client had held it back by then, ms. */
  readonly heldMs?: number;
  /** Whether it went over HTTP/1, where a connection takes one call at a time. */
  readonly http1?: boolean;
}

/** What another program recorded. */
export interface Recorded extends Pick<RecordedBy, 'cached' | 'creator' | 'leftOut'> {
  readonly format: RecordedFormat;
  readonly calls: readonly RecordedCall[];
  /** Whether `calls` follow a wall clock. */
  readonly dated: boolean;
}

/** Why a file of a known format cannot be used. */
export type Unreadable =
  | { readonly code: 'without-calls'; readonly format: RecordedFormat }
  | { readonly code: 'incomplete'; readonly format: RecordedFormat; readonly line?: number }
  /** A summary has no times of individual calls. */
  | { readonly code: 'summary'; readonly format: 'k6' | 'oha' }
  /** The HAR does not say how long the browser held calls back. */
  | { readonly code: 'hides-sending'; readonly creator?: string }
  /** For no call does the HAR say both when and where it was sent. */
  | { readonly code: 'all-left-out'; readonly entries: number }
  /** The CSV of k6 has times in whole seconds. */
  | { readonly code: 'whole-seconds' };

/** A browser may send a call up to this long before it notes the end of the one that it waited for. */
const NOTED_LATE = { ms: 10, share: 0.1 };

/** When a call was surely in flight. */
export function flightOf({ sentAt, receivedAt }: RecordedCall): Interval {
  const slackMs = Math.min(NOTED_LATE.ms, NOTED_LATE.share * (receivedAt - sentAt));
  return { start: sentAt + slackMs, end: receivedAt };
}

/** Whether a file could be read. */
export function isRecorded(read: Recorded | Unreadable): read is Recorded {
  return 'calls' in read;
}
