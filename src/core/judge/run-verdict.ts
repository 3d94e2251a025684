import { defined } from '../defined.ts';
import { groupBy } from '../group-by.ts';
import type { Answered } from '../invocation.ts';
import type { DecidedReason, Interval, Reason } from '../reason.ts';
import { isMostlyFailed, largestBursts, type Timeline } from '../timeline/timeline.ts';
import { decline, hullOf, type Decided, type Verdict, type Workers } from '../verdict.ts';
import { capWhereRefused, servedWhole } from './refused-sizes.ts';
import { preferLimiter } from './limiter-bursts.ts';
import { batchVerdict, confirmLimit, type DecidedBurst } from './second-size.ts';

export interface JudgedBurst {
  readonly timeline: Timeline;
  readonly verdict: Verdict;
}

/**
 * The verdict of the whole run. Bursts that met only warm instances count more than those that did
 * not; if the bursts that count disagree on the kind, there is no verdict.
 */
export function judgeRun(bursts: readonly JudgedBurst[], solo: readonly Answered[] = []): Verdict {
  return pointToAuto(capWhereRefused(judgeDecided(bursts), bursts, solo.length), bursts);
}

/** If no limit shows in bursts of one size, larger ones may show one. */
function pointToAuto(verdict: Verdict, bursts: readonly JudgedBurst[]): Verdict {
  const oneSize = new Set(bursts.map(({ timeline }) => timeline.calls)).size === 1;
  const open = verdict.kind !== 'inconclusive' && verdict.workers.high === null;
  const unmet = verdict.reasons.some(({ code }) => NO_LIMIT.includes(code));
  if (!oneSize || !open || !unmet) return verdict;
  return { ...verdict, reasons: [...verdict.reasons, { code: 'larger-may-show' }] };
}

/** Reasons that only say that a burst of this size met no limit. */
const NO_LIMIT: readonly Reason['code'][] = ['no-call-waited', 'burst-overhead'];

function judgeDecided(bursts: readonly JudgedBurst[]): Verdict {
  const decided = bursts.filter(isDecided);
  const whole = servedWhole(decided);
  const believed = steadyBursts(largestBursts(whole.length > 0 ? whole : decided));
  const last = believed.at(-1);
  const final = bursts.at(-1);
  if (last === undefined || final === undefined) {
    return final?.verdict ?? decline({ code: 'no-burst' }, { code: 'fire-a-burst' });
  }
  const asMany = final.timeline.calls <= last.timeline.calls;
  if (final !== last && asMany && isMostlyFailed(final.timeline))
    return stoppedAnswering(bursts, last, final);
  const kinds = believed.map(({ verdict }) => verdict.kind);
  if (new Set(kinds).size > 1) {
    return decline({ code: 'bursts-disagree', kinds }, { code: 'more-bursts', bursts: 5 });
  }
  const counting = { ...last, verdict: combine(bursts, believed, last) };
  return mindOtherSizes(bursts, preferLimiter(counting, decided));
}

/** What bursts of other sizes leave of the verdict of those that count. */
function mindOtherSizes(bursts: readonly JudgedBurst[], counting: DecidedBurst): Verdict {
  const positionOf = (one: JudgedBurst): number =>
    bursts.findIndex(({ timeline }) => timeline === one.timeline);
  const batches = bursts.map((burst) => batchVerdict(counting, burst.timeline)).find(Boolean);
  if (batches !== undefined) return batches;
  const undecided = largerUndecided(bursts, counting);
  if (undecided !== undefined) return lowerBound(counting.verdict, undecided);
  const other = ofOtherSize(bursts, counting);
  const isEarlier = other !== undefined && positionOf(other) < positionOf(counting);
  return confirmLimit(counting, other, isEarlier);
}

/** Reasons that only say that the client could not send so many calls fast enough. */
const TOO_MANY_TO_SEND: readonly Reason['code'][] = ['calls-too-short', 'client-too-slow'];

/** The largest burst that was served whole and fits no verdict, if it is larger than the one that counts. */
function largerUndecided(
  bursts: readonly JudgedBurst[],
  { timeline }: DecidedBurst,
): JudgedBurst | undefined {
  return largestBursts(
    servedWhole(bursts).filter(
      (burst) =>
        burst.timeline.calls > timeline.calls &&
        burst.timeline.throttled === 0 &&
        !isDecided(burst) &&
        !burst.verdict.reasons.some(({ code }) => TOO_MANY_TO_SEND.includes(code)),
    ),
  ).at(-1);
}

/** What a small burst shows if a larger one fits nothing: that so many overlap, but no limit and no queue. */
function lowerBound(verdict: Decided, { timeline, verdict: undecided }: JudgedBurst): Verdict {
  if (verdict.kind === 'serial' || verdict.kind === 'contended') return undecided;
  const { low } = verdict.workers;
  return {
    ...verdict,
    workers: { estimate: low, low, high: null },
    reasons: [
      ...verdict.reasons.filter(({ code }) => code !== 'other-bursts'),
      { code: 'larger-undecided', calls: timeline.calls },
    ],
  };
}

