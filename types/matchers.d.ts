// Written by `npm run types:write` from the sources.
import type { CheckOptions, Run } from './index.js';

/** What the matchers check: a target to call, or a run that is measured already. */
export type Checked = string | URL | Run;

/** How the matchers call a target: see `CheckOptions`. `why` is on by default, so a failure names the cause. */
export type MatcherOptions = Omit<CheckOptions, 'target'>;

/**
 * The matchers of `expect`. Each returns a promise, so `await` it. The options are those of `check`; a run takes
 * none, because it is measured already.
 */
export interface ConcurrencyMatchers {
  /**
   * Passes if the target serves at least this many calls at a time, by the lower bound of the verdict. After
   * `.not`, passes if it serves fewer, by the upper bound. If the number is between the bounds, fails either way.
   * Fires bursts of twice as many calls, at least 10, unless `options.calls` is set.
   */
  toServeAtATime(calls: number, options?: MatcherOptions): Promise<void>;
  /**
   * Passes if calls run at the same time on several instances: the verdict is `parallel`. Fails either way if
   * they overlap, but it is not known on which instances.
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

/** What `expect` passes to a matcher as `this`. */
interface MatcherState {
  /** Whether the matcher follows `.not`. */
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
