// Written by `npm run types:write` from the sources.
import type { CheckOptions, Run } from './index.js';

/** What the matchers call: an address or another target, or a run that was made already. */
export type Checked = string | URL | Run;

/** How the matchers call it; see `CheckOptions`. `why` is on, so that a failure names the cause. */
export type MatcherOptions = Omit<CheckOptions, 'target'>;

/**
 * The matchers as `expect` has them. Each resolves, so `await` it; `options` are those of `check`, and a run, which
 * is measured already, takes none.
 */
export interface ConcurrencyMatchers {
  /**
   * Passes if the target serves this many calls at a time or more, by the lower bound of the verdict; negated,
   * if it serves fewer, by the upper bound. In between it fails either way. Fires twice as many calls, 10 at
   * least, unless `options.calls` says otherwise.
   */
  toServeAtATime(calls: number, options?: MatcherOptions): Promise<void>;
  /**
   * Passes if calls run at the same time on several instances: the verdict is `parallel`. Fails either way if
   * they overlap, but nobody can tell where.
   */
  toRunInParallel(options?: MatcherOptions): Promise<void>;
  /** Passes if one call runs at a time: the verdict is `serial`. */
  toBeSerial(options?: MatcherOptions): Promise<void>;
}

/** What a matcher returns to `expect`. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What `expect` tells a matcher. */
interface MatcherState {
  /** Whether it stands after `.not`. */
  readonly isNot?: boolean;
}

declare function toServeAtATime(this: MatcherState, received: Checked, calls: number, options?: MatcherOptions): Promise<MatcherResult>;

declare function toRunInParallel(this: MatcherState, received: Checked, options?: MatcherOptions): Promise<MatcherResult>;

declare function toBeSerial(this: MatcherState, received: Checked, options?: MatcherOptions): Promise<MatcherResult>;

/** What `expect.extend` takes, in Vitest and in Jest. */
export declare const matchers: {
  toServeAtATime: typeof toServeAtATime;
  toRunInParallel: typeof toRunInParallel;
  toBeSerial: typeof toBeSerial;
};

export {};
