import type { VerdictKind } from '../../src/core/verdict.ts';
import type { Process, World } from './world.ts';

/** One call as it reaches the server. */
export interface Call {
  /** Its place in its burst, from 0. */
  readonly nth: number;
  /** How many calls its burst has; 1 of a solo call. */
  readonly of: number;
  /** Bursts before this one, not counting solo calls. */
  readonly burst: number;
}

/** What the server answers; by default status 200 with the same body for all. */
export interface Reply {
  readonly status?: number;
  readonly body?: string;
  readonly type?: string;
}

export type Handler = (call: Call) => Process<Reply>;

/** What a run could have shown. */
export interface Seen {
  /** Calls of its largest burst. */
  readonly calls: number;
  /** The most calls that were in service at one time. */
  readonly peak: number;
}

/** Which verdicts are right. */
export interface Truth {
  readonly kinds: readonly VerdictKind[];
  /** The interval may begin here or below. */
  readonly low: number;
  /** It has to end here or above; `Infinity` if only an open end is right. */
  readonly high: number;
}

/** A server with known truth, and how it is reached. */
export interface SimulatedServer {
  /** What was drawn, for whoever replays it. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Makes the server anew, for one run. */
  readonly start: (world: World) => Handler;
  readonly truth: (seen: Seen) => Truth;
  /** What the network adds to each call, ms, and at random up to `jitterMs` more. */
  readonly overheadMs: number;
  readonly jitterMs: number;
  /** From sending one call to sending the next, ms; depends on how many there are. */
  readonly sendGapMs: (calls: number) => number;
}

/** So many calls at a time, and the others wait. */
export function limitedTo(workers: number): (seen: Seen) => Truth {
  return ({ calls, peak }) => ({
    kinds: [workers === 1 ? 'serial' : 'overlapping'],
    low: Math.max(peak, Math.min(workers, calls)),
    high: workers,
  });
}

/** No limit on how many are in progress: a closed interval is wrong. */
export function unlimited({ calls }: Seen): Truth {
  return { kinds: ['overlapping'], low: calls, high: Infinity };
}

/** A rate is limited, not how many are in progress: no more of those than were seen can be claimed. */
export function rateLimited({ peak }: Seen): Truth {
  return { kinds: ['overlapping'], low: peak, high: Infinity };
}
