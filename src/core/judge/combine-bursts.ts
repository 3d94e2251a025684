import { groupBy } from '../group-by.ts';
import type { DecidedReason, Interval, Reason } from '../reason.ts';
import { largestBursts } from '../timeline/timeline.ts';
import { hasReason, hullOf, type Decided, type Verdict, type Workers } from '../verdict.ts';
import type { JudgedBurst } from './run-verdict.ts';
import type { DecidedBurst } from './own-queues.ts';

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

/** Reasons why calls cannot have been served one at a time, however much they vary. */
const NOT_ONE_AT_A_TIME: readonly Reason['code'][] = ['answers-too-close', 'faster-than-serial'];

/**
 * One burst that one worker cannot serve is enough to decline, and so are most bursts if they fit several at a
 * time, too: a limiter's pace may pass for one worker in the others.
 */
export function declineIfNotSerial(
  bursts: readonly JudgedBurst[],
  { verdict }: DecidedBurst,
): Verdict | undefined {
  if (verdict.kind !== 'serial') return undefined;
  const contradiction = bursts.find((one) => isNotSerial(one.verdict));
  const open = bursts.filter((one) => hasReason(one.verdict, 'kinds-not-separable'));
  const mostlyOpen = 2 * open.length > bursts.length ? open.at(-1) : undefined;
  return (contradiction ?? mostlyOpen)?.verdict;
}

/** Whether calls cannot have been served one at a time: if kinds are left, serial is none of the likeliest. */
function isNotSerial({ reasons }: Verdict): boolean {
  return reasons.some((reason) =>
    reason.code === 'kinds-not-separable'
      ? !reason.kinds.includes('serial')
      : NOT_ONE_AT_A_TIME.includes(reason.code),
  );
}