/** The largest decided burst of another size than the burst that counts. */
function ofOtherSize(
  bursts: readonly JudgedBurst[],
  { timeline, verdict }: DecidedBurst,
): DecidedBurst | undefined {
  return bursts
    .filter(isDecided)
    .filter((burst) => burst.timeline.calls !== timeline.calls)
    .filter((burst) => verdict.kind !== 'contended' || isClearlyOther(burst.timeline, timeline))
    .toSorted((a, b) => a.timeline.calls - b.timeline.calls)
    .at(-1);
}

/** Sharing delays calls by nearly the same time, as a constant delay does, if sizes differ by less. */
const CLEARLY_OTHER = 1.5;

/** Whether clearly more or fewer calls competed; those that were refused did not. */
function isClearlyOther(one: Timeline, other: Timeline): boolean {
  const sizes = [one.answered.length, other.answered.length];
  return Math.max(...sizes) >= CLEARLY_OTHER * Math.min(...sizes);
}

/** What earlier bursts showed need not hold for a target that has stopped answering. */
function stoppedAnswering(
  bursts: readonly JudgedBurst[],
  last: DecidedBurst,
  { timeline, verdict }: JudgedBurst,
): Verdict {
  const { failed, calls, failure } = timeline;
  return decline(
    {
      code: 'stopped-answering',
      earlier: bursts.indexOf(last) + 1,
      kind: last.verdict.kind,
      burst: bursts.length,
      failed,
      calls,
      ...defined({ failure }),
    },
    verdict.kind === 'inconclusive' ? verdict.remedy : { code: 'inspect-last-burst' },
  );
}

function isDecided(burst: JudgedBurst): burst is DecidedBurst {
  return burst.verdict.kind !== 'inconclusive';
}

/** Bursts without cold calls; if nothing says what was cold and the first differs, all but that. */
function steadyBursts(decided: readonly DecidedBurst[]): readonly DecidedBurst[] {
  const warm = decided.filter(({ timeline }) => timeline.temperature?.cold === 0);
  if (warm.length > 0) return warm;
  const [first, ...later] = decided;
  const unknown = decided.every(({ timeline }) => timeline.temperature === undefined);
  const firstDiffers = later.some(({ verdict }) => verdict.kind !== first?.verdict.kind);
  return unknown && firstDiffers ? later : decided;
}

function combine(
  bursts: readonly JudgedBurst[],
  believed: readonly DecidedBurst[],
  last: DecidedBurst,
): Decided {
  const { kind, workers } = last.verdict;
  const grown = growthOf(believed);
  const all = hullOf(
    believed.map(({ verdict }) => verdict.workers),
    workers.estimate,
  );
  return {
    kind,
    workers: grown === undefined ? all : { ...all, high: null },
    reasons: [
      ...last.verdict.reasons,
      ...(grown === undefined ? widened(all, workers) : [grown]),
      ...otherBursts(bursts, last),
    ],
  };
}

/** A pool grows if a later burst of the same size was surely served by more workers than an earlier one. */
function growthOf(believed: readonly DecidedBurst[]): DecidedReason | undefined {
  const [from, to] = [believed[0], believed.at(-1)].map((burst) => burst?.verdict.workers);
  if (from === undefined || to === undefined || from.high === null) return undefined;
  return to.low > from.high
    ? { code: 'pool-grows', from: intervalOf(from), to: intervalOf(to) }
    : undefined;
}

/** Bursts of the same size that were judged otherwise. */
function otherBursts(bursts: readonly JudgedBurst[], last: DecidedBurst): DecidedReason[] {
  const others = largestBursts(bursts).filter(({ verdict }) => verdict.kind !== last.verdict.kind);
  const alike = groupBy(others, ({ timeline, verdict }) => {
    const cold = Boolean(timeline.temperature?.cold);
    return `${verdict.kind} ${cold}`;
  });
  return [...alike.values()].flatMap((group): DecidedReason[] => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      {
        code: 'other-bursts',
        kind: first.verdict.kind,
        cold: Boolean(first.timeline.temperature?.cold),
        bursts: group.map((burst) => bursts.indexOf(burst) + 1),
        believed: bursts.indexOf(last) + 1,
      },
    ];
  });
}

/** The other reasons are those of the last burst; if all bursts together say less, this says so. */
function widened(all: Workers, last: Workers): DecidedReason[] {
  if (all.low === last.low && all.high === last.high) return [];
  return [{ code: 'interval-of-all-bursts', last: intervalOf(last), all: intervalOf(all) }];
}

function intervalOf({ low, high }: Workers): Interval {
  return { low, high };
}
