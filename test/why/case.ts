import type { VerdictKind } from '../../src/core/verdict.ts';
import type { Start } from '../servers/programs.ts';
import type { Experiment } from './experiment.ts';
import type { Needed } from './install.ts';

/** A server whose calls wait, or don't, and why that is. */
export interface WhyCase {
  readonly name: string;
  /** Set if only `bench:why` tries it, because there are others of its kind. */
  readonly onlyInBench?: true;
  readonly start: Start;
  /** The command that starts the same server, as after `--`, with `{port}`. */
  readonly command?: readonly string[];
  /** A program that has to be installed. */
  readonly needs?: Needed;
  readonly path: string;
  readonly calls: number;
  readonly options?: readonly string[];
  readonly truth: Truth;
  /** Calls that prove it. */
  readonly proof: readonly Experiment[];
}

/** What is true of a server. */
export interface Truth {
  /** Any of these verdicts is right; `inconclusive` is none, but not wrong. */
  readonly kinds: readonly VerdictKind[];
  /** How many calls it serves at a time, if that matters here. */
  readonly workers?: number;
  /** Why calls wait; absent if they don't, so any cause is wrong. */
  readonly cause?: TrueCause;
  /** Where calls wait, if a tool can see it. */
  readonly place?: Place;
  /** Other causes that may be named, and the reasons. */
  readonly alsoRight?: Partial<Readonly<Record<TrueCause, string>>>;
  /** Set if calls cannot show it for sure. */
  readonly notSure?: true;
  /** Set if not to name the cause fails, too. */
  readonly mustDecide?: true;
}

/** Lines of a program: all that have the marker in a comment. */
export interface Place {
  readonly file: string;
  readonly marker: string;
}

/** The causes that a single machine can show. */
export type TrueCause =
  | 'event-loop-blocked'
  | 'event-loop-busy'
  | 'one-call-per-worker'
  | 'thread-pool-full'
  | 'route-pool'
  | 'route-lock'
  | 'server-lock'
  | 'server-limit'
  | 'same-request-lock'
  | 'session-lock'
  | 'client-limit'
  | 'connection-limit'
  | 'rate-limit'
  | 'interpreter-lock'
  | 'cores-full'
  | 'uneven-spread'
  | 'batching'
  | 'warm-up'
  | 'proxy-limit'
  | 'client-too-slow';

/** Calls wait in the lines that have the marker. */
export function waitsIn(file: string, marker = 'waits here'): { readonly place: Place } {
  return { place: { file, marker } };
}
