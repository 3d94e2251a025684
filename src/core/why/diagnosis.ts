import type { StackTool, StacksMissing } from './stacks.ts';
import type { Experiment } from './undecided/experiment.ts';
import type { CallsRefused } from './turned-away.ts';
import type { Variant } from './variant-evidence.ts';

// Why calls waited: data, which reporters/why/ words.

/** What makes calls wait. */
export type Cause =
  | 'event-loop-blocked'
  | 'event-loop-busy'
  | 'one-call-per-worker'
  | 'uneven-spread'
  | 'cores-full'
  | 'interpreter-lock'
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
  | 'batching'
  | 'warm-up'
  | 'reserved-concurrency'
  | 'account-limit'
  | 'scaling'
  | 'client-too-slow'
  | 'proxy-limit';

/** What was found of why calls waited. */
export type Diagnosis = FoundCause | Undecided;

/** A cause that was found, with what shows it. */
export interface FoundCause {
  readonly cause: Cause;
  /** `likely`: one rival is left that would show nearly the same. */
  readonly certainty: 'sure' | 'likely';
  readonly seen: readonly Fact[];
  readonly ruledOut: readonly Rival[];
  /** What serves the calls, if it can be seen. */
  readonly server?: ServerName;
  /** Where in the code, if stacks showed it. */
  readonly place?: CodePlace;
  /** How many calls it lets through at a time, if that is what it limits, and no other number is possible. */
  readonly atATime?: number;
}

/** No cause was found; these are left. */
export interface Undecided {
  readonly cause?: never;
  readonly remaining: readonly Cause[];
  readonly seen: readonly Fact[];
  /** What would separate them; absent if nothing is known that would. */
  readonly experiment?: Experiment;
}

/** What serves the calls. */
export interface ServerName {
  readonly program: string;
  readonly runtime?: string;
  /** The cores of its machine. */
  readonly cores?: number;
}

/** A line of code in which calls wait or work. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  /** What it had called there. */
  readonly calling?: string;
}

