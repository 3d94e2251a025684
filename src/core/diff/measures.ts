import { durationMs, handlerMs, hasServerTimes, type ServerTimed } from '../invocation.ts';
import { spreadWithin, type NoiseEstimate, type Sample } from './significance.ts';
import type { Burst, Run } from '../run.ts';
import { median } from '../statistics.ts';
import { warmSolo } from '../timeline/timeline.ts';
import { answeredOf } from './comparable-bursts.ts';

/** What sockets and schedulers add: a difference that is short beside it is lost in it. */
export const NEGLIGIBLE_MS = 10;

/**
 * Calls that share cores depend on what else the machine does: bursts of the CPU-bound route on two
 * busy cores took 1.1 to 4.7 s, a standard deviation of half.
 */
const CONTENDED: NoiseEstimate = { variance: 0.5 ** 2, degreesOfFreedom: 3 };

/** The variance of a median of many normal values is this much that of their mean. */
const MEDIAN = Math.PI / 2;

/** A run, and those of its bursts that are to be held against another's. */
export interface Measured {
  readonly run: Run;
  readonly bursts: readonly Burst[];
}

/** What each burst took from its first sending to its last answer, ms. */
export function makespans(measured: Measured): Sample {
  const values = measured.bursts.flatMap(({ timeline }) => timeline.makespanMs ?? []);
  // With nobody waiting it is the slowest call that counts, and varies less than a call does.
  const share = queueing(measured)?.inARow ?? 1;
  return sampleOf({ values, measured, share, service: serviceGroups(measured) });
}

/** What the typical call of each burst spent outside its handler, ms; nothing where it is not told. */
export function waits(measured: Measured, negligibleMs: number): Sample {
  const groups = witnessedOf(measured).map((calls) =>
    calls.map((call) => durationMs(call) - handlerMs(call)),
  );
  const queue = queueing(measured);
  const service = queue === undefined ? groups : serviceGroups(measured);
  const share = queue?.halfARow ?? ofMedian(groups);
  return sampleOf({ values: mediansOf(groups), measured, share, service, negligibleMs });
}

/** How long the typical handler of each burst ran, ms. */
export function handlings(measured: Measured): Sample {
  const service = witnessedOf(measured).map((calls) => calls.map(handlerMs));
  return sampleOf({ values: mediansOf(service), measured, share: ofMedian(service), service });
}

/** How long the typical call of each burst took, ms; it needs nothing from the target. */
export function durations(measured: Measured): Sample {
  const groups = durationGroups(measured);
  const share = queueing(measured)?.halfARow ?? ofMedian(groups);
  const service = serviceGroups(measured);
  return sampleOf({ values: mediansOf(groups), measured, share, service });
}

/** What cold starts typically added in each burst, ms. Too few bursts tell nothing: there is no prior. */
export function coldStarts({ bursts }: Run): Sample {
  return { values: bursts.flatMap(({ timeline }) => timeline.temperature?.addedMs?.median ?? []) };
}

/** A standard deviation of so much of a call leaves it open what made a few of them long. */
const UNSTEADY = 0.2;

/** Whether "contended" may be chance: it rests on how much longer calls took than the few alone. */
export function mayBeChance(measured: Measured): boolean {
  const { run, bursts } = measured;
  if (run.verdict.kind === 'inconclusive') return false;
  const told = witnessedOf(measured).map((calls) => calls.map(handlerMs));
  const groups = told.length === bursts.length ? told : [];
  const spreads = [groups, [warmSolo(run.solo).map(durationMs)]].map(
    (one) => spreadWithin(one, NEGLIGIBLE_MS)?.variance ?? 0,
  );
  return Math.max(...spreads) > UNSTEADY ** 2;
}

function mediansOf(groups: readonly (readonly number[])[]): number[] {
  return groups.flatMap((group) => median(group) ?? []);
}

function ofMedian(groups: readonly (readonly number[])[]): number {
  return Math.min(1, MEDIAN / Math.max(1, median(groups.map(({ length }) => length)) ?? 1));
}

/**
 * The calls of a burst vary, and average out over `share`; calls made alone at other times show how
 * the target varies from one time to another, which a burst has all of.
 */
function sampleOf(sample: {
  readonly values: readonly number[];
  readonly measured: Measured;
  readonly share: number;
  /** What varies from call to call, burst by burst. */
  readonly service: readonly (readonly number[])[];
  readonly negligibleMs?: number;
}): Sample {
  const { values, measured, share, service, negligibleMs = NEGLIGIBLE_MS } = sample;
  if (measured.run.verdict.kind === 'contended') return { values, chance: CONTENDED };
  const alone = spreadWithin([warmSolo(measured.run.solo).map(durationMs)], negligibleMs);
  const known = spreadWithin(service, negligibleMs) ?? alone;
  if (known === undefined) return { values };
  const variance = Math.max(share * known.variance, alone?.variance ?? 0);
  return { values, chance: { variance, degreesOfFreedom: known.degreesOfFreedom } };
}

/** How long calls take that do not wait for one another: as the target tells, else where none did. */
function serviceGroups(measured: Measured): readonly (readonly number[])[] {
  if (queueing(measured) === undefined) return durationGroups(measured);
  return witnessedOf(measured).map((calls) => calls.map(handlerMs));
}

/**
 * Where calls queue a burst is as long as several services in a row, and the typical wait as long as
 * half of them: the more, the less either varies. `undefined` where nobody is known to have waited.
 */
function queueing({ run, bursts }: Measured): { inARow: number; halfARow: number } | undefined {
  const { verdict } = run;
  if (verdict.kind === 'inconclusive') return { inARow: 1, halfARow: 1 };
  if (verdict.workers.high === null) return undefined;
  const calls = Math.max(1, answeredOf(bursts));
  const share = verdict.workers.high / calls;
  return { inARow: Math.min(1, share), halfARow: Math.min(1, 2 * share) };
}

function durationGroups({ bursts }: Measured): number[][] {
  return bursts.map(({ timeline }) => timeline.answered.map(durationMs));
}

/** The calls of bursts of which the target told when it served each. */
function witnessedOf({ bursts }: Measured): ServerTimed[][] {
  return bursts
    .map(({ timeline }) => timeline.answered)
    .filter((answered) => answered.every(hasServerTimes))
    .map((answered) => answered.filter(hasServerTimes));
}
