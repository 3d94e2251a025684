import { peakOverlap, type Interval } from '../timeline/overlap.ts';
import { median } from '../statistics.ts';
import { defined } from '../defined.ts';
import type { Refills } from './caller.ts';

/** A client that waits for a call to end sends the next within this share of a typical call. */
const PROMPT_SHARE = 0.2;
/** But it takes at most this long, ms, even if it starts a process for each call. */
const MOST_PROMPT_MS = 200;
/** If calls end together, a client takes this much longer for each, ms: HTTPX takes about 2. */
const PER_CALL_MS = 3;
/** On a busy machine it takes even longer: up to this many times as long as for sending its first calls. */
const SENDINGS_PER_CALL = 3;
/** It never takes longer than this share of a typical call, however many end together. */
const MOST_PROMPT_SHARE = 0.4;

/** A call that comes within this time after an end waited for that end, ms. */
function promptWithin({ peak, typicalMs, filledWithinMs }: Omit<Flights, 'refills'>): number {
  const oneMs = Math.min(MOST_PROMPT_MS, PROMPT_SHARE * typicalMs);
  const othersMs = Math.max(PER_CALL_MS * (peak - 1), SENDINGS_PER_CALL * filledWithinMs);
  return Math.min(oneMs + othersMs, MOST_PROMPT_SHARE * typicalMs);
}

/** How the calls of one client reached their peak, and what came after. */
export interface Flights {
  readonly peak: number;
  readonly typicalMs: number;
  /** Time from the first to the last of the calls that first reached the peak, ms. */
  readonly filledWithinMs: number;
  readonly refills: Refills;
  /** The median time from an end to the next call, ms, if calls never overlapped. */
  readonly medianPauseMs?: number;
}

/** Follows calls in the order of their arrival; there has to be at least one. */
export function followFlights(spans: readonly Interval[]): Flights {
  const peak = Math.max(1, peakOverlap(spans));
  const typicalMs = median(spans.map(({ start, end }) => end - start)) ?? 0;
  const pauses = spans.slice(1).map(({ start }, index) => start - (spans[index]?.end ?? start));
  const changes = changesOf(spans);
  const { filledWithinMs, index } = findFull(changes, peak);
  const promptMs = promptWithin({ peak, typicalMs, filledWithinMs });
  return {
    peak,
    typicalMs,
    filledWithinMs,
    refills: countRefills(changes.slice(index + 1), peak, promptMs),
    ...defined({ medianPauseMs: peak === 1 ? median(pauses) : undefined }),
  };
}

/** Finds the change that first reached the peak, and how long its calls took to arrive. */
function findFull(
  changes: readonly Change[],
  peak: number,
): { filledWithinMs: number; index: number } {
  let startedAt = 0;
  const index = changes.findIndex(({ at, isEnd, before }) => {
    if (!isEnd && before === 0) startedAt = at;
    return !isEnd && before + 1 === peak;
  });
  return { filledWithinMs: (changes[index]?.at ?? startedAt) - startedAt, index };
}

/**
 * Counts the calls that took the place of one that had just ended at the peak. Each end makes room for
 * one call.
 */
function countRefills(changes: readonly Change[], peak: number, promptMs: number): Refills {
  const gaps: number[] = [];
  let later = 0;
  let free: number[] = [];
  for (const { at, isEnd, before } of changes) {
    free = free.filter((end) => at - end <= promptMs);
    if (!isEnd) {
      later += 1;
      const end = free.shift();
      if (end !== undefined) gaps.push(at - end);
      // Calls that end together free their places together, though only the first ends at the peak.
    } else if (before === peak || free.length > 0) free.push(at);
  }
  return { later, prompt: gaps.length, ...defined({ medianGapMs: median(gaps) }) };
}

/** A call that comes or ends, and how many were in flight before. */
interface Change {
  readonly at: number;
  readonly isEnd: boolean;
  readonly before: number;
}

/** Arrivals and ends in their order; at the same time, ends come first. */
function changesOf(spans: readonly Interval[]): Change[] {
  let inFlight = 0;
  return spans
    .flatMap(({ start, end }) => [
      { at: start, isEnd: false },
      { at: end, isEnd: true },
    ])
    .toSorted((a, b) => a.at - b.at || Number(b.isEnd) - Number(a.isEnd))
    .map((change) => {
      const before = inFlight;
      inFlight += change.isEnd ? -1 : 1;
      return { ...change, before };
    });
}
