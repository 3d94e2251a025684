import { groupBy } from '../group-by.ts';
import type { DecidedReason, Interval } from '../reason.ts';
import { isMostlyFailed, largestBursts, type Timeline } from '../timeline/timeline.ts';
import { decline, type Decided, type Verdict, type Workers } from '../verdict.ts';

export interface JudgedBurst {
  readonly timeline: Timeline;
  readonly verdict: Verdict;
}

/**
 * The verdict of the whole run. Bursts that met only warm instances count more than those that did
 * not; if the bursts that count disagree on the kind, there is no verdict.
 */
export function judgeRun(bursts: readonly JudgedBurst[]): Verdict {
  const believed = steadyBursts(largestBursts(bursts.filter(isDecided)));
  const last = believed.at(-1);
  const final = bursts.at(-1);
  if (last === undefined || final === undefined) {
    return final?.verdict ?? decline({ code: 'no-burst' }, { code: 'fire-a-burst' });
  }
  if (final !== last && isMostlyFailed(final.timeline))
    return stoppedAnswering(bursts, last, final);
  const kinds = believed.map(({ verdict }) => verdict.kind);
  if (new Set(kinds).size > 1) {
    return decline({ code: 'bursts-disagree', kinds }, { code: 'more-bursts', bursts: 5 });
  }
  return combine(bursts, believed, last);
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
      ...(failure === undefined ? {} : { failure }),
    },
    verdict.kind === 'inconclusive' ? verdict.remedy : { code: 'inspect-last-burst' },
  );
}

type DecidedBurst = JudgedBurst & { readonly verdict: Decided };

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
): Verdict {
  const { kind, workers } = last.verdict;
  const all = hull(
    believed.map(({ verdict }) => verdict.workers),
    workers.estimate,
  );
  return {
    kind,
    workers: all,
    reasons: [...last.verdict.reasons, ...widened(all, workers), ...otherBursts(bursts, last)],
  };
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

/** What no burst that counts contradicts: from the lowest to the highest, open if one of them is. */
function hull(all: readonly Workers[], estimate: number): Workers {
  const highs = all.map(({ high }) => high);
  return {
    estimate,
    low: Math.min(...all.map(({ low }) => low)),
    high: highs.includes(null) ? null : Math.max(...highs.map((high) => high ?? 0)),
  };
}
