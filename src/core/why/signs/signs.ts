import type { Cause, Fact, FoundCause, Rival } from '../diagnosis.ts';
import type { Evidence } from '../evidence.ts';
import type { SampledPlace } from '../probe-evidence.ts';

/** A cause: what must have been seen, and what that rules out. */
export interface Signs {
  readonly cause: Cause;
  /** All that shows it; `undefined` if anything is missing or speaks for a rival. */
  readonly find: (evidence: Evidence) => Found | undefined;
  readonly ruledOut: readonly Rival[];
}

/** What shows a cause. */
export interface Found {
  readonly seen: readonly Fact[];
  /** `sure` unless it says otherwise. */
  readonly certainty?: FoundCause['certainty'] | undefined;
  readonly place?: SampledPlace | undefined;
  readonly atATime?: number;
  /** If something was not ruled out this time. */
  readonly notRuledOut?: readonly Rival[];
}
