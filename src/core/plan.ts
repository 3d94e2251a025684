import type { ProbeName } from './why/probes.ts';

/** What a check fires. */
export interface Plan {
  /** Calls in each burst; with `grow`, in the largest. */
  readonly calls: number;
  /** Whether bursts start small and grow until a limit shows. */
  readonly grow: boolean;
  /** Number of bursts, fired one after the other. */
  readonly bursts: number;
  /** Number of solo calls, fired one at a time before the bursts. */
  readonly solo: number;
  /** Whether to look for the cause if calls wait, with more calls. */
  readonly why?: boolean;
}

/** How far a check has come, for a progress display. */
export type Progress =
  | { readonly phase: 'starting' | 'forcing-cold-start' }
  | { readonly phase: 'starting-server'; readonly command: string }
  | { readonly phase: 'probe'; readonly probe: ProbeName; readonly calls: number }
  | { readonly phase: 'solo'; readonly nth: number; readonly of: number }
  | {
      readonly phase: 'burst';
      readonly nth: number;
      /** Absent while bursts grow: it is not known yet how many there will be. */
      readonly of?: number;
      /** Answers that have come in so far. */
      readonly answered: number;
      readonly calls: number;
    };
