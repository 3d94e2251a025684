import { peakOverlap, type Interval } from '../timeline/overlap.ts';
import { median } from '../statistics.ts';
import { defined } from '../defined.ts';
import type { Refills } from './caller.ts';

/** After an end, the next call of a client that waited for it takes at most this share of a typical call. */
const PROMPT_SHARE = 0.2;
/** The same at the most for a client with one call in flight, ms: it may start a process first. */
const MOST_PROMPT_MS = 200;
/** What a client needs besides for each of its calls that end together, ms: HTTPX needs about 2. */
const PER_CALL_MS = 3;
/** On a busy machine it needs more: it also takes longer to send its first calls, and so many times that. */
const SENDINGS_PER_CALL = 3;
/** However many end together, no longer than this share of a typical call. */
const MOST_PROMPT_SHARE = 0.4;

/** How soon after an end a call has to come to have waited for it, ms. */
function promptWithin({ peak, typicalMs, filledWithinMs }: Omit<Flights, 'refills'>): number {
  const oneMs = Math.min(MOST_PROMPT_MS, PROMPT_SHARE * typicalMs);
  const othersMs = Math.max(PER_CALL_MS * (peak - 1), SENDINGS_PER_CALL * filledWithinMs);
  return Math.min(oneMs + othersMs, MOST_PROMPT_SHARE * typicalMs);
}

/** How the calls of one client filled what it allows, and what came after. */
export interface Flights {
  readonly peak: number;
  readonly typicalMs: number;
  /** Time from the first to the last of the calls that were first in flight together at the peak, ms. */
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

/** Finds the first time at which as many calls were in flight as ever were, and from when on they came. */
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
 * Counts the calls that took the place of one that had just ended while as many were in flight as ever
 * were. Each end lets one call in, so an end is the reason for one call only.
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
