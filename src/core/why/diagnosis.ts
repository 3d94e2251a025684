// Why calls waited: data, which reporters/shared/ words.

/** What makes calls wait. */
export type Cause =
  | 'event-loop-blocked'
  | 'event-loop-busy'
  | 'one-call-per-worker'
  | 'uneven-spread'
  | 'cores-full';

/** A cause that was found, with what shows it. */
export interface Diagnosis {
  readonly cause: Cause;
  /** `likely`: one rival is left that would show nearly the same. */
  readonly certainty: 'sure' | 'likely';
  readonly seen: readonly Fact[];
  readonly ruledOut: readonly Rival[];
  /** What serves the calls. */
  readonly server: { readonly program: string; readonly runtime?: string };
}

/** Something that was seen. */
export type Fact =
  /** The most requests that lay unread in connections which the server had accepted. */
  | { readonly code: 'requests-unread'; readonly requests: number }
  /** Shares of the time in which the main thread ran or was ready to. */
  | { readonly code: 'main-thread-asleep' | 'main-thread-busy'; readonly share: number }
  /** Before any request was sent, each process had accepted one connection and left the others. */
  | { readonly code: 'one-connection-each'; readonly processes: number; readonly left: number }
  /** How many calls each process got, the most first. */
  | { readonly code: 'calls-per-process'; readonly calls: readonly number[] }
  /** The busiest process answered its calls one by one, and took all the time. */
  | { readonly code: 'busiest-took-all'; readonly makespanMs: number }
  | { readonly code: 'cores-busy'; readonly cores: number; readonly of: number };

/** A cause that would look similar, and was not it. */
export type Rival =
  | 'route-lock'
  | 'cpu'
  | 'sleep'
  | 'event-loop'
  | 'too-few-workers'
  | 'this-client';