/** Something that was seen. */
export type Fact =
  /** The most requests that lay unread in connections which the server had accepted. */
  | { readonly code: 'requests-unread'; readonly requests: number }
  /** Threads that run an event loop each, and the most requests that they left. */
  | { readonly code: 'loops-unread'; readonly threads: number; readonly requests: number }
  /** Every connection was accepted, and every request read: calls waited inside the server. */
  | { readonly code: 'all-read' }
  /**
   * So many threads serve calls, by the server's defaults, its command line or their names; or stacks show so many
   * with calls, as many as AnyIO gives to all routes that need one.
   */
  | { readonly code: 'pool-size' | 'threads-taken'; readonly threads: number }
  /** Shares of the time in which the main thread ran or was ready to. */
  | { readonly code: 'main-thread-asleep' | 'main-thread-busy'; readonly share: number }
  /** The processes had accepted as many connections as they serve at a time, and left the others. */
  | {
      readonly code: 'connections-left';
      readonly processes: number;
      readonly accepted: number;
      readonly left: number;
    }
  /** The server started more workers meanwhile: how many there were at first, and the most at a time later. */
  | { readonly code: 'workers-grew'; readonly first: number; readonly later: number }
  /** A worker left connections waiting for at least so long after each answer: the median. */
  | { readonly code: 'busy-after-answers'; readonly ms: number }
  /** How many calls each process got, the most first; 0 for others of the same server. */
  | { readonly code: 'calls-per-process'; readonly calls: readonly number[] }
  /** The busiest process answered its calls one by one, and took all the time. */
  | { readonly code: 'busiest-took-all'; readonly makespanMs: number }
  | { readonly code: 'cores-busy'; readonly cores: number; readonly of: number }
  /** Threads of one process that together use one core, though there are more. */
  | {
      readonly code: 'one-core-for-threads';
      readonly threads: number;
      readonly cores: number;
      readonly of: number;
    }
  /** No two of so many handlers of one process ran at the same time. */
  | { readonly code: 'handlers-in-turn'; readonly handlers: number }
  /** What the code of our own service is known to do. */
  | { readonly code: 'route-code'; readonly place: CodePlace & { readonly calling: string } }
  /** What it used while calls waited: nearly nothing, or some. */
  | { readonly code: 'server-idle' | 'server-computes'; readonly cores: number }
  /** Another path was asked for while calls waited: medians. If alike, it takes as long as a call when it is alone. */
  | {
      readonly code: 'bystander-waited' | 'bystander-waited-alike' | 'bystander-at-once';
      readonly path: string;
      readonly aloneMs: number;
      readonly waitingMs: number;
    }
  /** A proxy accepted all calls, and passed on only so many of them at a time. */
  | {
      readonly code: 'passed-on';
      readonly program: string;
      readonly calls: number;
      readonly atATime: number;
    }
  /** A proxy passed on so many calls at a time: more than get done. */
  | { readonly code: 'passed-on-more'; readonly program: string; readonly atATime: number }
  /** The server accepted and read calls to another path, too, and then let them wait. */
  | { readonly code: 'bystander-read' }
  /** So many calls to another path were refused while calls were in progress, though none was refused alone. */
  | { readonly code: 'bystander-refused'; readonly path: string; readonly refused: number }
  /** A program refused calls itself, as its own error page shows; its limit, if its command line says it. */
  | {
      readonly code: 'refused-by';
      readonly program: string;
      readonly refused: number;
      readonly calls: number;
      readonly limit?: number;
    }
  /** Calls were refused while so many were in progress. */
  | CallsRefused
  /** The same call was sent so many times while others were in progress: all were refused, or some ran beside those. */
  | { readonly code: 'latecomers-refused'; readonly calls: number }
  | { readonly code: 'latecomers-served'; readonly served: number; readonly calls: number }
  /** The same calls, but each different in one way: how many got done at a time. */
  | {
      readonly code: 'variant-opened' | 'variant-limited';
      readonly variant: Variant;
      readonly calls: number;
      readonly atATime: number;
    }
  /** After calls that differed, as many that did not were held up as before. */
  | { readonly code: 'limited-again'; readonly calls: number }
  /**
   * All calls of a burst went to one server: a process, or one that a proxy passed them on to. Later calls went to
   * several, and more of them got done at a time. If they differed in what decides that, it is named.
   */
  | {
      readonly code: 'kept-together';
      readonly variant?: Variant;
      readonly calls: number;
      readonly servers: number;
      readonly atATime: number;
      readonly program?: string;
    }
  /** What all calls had in common: a limit for each of these would look the same. */
  | {
      readonly code: 'in-common';
      readonly what: readonly (
        | 'url'
        | 'path'
        | 'query'
        | 'body'
        | 'cookie'
        | 'credentials'
        | 'address'
      )[];
    }
  /** Calls that had a session in common, which the server had opened, ran one by one; with one each, so many at a time. */
  | { readonly code: 'one-session-serial'; readonly calls: number; readonly own?: number }
  /** Threads were there in this share of the samples. */
  | {
      readonly code: 'stacks';
      readonly place: CodePlace;
      readonly tool: StackTool;
      readonly share: number;
      readonly samples: number;
      readonly onEventLoop: boolean;
      readonly waitsForLock: boolean;
      readonly threads: number;
    }
  /** Why stacks could not be seen. */
  | {
      readonly code: 'no-stacks';
      readonly tool: StackTool;
      readonly reason: StacksMissing['reason'];
    }
  /** Answers came at this pace, which is not the duration of a call. */
  | { readonly code: 'paced'; readonly perSecond: number; readonly soloMs?: number }
  /** After a rest, `atOnce` calls didn't wait; in a burst right after another, only `before`. */
  | {
      readonly code: 'refilled';
      readonly restMs: number;
      readonly calls: number;
      readonly atOnce: number;
      readonly before: number;
      readonly perSecond?: number;
    }
  /** The same calls, fired once more: so many at a time. */
  | { readonly code: 'waits-no-more'; readonly calls: number; readonly atATime: number }
  /** What would show the same times as a lock or a pool. */
  | {
      readonly code: 'looks-alike';
      readonly causes: readonly ('rate-limit' | 'batching' | 'upstream')[];
    }
  /** What else would look the same: a limiter per window of time, or a limit on connections. */
  | { readonly code: 'other-limit'; readonly what: 'window' | 'connections' }
  /** Groups of answers at one moment, the larger the later. */
  | { readonly code: 'batches' }
  /** This client sent so many calls only after the first answer. */
  | {
      readonly code: 'sent-late';
      readonly late: number;
      readonly calls: number;
      readonly sentWithinMs: number;
    }
  /** This client noticed nothing for so long, and meanwhile answers came. */
  | { readonly code: 'client-stalled'; readonly stalledMs: number; readonly answers: number }
  /** Cores that this client kept busy itself. */
  | { readonly code: 'client-busy'; readonly cores: number }
  /** So many environments of a function were new, and the account may run more calls than were answered. */
  | {
      readonly code: 'new-environments';
      readonly environments: number;
      readonly accountConcurrency: number;
    }
  /** The environments are on Managed Instances, which don't scale when calls come. */
  | { readonly code: 'managed-instances' }
  /** Lambda refused calls, and said why. */
  | { readonly code: 'throttle-reason'; readonly reason: string; readonly throttled: number };

/** A cause that would look similar, and was not it. */
export type Rival =
  | 'route-lock'
  /** A lock or a pool is not enough, though there may be one, too. */
  | 'lock-alone'
  | 'same-request'
  | 'cpu'
  | 'sleep'
  | 'event-loop'
  | 'thread-pool'
  | 'rate'
  | 'in-progress'
  | 'one-client'
  | 'whole-server'
  | 'too-few-workers'
  | 'this-client';
