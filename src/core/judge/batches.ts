import { defined } from '../defined.ts';
import { durationMs } from '../invocation.ts';
import { median } from '../statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { decline, type Declined } from '../verdict.ts';
import type { DecidedBurst } from './own-queues.ts';
import { splitAtGaps } from './timing/steps.ts';

/** A batch has at least this many calls. */
const LEAST_BATCH = 3;

/** Answers within this time of the first of a group came at one moment. */
const SAME_MOMENT_MS = 2;

/** Of several groups, those within this share of the first came at one moment, too: a busy machine spreads them. */
const SAME_MOMENT = 0.01;

/**
 * If each call takes its part of one capacity, durations are in proportion to the number of calls, within this
 * share. A batch also has costs that don't grow with it, or batching would gain nothing.
 */
const IN_PROPORTION = 0.03;

/** Several groups are this share of a solo call apart. */
const APART = 0.2;

/**
 * Answers in groups at one moment that come later with more calls are batches, not sharing: declines if
 * those of a burst and of one of another size do.
 */
export function batchVerdict(burst: DecidedBurst, other: Timeline): Declined | undefined {
  if (burst.verdict.kind !== 'contended') return undefined;
  const [small, large] = [burst.timeline, other].toSorted((a, b) => a.calls - b.calls);
  if (small === undefined || large === undefined || small.calls === large.calls) return undefined;
  // Calls that share a core may all be done at nearly the same moment: one group has to be a tight one.
  const share = isApart(large) ? SAME_MOMENT : 0;
  if (!areBatches(small, large, share)) return undefined;
  return decline(
    {
      code: 'batches',
      calls: large.calls,
      otherCalls: small.calls,
      ...defined({ size: batchSize([small, large], share) }),
    },
    { code: 'turn-off-batching' },
  );
}

function areBatches(small: Timeline, large: Timeline, share: number): boolean {
  if (![small, large].every((one) => comesInGroups(one, share))) return false;
  const [sooner = 0, later = 0] = [typicalDelayMs(small), typicalDelayMs(large)];
  if (later <= sooner) return false;
  return !([small, large].every(isOneMoment) && growsInProportion(small, large));
}

/** How many calls a full batch has; `undefined` if there is none, or if they differ. */
function batchSize(bursts: readonly Timeline[], share: number): number | undefined {
  const sizes = new Set(bursts.flatMap((one) => fullBatches(one, share)));
  return sizes.size === 1 ? [...sizes][0] : undefined;
}

/** The sizes of the batches before the last one, which may not be full. */
function fullBatches({ answered }: Timeline, share: number): number[] {
  const groups = momentsOf(sortedDurations(answered), share);
  return groups.slice(0, -1).map(({ length }) => length);
}

/** How long the typical call of a burst took, ms; `undefined` if none was answered. */
export function typicalMs({ answered }: Timeline): number | undefined {
  return median(answered.map(durationMs));
}

/** By how much longer than a solo call the typical call of a burst took, ms. */
export function typicalDelayMs(burst: Timeline): number | undefined {
  const { soloMs } = burst;
  const typical = typicalMs(burst);
  return typical === undefined || soloMs === undefined ? undefined : typical - soloMs;
}

function isOneMoment({ answered }: Timeline): boolean {
  return momentsOf(sortedDurations(answered), 0).length === 1;
}

function growsInProportion(small: Timeline, large: Timeline): boolean {
  const [least = 0, most = 0] = [small, large].map(typicalMs);
  const perCall = least / small.calls;
  return Math.abs(most / large.calls - perCall) <= IN_PROPORTION * perCall;
}

function isApart({ answered, soloMs = 0 }: Timeline): boolean {
  return splitAtGaps(sortedDurations(answered), APART * soloMs).length > 1;
}

/** Whether each call came back at the same moment as others, but for the rest of the last batch. */
function comesInGroups({ answered, soloMs = 0 }: Timeline, share: number): boolean {
  const durations = sortedDurations(answered);
  const [first] = durations;
  if (first === undefined || first <= soloMs) return false;
  const sizes = momentsOf(durations, share).map((group) => group.length);
  const full = sizes.length > 1 ? sizes.slice(0, -1) : sizes;
  return full.every((size) => size >= LEAST_BATCH);
}

function sortedDurations(answered: Timeline['answered']): number[] {
  return answered.map(durationMs).toSorted((a, b) => a - b);
}

/** Sorted durations, in groups that came back at one moment. */
function momentsOf(durations: readonly number[], share: number): number[][] {
  const groups: number[][] = [];
  for (const ms of durations) {
    const last = groups.at(-1);
    const [start = ms] = last ?? [];
    const isSame = ms - start <= Math.max(SAME_MOMENT_MS, share * start);
    if (last !== undefined && isSame) last.push(ms);
    else groups.push([ms]);
  }
  return groups;
}
