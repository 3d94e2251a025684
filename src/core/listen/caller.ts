import type { Arrival, HttpVersion } from './arrival.ts';
import type { ClientName } from './known-clients.ts';
import type { Likely } from './likely.ts';

/** What the calls of one client show. */
export type CallerVerdict =
  /** Each call was sent when the one before had ended. */
  | { readonly kind: 'one-at-a-time' }
  /** Calls waited in the client while this many were in flight. */
  | { readonly kind: 'limited'; readonly limit: number }
  /** All calls were in flight together, so there may be a limit above their number. */
  | { readonly kind: 'together' }
  /** Some were in flight together, and nothing shows that the others waited. */
  | { readonly kind: 'at-least'; readonly because: NoLimit }
  | { readonly kind: 'undecided'; readonly reason: Undecided };

/** Why calls that were not all in flight together show no limit. */
export type NoLimit =
  /** None came after the peak was reached. */
  | { readonly code: 'none-later' }
  /** Too few did. */
  | { readonly code: 'few-later' }
  /** They came when no call had just ended. */
  | { readonly code: 'unprompted' }
  /** Even the first ones were spread over much of the time that a call takes. */
  | { readonly code: 'paced'; readonly typicalMs: number };

/** Why there is no verdict on a client. */
export type Undecided =
  | { readonly code: 'one-call' }
  /** Two calls, one after the other, which may be chance. */
  | { readonly code: 'two-calls' }
  /** The calls were over too soon to overlap. */
  | { readonly code: 'too-short'; readonly typicalMs: number }
  /** Each came long after the one before had ended. */
  | { readonly code: 'far-apart'; readonly medianGapMs: number };

/** How later calls took the places of earlier ones. */
export interface Refills {
  /** Calls that came after the peak was first reached. */
  readonly later: number;
  /** Those of them that came just when an earlier call had ended, and took its place. */
  readonly prompt: number;
  /** The median time between such an end and the next call, ms; absent without any. */
  readonly medianGapMs?: number;
}

/** A client that called us, and what its calls show. */
export interface Caller {
  readonly address: string;
  readonly userAgent?: string;
  /** The client by its user agent; absent if it is not known. */
  readonly client?: ClientName;
  readonly arrivals: readonly Arrival[];
  /** The most calls in flight at a time. */
  readonly peak: number;
  readonly connections: number;
  /** Calls that came over a connection that had carried a call before. */
  readonly reused: number;
  readonly http: readonly HttpVersion[];
  /** Time from the first to the last of the calls that first reached the peak, ms. */
  readonly filledWithinMs: number;
  readonly refills: Refills;
  readonly verdict: CallerVerdict;
  readonly likely?: Likely;
}
