import { AUTO_CEILING, largerThan, moreBursts } from '../remedy.ts';
import { defined } from '../defined.ts';
import type { Answered } from '../invocation.ts';
import type { Reason } from '../reason.ts';
import { isMostlyFailed, largestBursts, type Timeline } from '../timeline/timeline.ts';
import { decline, hasReason, type Decided, type Declined, type Verdict } from '../verdict.ts';
import { capWhereRefused, servedWhole } from './refused-sizes.ts';
import { combine, declineIfNotSerial } from './combine-bursts.ts';
import { preferLimiter } from './limiter-bursts.ts';
import { batchVerdict } from './batches.ts';
import type { DecidedBurst } from './own-queues.ts';
import { confirmLimit, openIfGrown } from './second-size.ts';

export interface JudgedBurst {
  readonly timeline: Timeline;
  readonly verdict: Verdict;
  /** How often its calls were fired before, without being counted. */
  readonly repeats?: number;
}

/**
 * The verdict of the whole run. Bursts with only warm instances count more than the others. If the bursts that
 * count disagree on the kind, there is no verdict.
 */
export function judgeRun(bursts: readonly JudgedBurst[], solo: readonly Answered[] = []): Verdict {
  return pointToAuto(capWhereRefused(judgeDecided(bursts), bursts, solo.length), bursts);
}

/** If no limit shows in bursts of one size, larger ones may show one. */
function pointToAuto(verdict: Verdict, bursts: readonly JudgedBurst[]): Verdict {
  const [calls, ...otherSizes] = new Set(bursts.map(({ timeline }) => timeline.calls));
  const open = verdict.kind !== 'inconclusive' && verdict.workers.high === null;
  const unmet = hasReason(verdict, ...NO_LIMIT);
  const refused = bursts.some(({ timeline }) => timeline.throttled + timeline.failed > 0);
  const larger = calls === undefined || otherSizes.length > 0 ? undefined : largerThan(calls);
  if (larger === undefined || !open || !unmet || refused) return verdict;
  const upTo = larger > AUTO_CEILING ? larger : undefined;
  const reason = { code: 'larger-may-show', ...defined({ upTo }) } as const;
  return { ...verdict, reasons: [...verdict.reasons, reason] };
}

/** Reasons that only say that a burst of this size reached no limit. */
const NO_LIMIT: readonly Reason['code'][] = ['no-call-waited', 'burst-overhead'];

function judgeDecided(bursts: readonly JudgedBurst[]): Verdict {
  const decided = bursts.filter(isDecided);
  const whole = servedWhole(decided);
  const largest = largestBursts(whole.length > 0 ? whole : decided);
  const believed = steadyBursts(largest);
  const last = believed.at(-1);
  const final = bursts.at(-1);
  if (last === undefined || final === undefined) {
    return final === undefined
      ? decline({ code: 'no-burst' }, { code: 'fire-a-burst' })
      : undecidedVerdict(bursts, final);
  }
  return (
    declineIfGoneSilent(bursts, last, final) ??
    declineIfBatched(bursts, last) ??
    declineIfMixed(bursts, believed) ??
    declineIfNotSerial(bursts, last) ??
    mindOtherSizes(
      bursts,
      preferLimiter(
        { ...last, verdict: combine(bursts, believed, { first: largest[0], last }) },
        decided,
      ),
    )
  );
}

/**
 * The verdict of the last burst, if none is decided. It doesn't say that the burst hangs if the server may still
 * have been busy with earlier calls, whose answers nobody waited for any more.
 */
function undecidedVerdict(bursts: readonly JudgedBurst[], final: JudgedBurst): Verdict {
  const { verdict, timeline, repeats = 0 } = final;
  if (!hasReason(verdict, 'all-hang')) return verdict;
  const { calls, throttled, failure } = timeline;
  const partly = bursts.findLast((one) => one.timeline.answered.length > 0);
  if (partly !== undefined && partly.timeline.calls >= calls) return partly.verdict;
  if (repeats === 0) return verdict;
  return decline(
    { code: 'none-answered', calls, throttled, ...defined({ failure }) },
    { code: 'raise-timeout' },
  );
}

