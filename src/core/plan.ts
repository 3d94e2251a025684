/** What to fire. */
export interface Plan {
  /** Calls in each burst; with `grow`, in the largest. */
  readonly calls: number;
  /** Whether bursts start small and grow until a limit shows. */
  readonly grow: boolean;
  readonly bursts: number;
  readonly solo: number;
}

/** How far a check has come, for a progress display. */
export type Progress =
  | { readonly phase: 'starting' | 'forcing-cold-start' }
  | { readonly phase: 'solo'; readonly nth: number; readonly of: number }
  | {
      readonly phase: 'burst';
      readonly nth: number;
      /** Unknown while bursts grow until a limit shows. */
      readonly of?: number;
      readonly answered: number;
      readonly calls: number;
    };
