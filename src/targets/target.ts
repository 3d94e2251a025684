import type { ConnectionEnds, PreparedCall } from '../core/fire.ts';
import type { PrintedWords, ServerReport, ServerUsage } from '../core/timeline/server-report.ts';
import type { TargetDescription } from '../core/target-description.ts';

/** Something that can be called. */
export interface Target {
  readonly description: TargetDescription;
  /** What the answers have shown of the target so far. */
  readonly observed?: () => Partial<TargetDescription>;
  /** Prepares calls, each on its own connection. Rejects if the signal aborts. */
  readonly prepare: (options: PrepareOptions) => Promise<PreparedCall[]>;
  /** Replaces all instances, so the next call on each is cold; absent unless it was asked for. */
  readonly forceColdStart?: (signal: AbortSignal) => Promise<void>;
  /** The server, if it was started for the run. */
  readonly server?: StartedServer;
  /** The same target called in other ways; absent if it cannot be. */
  readonly variants?: TargetVariants;
}

/** A target called in other ways, which tell causes of waiting apart. */
export interface TargetVariants {
  /** Another path, which no call of a burst asks for. */
  readonly bystander: { readonly path: string; readonly target: Target };
  /** Requests with a query of their own; absent if the requests differ anyway. */
  readonly otherRequests?: Target;
  /** Only if a cookie is sent: `open` makes calls without, `own` calls with the cookies those got. */
  readonly sessions?: { readonly open: Target; readonly own: () => Target | undefined };
  /** Only if no cookie is sent: calls with the cookies that answers set; `undefined` if none set any. */
  readonly newSessions?: () => NewSessions | undefined;
  /** Calls on connections of their own; absent unless calls share some, as over HTTP/2. */
  readonly otherConnections?: Target;
  /** Calls from addresses of their own; absent unless the target is on this machine. */
  readonly otherSources?: Target;
}

/** Calls with cookies that answers to others set. */
export interface NewSessions {
  /** All with the same. */
  readonly shared: Target;
  /** Each with its own; absent if answers set the same. */
  readonly own?: Target;
}

/** A server that was started for the run. */
export interface StartedServer {
  /**
   * What it has printed since a release (`epoch`, ms since 1970), in its order; `at` is ms since then.
   * `undefined` if it has printed neither word.
   */
  readonly wordsSince: (epoch: number) => Promise<PrintedWords | undefined>;
  /** Begins to measure what its processes use; the function that it returns ends that. */
  readonly measureUsage: () => () => ServerUsage | undefined;
  readonly report: () => ServerReport;
  /** Appended to an error message: how it ended, if it did, and its last lines. */
  readonly explain: () => string;
}

/** A target that is ready to be called. */
export interface OpenTarget {
  readonly target: Target;
  /** Stops what was started for it, and restores what was changed. */
  readonly close: () => Promise<void>;
}

/** How to prepare the calls of a burst. */
export interface PrepareOptions {
  readonly calls: number;
  /** Aborts the calls in flight. */
  readonly signal: AbortSignal;
  /** Called for each answer that has begun to come in, for a progress display. */
  readonly onAnswer?: () => void;
  /**
   * Called when the connections are open, and awaited before the calls are ready; one for each call,
   * `undefined` if it has none.
   */
  readonly onConnected?: (ends: readonly (ConnectionEnds | undefined)[]) => Promise<void>;
}