/** Batches show in comparison with any burst of another size, even one without a verdict. */
function declineIfBatched(
  bursts: readonly JudgedBurst[],
  last: DecidedBurst,
): Declined | undefined {
  return bursts.map((burst) => batchVerdict(last, burst.timeline)).find(Boolean);
}

/** Declines if the bursts that count differ in kind, or if a weak one has an undecided twin. */
function declineIfMixed(
  bursts: readonly JudgedBurst[],
  believed: readonly DecidedBurst[],
): Declined | undefined {
  const kinds = believed.map(({ verdict }) => verdict.kind);
  if (new Set(kinds).size > 1) {
    return decline({ code: 'bursts-disagree', kinds }, moreBursts(kinds.length));
  }
  const twins = bursts.filter((burst) => believed.some((one) => isUndecidedTwin(burst, one)));
  const [verdict] = twins.map((twin) => twin.verdict);
  return verdict?.kind === 'inconclusive' && believed.every(isWeak) ? verdict : undefined;
}

/** Whether a burst of the same size that was served whole shows no verdict. */
function isUndecidedTwin(burst: JudgedBurst, { timeline }: DecidedBurst): boolean {
  const { calls, temperature, throttled } = burst.timeline;
  const alike = calls === timeline.calls && !temperature?.cold && throttled === 0;
  return alike && !isDecided(burst) && servedWhole([burst]).length > 0;
}

/** Whether a simulation chose the kind among several, which is not enough if there is a burst that it cannot judge. */
function isWeak({ verdict }: Pick<DecidedBurst, 'verdict'>): boolean {
  return hasReason(verdict, ...FITTED);
}

const FITTED: readonly Reason['code'][] = ['fitted', 'fitted-serial', 'fitted-sharing'];

/** What bursts of other sizes leave of the verdict of those that count. */
function mindOtherSizes(bursts: readonly JudgedBurst[], counting: DecidedBurst): Verdict {
  const positionOf = (one: JudgedBurst): number =>
    bursts.findIndex(({ timeline }) => timeline === one.timeline);
  const undecided = largerUndecided(bursts, counting);
  if (undecided !== undefined) return lowerBound(counting.verdict, undecided);
  const other = ofOtherSize(bursts, counting);
  const isEarlier = other !== undefined && positionOf(other) < positionOf(counting);
  const smaller = bursts
    .slice(0, positionOf(counting))
    .filter(isDecided)
    .filter(({ timeline }) => timeline.calls < counting.timeline.calls);
  return openIfGrown(confirmLimit(counting, other, isEarlier), smaller);
}

/** Reasons that only say that the client could not send the calls fast enough. */
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
        !hasReason(burst.verdict, ...TOO_MANY_TO_SEND),
    ),
  ).at(-1);
}

/** What a small burst shows if a larger one fits nothing: that its calls overlap, but no limit and no queue. */
function lowerBound(verdict: Decided, { timeline, verdict: undecided }: JudgedBurst): Verdict {
  if (isHeld({ verdict }) || isWeak({ verdict })) return undecided;
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
function declineIfGoneSilent(
  bursts: readonly JudgedBurst[],
  last: DecidedBurst,
  final: JudgedBurst,
): Declined | undefined {
  const { timeline, verdict } = final;
  const asMany = timeline.calls <= last.timeline.calls;
  if (final === last || !asMany || !isMostlyFailed(timeline)) return undefined;
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

/**
 * Bursts without cold calls; if nothing says what was cold and the first shows less at a time than the others,
 * all but that. A first burst that shows more was no cold one: then they disagree.
 */
function steadyBursts(decided: readonly DecidedBurst[]): readonly DecidedBurst[] {
  const warm = decided.filter(({ timeline }) => timeline.temperature?.cold === 0);
  if (warm.length > 0) return warm;
  const [first, ...later] = decided;
  if (first === undefined || decided.some(({ timeline }) => timeline.temperature !== undefined)) {
    return decided;
  }
  const most = first.verdict.workers.high ?? Infinity;
  const showMore = later.every((one) => !isHeld(one) && one.verdict.workers.low > most);
  return isHeld(first) && later.length > 0 && showMore ? later : decided;
}

/** Whether calls waited for each other, one by one or in getting done. */
function isHeld({ verdict: { kind } }: Pick<DecidedBurst, 'verdict'>): boolean {
  return kind === 'serial' || kind === 'contended';
}
