import type { PreparedCall } from '../core/fire.ts';
import type { TargetDescription } from '../core/target-description.ts';

/** Something that can be called. */
export interface Target {
  readonly description: TargetDescription;
  /** Makes calls ready, each on a connection of its own. Rejects only when interrupted. */
  readonly prepare: (options: PrepareOptions) => Promise<PreparedCall[]>;
  /** Replaces every instance by one that is not there yet, where that was asked for. */
  readonly forceColdStart?: (signal: AbortSignal) => Promise<void>;
}

export interface OpenTarget {
  readonly target: Target;
  /** Ends what was started for it, and puts back what was changed. */
  readonly close: () => Promise<void>;
}

export interface PrepareOptions {
  readonly calls: number;
  /** Ends the calls that are out, and the waiting for them. */
  readonly signal: AbortSignal;
  /** Told each time that an answer has come in, for the eye only. */
  readonly onAnswer?: () => void;
}
