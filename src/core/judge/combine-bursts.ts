import { groupBy } from '../group-by.ts';
import type { DecidedReason, Interval } from '../reason.ts';
import { largestBursts } from '../timeline/timeline.ts';
import { hullOf, type Decided, type Workers } from '../verdict.ts';
import type { JudgedBurst } from './run-verdict.ts';
import type { DecidedBurst } from './second-size.ts';

/** The verdict of the bursts that count: that of the last, with the interval that all of them leave open. */
export function combine(
  bursts: readonly JudgedBurst[],
  believed: readonly DecidedBurst[],
  { first, last }: { readonly first: DecidedBurst | undefined; readonly last: DecidedBurst },
): Decided {
  const { kind, workers } = last.verdict;
  const grown = growthOf(first, last);
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

/** That a pool grew, if the later number of workers is surely above the earlier one. */
export function grewFrom(from: Workers, to: Workers): DecidedReason | undefined {
  return from.high !== null && to.low > from.high
    ? { code: 'pool-grows', from: intervalOf(from), to: intervalOf(to) }
    : undefined;
}

/**
 * A pool grows if a later burst of the same size was surely served by more workers than the first one, which
 * had no cold instance as far as anyone knows.
 */
function growthOf(first: DecidedBurst | undefined, last: DecidedBurst): DecidedReason | undefined {
  if (first === undefined || first.verdict.kind === 'contended') return undefined;
  if (first.timeline.temperature?.cold) return undefined;
  const [from, to] = [first.verdict.workers, last.verdict.workers];
  return grewFrom(from, to);
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
