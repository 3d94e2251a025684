/** How many calls the target serves at a time; `high` is null where all ran together, so that it may be more. */
export interface Workers {
  readonly estimate: number;
  readonly low: number;
  readonly high: number | null;
}

export const VERDICT_KINDS = [
  'serial',
  'concurrent',
  'parallel',
  'overlapping',
  'contended',
  'inconclusive',
] as const;
export type VerdictKind = (typeof VERDICT_KINDS)[number];

export interface Decided {
  readonly kind: Exclude<VerdictKind, 'inconclusive'>;
  readonly workers: Workers;
  /** Why, in whole sentences, the weightiest first. */
  readonly reasons: readonly string[];
}

export interface Declined {
  readonly kind: 'inconclusive';
  readonly reasons: readonly string[];
  /** What would settle it. */
  readonly remedy: string;
}

export type Verdict = Decided | Declined;

/** Says why nothing is decided, and what would decide it. */
export function decline(reason: string, remedy: string): Declined {
  return { kind: 'inconclusive', reasons: [reason], remedy };
}

/** Said of overlap that timing alone has found. */
export const NOT_TOLD =
  'The target does not say which instance served a call: concurrent or parallel, timing cannot tell.';
