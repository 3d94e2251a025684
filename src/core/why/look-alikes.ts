import { median } from '../statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Fact } from './diagnosis.ts';
import type { Evidence } from './evidence.ts';
import { exactly, limitOf } from './limit-evidence.ts';
import { isLockSeen, occupied, placeOf } from './places.ts';

// What lets calls through at the same times as a lock or a pool does.

/** Causes that show the same times as a lock or a pool. */
export type LookAlikes = readonly ('rate-limit' | 'batching')[];

/**
 * What else may hold calls up. A limiter may let calls start as fast as they end, so only threads that wait for a
 * lock show that it is one.
 */
export function lookAlikes(evidence: Evidence): LookAlikes {
  const { probes } = evidence;
  return [
    ...(isLockSeen(probes) ? [] : (['rate-limit'] as const)),
    ...(mayBeBatches(evidence) ? (['batching'] as const) : []),
  ];
}

/** The same as a fact, if there is anything. What a server waits for may also be in another that it calls. */
export function looksAlikeFact(causes: LookAlikes): Fact[] {
  if (causes.length === 0) return [];
  const isSeen = !causes.includes('rate-limit');
  return [{ code: 'looks-alike', causes: isSeen ? causes : [...causes, 'upstream'] }];
}

/** The calls of a batch are answered within this time, ms: those of a pool drift apart, sooner or later. */
const ONE_MOMENT_MS = 2;

/** Whether all calls of a wave were answered at one moment, and no stacks show that several calls had begun. */
function mayBeBatches(evidence: Evidence): boolean {
  const { timeline, probes } = evidence;
  const limit = limitOf(evidence);
  const size = limit && exactly(limit);
  if (size === undefined || size < 2) return false;
  const threads = placeOf(probes, occupied)?.threads ?? 0;
  const width = median(waveWidths(timeline, size));
  // A busy machine spreads some of them.
  return threads < 2 && width !== undefined && width <= ONE_MOMENT_MS;
}

/** How far apart the answers of each full wave came, ms; none unless several came. */
function waveWidths({ answered }: Timeline, size: number): readonly number[] {
  const received = answered.map(({ receivedAt }) => receivedAt).toSorted((a, b) => a - b);
  const widths = received.flatMap((first, index) => {
    const last = received[index + size - 1];
    return index % size > 0 || last === undefined ? [] : [last - first];
  });
  return widths.length < 2 ? [] : widths;
}
