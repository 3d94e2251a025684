import type { Run } from '../run.ts';
import type { VerdictKind, Workers } from '../verdict.ts';

/** A run compared with an earlier one, as data: reporters/shared/ words it. Times are in ms. */
export interface RunDiff {
  readonly before: Run;
  readonly after: Run;
  readonly rows: DiffRows;
  readonly conclusion: Conclusion;
  /** Why the two runs should not be compared, if so. */
  readonly warnings: readonly DiffWarning[];
}

/** One row for each thing that may have changed. */
export interface DiffRows {
  readonly verdict: VerdictRow;
  readonly workers: WorkersRow;
  readonly makespan: TimeRow;
  readonly others: readonly (ColdRow | TimeRow)[];
}

export type DiffRow = VerdictRow | WorkersRow | TimeRow | ColdRow;

/** Worse and better need the same load; `different` is neither. */
export type Outcome = 'better' | 'worse' | 'different' | 'same' | 'cannot-tell';

export interface VerdictRow extends Pair<VerdictKind> {
  readonly name: 'verdict';
  readonly change?: { readonly code: 'overlapping-is-open' } | CallsVary;
  readonly outcome: Outcome;
}

export interface WorkersRow {
  readonly name: 'workers';
  /** Absent if that run is inconclusive. */
  readonly before?: Workers;
  readonly after?: Workers;
  readonly change?: WorkersChange | CallsVary;
  readonly outcome: Outcome;
}

export type WorkersChange =
  | {
      readonly code: 'more-workers' | 'fewer-workers';
      readonly times: number;
      /** The larger number has no upper bound. */
      readonly atLeast: boolean;
    }
  | { readonly code: 'no-limit-in-either' | 'limits-not-seen' | 'intervals-overlap' };

/** Calls vary so much that a contended verdict may be chance. */
export interface CallsVary {
  readonly code: 'calls-vary';
}

export interface TimeRow {
  readonly name: 'makespan' | 'call' | 'waiting' | 'handling';
  /** Which bursts were compared, if the runs say what was cold. */
  readonly temperature?: 'warm' | 'cold';
  readonly before?: number;
  readonly after?: number;
  readonly change?: TimeChange;
  readonly outcome: Outcome;
}

export type TimeChange =
  | { readonly code: 'within-noise' }
  /** The times are as good as equal; `doubt` is what may hide a difference. */
  | { readonly code: 'no-difference'; readonly doubt?: TimeDoubt }
  | {
      readonly code: 'longer' | 'shorter';
      readonly byMs: number;
      /** The factor, if both times are long enough for one. */
      readonly times?: number;
      /** Absent if the change is more than noise. */
      readonly doubt?: TimeDoubt;
    };

export type TimeDoubt =
  | { readonly code: 'too-few-bursts' }
  /** What noise alone may amount to, as a factor. */
  | { readonly code: 'noise'; readonly times: number };

export interface ColdRow {
  readonly name: 'cold-starts';
  readonly before?: ColdCount;
  readonly after?: ColdCount;
  readonly change?: { readonly code: 'more-cold' | 'fewer-cold'; readonly by: number } | TimeChange;
  readonly outcome: Outcome;
}

/** Cold calls of all bursts together, and what one typically added. */
export interface ColdCount {
  readonly calls: number;
  readonly addedMs?: number;
}

/** What to say about the change in one line. */
export type Conclusion =
  /** A run without a verdict. */
  | 'inconclusive'
  /** Another verdict or another number of workers. */
  | 'changed'
  /** The same verdict, and sooner or later done. */
  | 'faster-or-slower'
  | 'no-change'
  /** Both are the same run, so there is nothing to compare. */
  | 'same-run'
  | 'cannot-tell';

export type DiffWarning =
  | {
      readonly code: 'method-changed' | 'route-changed' | 'query-changed';
      readonly before: string;
      readonly after: string;
    }
  /** Only this run was judged by when answers begin. */
  | { readonly code: 'until-changed'; readonly firstByte: keyof Pair<Run> }
  /** Only the calls of this run went over HTTP/2. */
  | { readonly code: 'http2-changed'; readonly http2: keyof Pair<Run> }
  | {
      readonly code: 'calls-changed' | 'answered-changed';
      readonly before: number;
      readonly after: number;
    }
  | {
      readonly code:
        | 'temperature-changed'
        | 'before-inconclusive'
        | 'after-inconclusive'
        | 'both-inconclusive';
    };

/** The same thing of either run. */
export interface Pair<Item> {
  readonly before: Item;
  readonly after: Item;
}

/** Applies `make` to either run. */
export function ofBoth<Item, Made>(
  { before, after }: Pair<Item>,
  make: (one: Item) => Made,
): Pair<Made> {
  return { before: make(before), after: make(after) };
}
