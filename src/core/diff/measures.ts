import { durationMs, handlerMs, hasServerTimes, type ServerTimed } from '../invocation.ts';
import { spreadWithin, type NoiseEstimate, type Sample } from './significance.ts';
import type { Burst, Run } from '../run.ts';
import { largest, median } from '../statistics.ts';
import { judgedCalls } from '../timeline/first-byte.ts';
import { warmSolo } from '../timeline/timeline.ts';
import { answeredOf } from './comparable-bursts.ts';

/** Sockets and schedulers add as much: a shorter difference is lost in it. */
export const NEGLIGIBLE_MS = 10;

/**
 * Calls that share cores depend on what else the machine does: on two busy cores, bursts of the
 * CPU-bound route took 1.1 to 4.7 s, a relative standard deviation of one half.
 */
const CONTENDED: NoiseEstimate = { variance: 0.5 ** 2, degreesOfFreedom: 3 };

/** The variance of the median of many normal values, as a multiple of that of their mean. */
const MEDIAN = Math.PI / 2;

/** A run with the bursts that are compared with those of another run. */
export interface Measured {
  readonly run: Run;
  readonly bursts: readonly Burst[];
}

/** How long each burst took from its first sending to its last answer, ms. */
export function makespans(measured: Measured): Sample {
  const values = measured.bursts.flatMap(({ timeline }) => timeline.makespanMs ?? []);
  // If no call waits, the slowest one counts, and it varies less than a single call does.
  const share = queueing(measured)?.inARow ?? 1;
  return sampleOf({ values, measured, share, service: serviceGroups(measured) });
}

/** What the typical call of each burst spent outside its handler, ms; no values if that is not reported. */
export function waits(measured: Measured, negligibleMs: number): Sample {
  const groups = serverTimedCalls(measured).map((calls) =>
    calls.map((call) => durationMs(call) - handlerMs(call)),
  );
  const queue = queueing(measured);
  const service = queue === undefined ? groups : serviceGroups(measured);
  const share = queue?.halfARow ?? ofMedian(groups);
  return sampleOf({ values: mediansOf(groups), measured, share, service, negligibleMs });
}

/** How long the typical handler of each burst ran, ms. */
export function handlings(measured: Measured): Sample {
  const service = serverTimedCalls(measured).map((calls) => calls.map(handlerMs));
  return sampleOf({ values: mediansOf(service), measured, share: ofMedian(service), service });
}

/** How long the typical call of each burst took, ms: the target need not report anything. */
export function durations(measured: Measured): Sample {
  const groups = durationGroups(measured);
  const share = queueing(measured)?.halfARow ?? ofMedian(groups);
  const service = serviceGroups(measured);
  return sampleOf({ values: mediansOf(groups), measured, share, service });
}

/** What cold starts typically added in each burst, ms. There is no prior, so few bursts show nothing. */
export function coldStarts({ bursts }: Run): Sample {
  return { values: bursts.flatMap(({ timeline }) => timeline.temperature?.addedMs?.median ?? []) };
}

/** With this relative standard deviation a few long calls may be chance. */
const UNSTEADY = 0.2;

/** Whether "contended" may be chance: it rests on how much longer calls took than a few solo calls. */
export function mayBeChance(measured: Measured): boolean {
  const { run, bursts } = measured;
  if (run.verdict.kind === 'inconclusive') return false;
  const handlerTimes = serverTimedCalls(measured).map((calls) => calls.map(handlerMs));
  const groups = handlerTimes.length === bursts.length ? handlerTimes : [];
  const spreads = [groups, [soloDurations(run)]].map(
    (one) => spreadWithin(one, NEGLIGIBLE_MS)?.variance ?? 0,
  );
  return (largest(spreads) ?? 0) > UNSTEADY ** 2;
}

function soloDurations({ solo, target }: Run): number[] {
  return warmSolo(judgedCalls(solo, target)).map(durationMs);
}

function mediansOf(groups: readonly (readonly number[])[]): number[] {
  return groups.flatMap((group) => median(group) ?? []);
}

function ofMedian(groups: readonly (readonly number[])[]): number {
  return Math.min(1, MEDIAN / Math.max(1, median(groups.map(({ length }) => length)) ?? 1));
}

/**
 * The calls of a burst vary, and average out over `share`. Solo calls, made at other times, show how the
 * target varies from one time to another; that affects a burst as a whole.
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
  const solo = spreadWithin([soloDurations(measured.run)], negligibleMs);
  const known = spreadWithin(service, negligibleMs) ?? solo;
  if (known === undefined) return { values };
  const variance = Math.max(share * known.variance, solo?.variance ?? 0);
  return { values, chance: { variance, degreesOfFreedom: known.degreesOfFreedom } };
}

/** How long calls take that do not wait for one another: by the handlers, or by bursts in which none waited. */
function serviceGroups(measured: Measured): readonly (readonly number[])[] {
  if (queueing(measured) === undefined) return durationGroups(measured);
  return serverTimedCalls(measured).map((calls) => calls.map(handlerMs));
}

/**
 * If calls queue, a burst is as long as several services in a row, and the typical wait as long as half
 * of them: the more there are, the less either varies. `undefined` if no call is known to have waited.
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

/** The calls of the bursts whose handler times are all known. */
function serverTimedCalls({ bursts }: Measured): ServerTimed[][] {
  return bursts
    .map(({ timeline }) => timeline.answered)
    .filter((answered) => answered.every(hasServerTimes))
    .map((answered) => answered.filter(hasServerTimes));
}
