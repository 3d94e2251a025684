import { groupBy } from '../group-by.ts';
import { smallest } from '../statistics.ts';
import { flightOf, type RecordedCall } from './recorded-call.ts';
import { hostOf, requestOf } from './request.ts';

/** Calls of one request that left together while nothing else was in flight to their host. */
export interface Release {
  readonly calls: readonly RecordedCall[];
  /** Calls of other requests to that host that were sent before the first answer. */
  readonly others: number;
}

/** The calls of one request, and which of them can be judged. */
export interface Candidate {
  readonly request: string;
  readonly calls: readonly RecordedCall[];
  /** Calls during which nothing else was in flight to their host. */
  readonly solo: readonly RecordedCall[];
  readonly bursts: readonly Release[];
}

/**
 * Calls that left within this share of the time until the first answer left together. Later ones reached a
 * host that was already busy. Those that left after an answer may have waited for it: a browser has no more
 * connections, or a virtual user sends its next call.
 */
const TOGETHER = 0.25;

/** Finds, for each request, the calls that were released together and those that were made alone. */
export function findCandidates(calls: readonly RecordedCall[]): Candidate[] {
  const periods = [...groupBy(calls, hostOf).values()].flatMap(busyPeriods);
  const solo = new Set(periods.filter(({ length }) => length === 1).flat());
  const releases = periods.filter(({ length }) => length > 1).flatMap(releasesOf);
  return [...groupBy(calls, requestOf)].map(([request, own]) => ({
    request,
    calls: own,
    solo: own.filter((call) => solo.has(call)),
    bursts: releases.filter(({ calls: [first] }) => first && requestOf(first) === request),
  }));
}

/** Calls to one host in the order of sending, split wherever none was in flight. */
function busyPeriods(calls: readonly RecordedCall[]): RecordedCall[][] {
  const periods: RecordedCall[][] = [];
  let busyUntil = -Infinity;
  for (const call of calls.toSorted((a, b) => a.sentAt - b.sentAt)) {
    if (flightOf(call).start >= busyUntil) periods.push([call]);
    else periods.at(-1)?.push(call);
    busyUntil = Math.max(busyUntil, call.receivedAt);
  }
  return periods;
}

/** The calls with which a busy period began, by request. */
function releasesOf(period: readonly RecordedCall[]): Release[] {
  const startedAt = period[0]?.sentAt ?? 0;
  const answeredAt = smallest(period.map(({ receivedAt }) => receivedAt)) ?? startedAt;
  const before = period.filter(({ sentAt }) => sentAt < answeredAt);
  const together = before.filter(
    ({ sentAt }) => sentAt - startedAt <= TOGETHER * (answeredAt - startedAt),
  );
  return [...groupBy(together, requestOf)]
    .filter(([, calls]) => calls.length > 1)
    .map(([request, calls]) => ({
      calls,
      others: before.filter((call) => requestOf(call) !== request).length,
    }));
}
