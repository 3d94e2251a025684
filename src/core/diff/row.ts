import type { Run } from '../run.ts';

/** A run set beside an earlier one. */
export interface RunDiff {
  readonly before: Run;
  /** Verdict, workers, makespan, cold starts, where the time went: one row each. */
  readonly rows: readonly DiffRow[];
  /** One line, the last of the terminal report. */
  readonly summary: string;
  /** Why the two runs should not be compared, where so. */
  readonly warnings: readonly string[];
}

export interface DiffRow {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
  readonly outcome: 'better' | 'worse' | 'different' | 'same' | 'cannot tell';
}

export interface Pair<Item> {
  readonly before: Item;
  readonly after: Item;
}

/** The same of either run. */
export function ofBoth<Item, Made>(
  { before, after }: Pair<Item>,
  make: (one: Item) => Made,
): Pair<Made> {
  return { before: make(before), after: make(after) };
}
