import type { HeldCall } from '../core/fire.ts';
import type { TargetDescription } from '../core/run.ts';

/** Something that can be called. */
export interface Target {
  readonly description: TargetDescription;
  /** Makes calls ready, each on a connection of its own. Rejects only when interrupted. */
  readonly hold: (options: HoldOptions) => Promise<HeldCall[]>;
}

export interface HoldOptions {
  readonly calls: number;
  /** Ends the calls that are out, and the waiting for them. */
  readonly signal: AbortSignal;
  /** Told each time that an answer has come in, for the eye only. */
  readonly onAnswer?: () => void;
}
