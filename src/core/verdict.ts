import type { DecidedReason, DeclinedReason, Reason } from './reason.ts';
import type { Remedy } from './remedy.ts';
import { largest, smallest } from './statistics.ts';

/** How many calls the target serves at a time. */
export interface Workers {
  readonly estimate: number;
  readonly low: number;
  /** `null` if no limit was reached, so there may be more. */
  readonly high: number | null;
}

/** All kinds of verdict; the last one is the absence of any other. */
export const VERDICT_KINDS = [
  'serial',
  'concurrent',
  'parallel',
  'overlapping',
  'contended',
  'inconclusive',
] as const;
export type VerdictKind = (typeof VERDICT_KINDS)[number];

/** A verdict that was reached. */
export interface Decided {
  readonly kind: Exclude<VerdictKind, 'inconclusive'>;
  readonly workers: Workers;
  /** The weightiest first. */
  readonly reasons: readonly DecidedReason[];
}

/** No verdict, why, and what to do about it. */
export interface Declined {
  readonly kind: 'inconclusive';
  readonly reasons: readonly DeclinedReason[];
  readonly remedy: Remedy;
}

export type Verdict = Decided | Declined;

/** No verdict, for this reason. */
export function decline(reason: DeclinedReason, remedy: Remedy): Declined {
  return { kind: 'inconclusive', reasons: [reason], remedy };
}

/** The interval that holds all the given ones, with no high end if one of them has none. */
export function hullOf(all: readonly Workers[], estimate: number): Workers {
  const highs = all.map(({ high }) => high ?? Number.POSITIVE_INFINITY);
  const high = largest(highs) ?? Number.POSITIVE_INFINITY;
  return {
    estimate,
    low: smallest(all.map(({ low }) => low)) ?? estimate,
    high: Number.isFinite(high) ? high : null,
  };
}

/** Whether a verdict has one of these reasons. */
export function hasReason(
  { reasons }: Pick<Verdict, 'reasons'>,
  ...codes: readonly Reason['code'][]
): boolean {
  return reasons.some(({ code }) => codes.includes(code));
}

/** The verdict without an upper limit, and the reason why that stays open. */
export function leaveOpen(verdict: Decided, reason: DecidedReason): Decided {
  return {
    ...verdict,
    workers: { ...verdict.workers, high: null },
    reasons: [...verdict.reasons, reason],
  };
}

/** The verdict with another remedy, if it has one. */
export function withRemedy(verdict: Verdict, suit: (remedy: Remedy) => Remedy): Verdict {
  if (verdict.kind !== 'inconclusive') return verdict;
  return { ...verdict, remedy: suit(verdict.remedy) };
}
