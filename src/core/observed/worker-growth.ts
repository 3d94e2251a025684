import { groupBy } from '../group-by.ts';
import { largest, sum } from '../statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { processName } from './name-processes.ts';
import type { Sighting } from './observed.ts';

// How many workers a server had from moment to moment, if it starts more while calls wait.

/** A burst of which the machine shows who served each call. */
interface WatchedBurst {
  readonly timeline: Timeline;
  readonly observed: Sighting;
}

/** How many workers were there at first, and the most that served calls at the same time later. */
interface Growth {
  readonly first: number;
  readonly later: number;
}

/**
 * How the number of workers grew since the first burst began; `undefined` if it did not. Workers that were there
 * count as first even if they got no call until later, as in a small burst.
 */
export function growthOf(bursts: readonly WatchedBurst[]): Growth | undefined {
  const old = bursts.flatMap(({ observed }) =>
    observed.processes.filter(({ calls, startedBy }) => calls > 0 && startedBy === undefined),
  );
  const first = new Set(old.map(({ pid }) => pid)).size;
  const later = largest(bursts.map(mostTogether)) ?? 0;
  return first > 0 && later > first ? { first, later } : undefined;
}

/** How many workers that served calls were there by then, ms after the release. */
export function workersBy({ processes }: Sighting, at: number): number {
  return processes.filter(({ calls, startedBy = 0 }) => calls > 0 && startedBy <= at).length;
}

/** A worker that replaces another starts once that has served its last call, so they don't add up. */
function mostTogether({ timeline, observed }: WatchedBurst): number {
  const answers = answersOfEach(timeline);
  const spans = observed.processes.map(({ pid, startedBy = 0 }) => ({
    from: startedBy,
    until: largest(answers.get(processName(pid)) ?? []) ?? 0,
  }));
  const together = spans.map(
    ({ from }) => spans.filter((one) => one.from <= from && one.until > from).length,
  );
  return largest(together) ?? 0;
}

/** The time that a worker took for a call, from when it was free. */
export interface Turn {
  readonly ms: number;
  /** How many workers there were when it was free. */
  readonly workers: number;
  /** Whether it is its first in the burst, so it may have been free for a while before. */
  readonly isFirst: boolean;
}

/** The turns of all workers of a burst. The first begins when the worker has started, as far as the looks show. */
export function turnsOf({ timeline, observed }: WatchedBurst): readonly Turn[] {
  const answers = answersOfEach(timeline);
  return observed.processes.flatMap(({ pid, startedBy = 0 }) =>
    (answers.get(processName(pid)) ?? []).map((at, index, all) => {
      const from = all[index - 1] ?? startedBy;
      return { ms: at - from, workers: workersBy(observed, from), isFirst: index === 0 };
    }),
  );
}

/** When the calls of each worker were answered, in order, by its name. */
function answersOfEach({ answered }: Timeline): ReadonlyMap<string | undefined, number[]> {
  const calls = groupBy(answered, ({ served }) => served?.instance);
  return new Map(
    [...calls].map(([name, its]) => [
      name,
      its.map(({ receivedAt }) => receivedAt).toSorted((a, b) => a - b),
    ]),
  );
}

/**
 * How many connections each worker had while others waited to be accepted, on average; `undefined` if none waited, or
 * if the looks don't say how many were accepted. One look may find a connection that was answered, but not closed yet.
 */
export function connectionsEach(observed: Sighting): number | undefined {
  const { waiting, overMs } = observed;
  const looks = waiting.flatMap(({ at, notAccepted, accepted }, index) => {
    const lastedMs = (waiting[index + 1]?.at ?? overMs) - at;
    return notAccepted === 0 ? [] : { accepted, lastedMs, workers: workersBy(observed, at) };
  });
  const held = looks.flatMap(({ accepted, lastedMs }) =>
    accepted === undefined ? [] : accepted * lastedMs,
  );
  const places = sum(looks.map(({ workers, lastedMs }) => workers * lastedMs));
  return places === 0 || held.length < looks.length ? undefined : sum(held) / places;
}
