import type { Interval } from '../reason.ts';
import { sum } from '../statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { hasReason } from '../verdict.ts';
import type { Fact } from './diagnosis.ts';
import { coresUsed, type Evidence, type MachineEvidence } from './evidence.ts';
import { occupied, placeOf } from './places.ts';

// How many calls get done at a time, and whether the server has anything to compute meanwhile.

/** A server that uses less than this for each call that it works on waits for something else, cores. */
const IDLE = 0.3;

/** Whether the server is known not to be busy. */
export function idleFact({ machine }: Evidence): Fact | undefined {
  const used = machine && coresUsed(machine);
  return used === undefined || used > IDLE ? undefined : { code: 'server-idle', cores: used };
}

/** The fewest and the most calls that may get done at a time. */
export interface Limit {
  readonly low: number;
  readonly high: number;
}

/** How many calls get done at a time, if that is bounded; an open verdict has to leave a single number. */
export function limitOf(evidence: Evidence): Limit | undefined {
  const { verdict } = evidence;
  if (verdict.kind === 'inconclusive' || verdict.kind === 'contended') return undefined;
  if (isFasterAfterRest(evidence)) return undefined;
  if (hasReason(verdict, 'limiter', 'limiter-or-queue')) return undefined;
  if (hasReason(verdict, 'serial-stage')) return ONE; // part of each call
  const { low, high } = verdict.workers;
  if (high !== null) return { low, high };
  const number = unconfirmedLimit(evidence);
  return number === undefined ? undefined : { low: number, high: number };
}

const ONE: Limit = { low: 1, high: 1 };

/** The number of calls if it can be no other: only such a number may be said, or held against the size of a pool. */
export function exactly({ low, high }: Limit): number | undefined {
  return low === high ? high : undefined;
}

/** One call, as with a lock, or several, as with a pool. */
export type AtATime = 'one' | 'several';

/** Whether one call gets done at a time or several; `undefined` if it may be either. */
export function letsThrough({ low, high }: Limit): AtATime | undefined {
  if (high <= 1) return 'one';
  return low > 1 ? 'several' : undefined;
}

/** The single number that an open verdict leaves, if any. */
function unconfirmedLimit(evidence: Evidence): number | undefined {
  for (const reason of evidence.verdict.reasons) {
    if (reason.code === 'limit-unconfirmed' && reason.low === reason.high) return reason.high;
    if (reason.code === 'idle-processes') {
      const { low, high } = reason.workers;
      if (low === high) return low;
    }
    if (reason.code === 'fitted') return threadsWithin(reason.workers, evidence);
  }
  return undefined;
}

/** How many threads stacks show with calls, if that number fits the times. */
function threadsWithin({ low, high }: Interval, { probes }: Evidence): number | undefined {
  const threads = placeOf(probes, occupied)?.threads;
  const fits = threads !== undefined && high !== null && low <= threads && threads <= high;
  return fits && threads > 1 ? threads : undefined;
}

/** If a solo call after a rest takes less than this share of the others, something held up only those. */
const RESTED = 0.5;

/** Whether solo calls may have been held up, too: by a limiter that spaces calls, or by work after the answers. */
function isFasterAfterRest({ restedMs, timeline: { soloMs } }: Evidence): boolean {
  return restedMs !== undefined && soloMs !== undefined && restedMs < RESTED * soloMs;
}

/** Together, the threads behind one lock use at least this share of a core, and hardly more than one core. */
export const ONE_CORE = { least: 0.7, most: 1.15 };

/** How much the server computes, if a core was free, so calls don't wait for that. */
export function computesFact({ machine }: Evidence): Fact | undefined {
  if (machine === undefined || !hadRoom(machine)) return undefined;
  const used = coresUsed(machine);
  return used !== undefined && used < ONE_CORE.least
    ? { code: 'server-computes', cores: used }
    : undefined;
}

/** Cores that were free, if threads could have used them. */
const LEAST_ROOM = 0.5;

/** Whether another core was left to use: else other work on the machine would look the same. */
export function hadRoom({ cores = 1, burst }: MachineEvidence): boolean {
  const { machineCores = 0 } = burst.observed;
  return cores > 1 && machineCores <= cores - LEAST_ROOM;
}

/** Calls that share cores get done about as soon as one after the other, or sooner. */
const SLOWED_DOWN = 0.8;

/** Whether calls took so much longer together that they spend the time on each other, as on a lock that is polled. */
export function isSlowedDown({ speedUp }: Timeline): boolean {
  return speedUp !== undefined && speedUp < SLOWED_DOWN;
}

/** Fewer threads than this at work, on average, are one. */
const TWO_AT_WORK = 1.5;

/** What the server computes in one thread at a time, as stacks show, so threads don't compete for a core. */
export function oneComputesFact({ machine, probes }: Evidence): Fact | undefined {
  const used = machine && coresUsed(machine);
  const working = sum(probes.places.filter(occupied).map(({ threads, share }) => threads * share));
  const isOne = working > 0 && working < TWO_AT_WORK;
  return used !== undefined && isOne ? { code: 'server-computes', cores: used } : undefined;
}

/** What the server computed, which matters if calls get slower together. */
export function computedFact(evidence: Evidence): Fact[] {
  const { machine, verdict } = evidence;
  const cores = machine && coresUsed(machine);
  if (verdict.kind !== 'contended' || cores === undefined) return [];
  return [idleFact(evidence) ?? { code: 'server-computes', cores }];
}
