import type { Load } from './observed/load.ts';
import type { Held } from './recorded/recorded-by.ts';
import type { Remedy } from './remedy.ts';
import type { Ending } from './timeline/server-report.ts';
import type { LambdaThrottleReason } from './timeline/throttling.ts';
import type { Failure } from './timeline/failures.ts';
import type { VerdictKind } from './verdict.ts';

/** Why a number could mislead, as data: reporters/shared/ words it. Times are in ms. */
export type Warning = RunWarning | (BurstWarning & OfBursts);

/** The bursts that a warning is about, counted from 1. */
export interface OfBursts {
  readonly bursts: readonly number[];
}

/** What may be done about a warning, if anything. */
interface Advice {
  readonly remedies: readonly Remedy[];
}

/** A warning about the solo calls, or about several bursts together. */
export type RunWarning = Advice &
  (
    | {
        readonly code: 'interrupted';
        /** Bursts that had finished by then. */
        readonly finished: number;
      }
    /** All bursts that the verdict rests on had finished, but only so many of those that look for the cause. */
    | { readonly code: 'why-interrupted'; readonly finished: number }
    /** The recorded browser held calls back before it sent them. */
    | ({ readonly code: 'held-back' } & Held)
    | { readonly code: 'left-out'; readonly calls: number }
    | { readonly code: 'browser-cache'; readonly answers: number }
    /** Of another program's recording, only the calls that left together are judged. */
    | { readonly code: 'followers'; readonly followers: number; readonly calls: number }
    | { readonly code: 'other-calls'; readonly calls: number }
    | { readonly code: 'cold-baseline' }
    | {
        readonly code: 'no-instance-header';
        readonly header: string;
        /** Headers that might name the instance instead. */
        readonly candidates: readonly string[];
      }
    | ({ readonly code: 'busy-machine' } & Load)
    | { readonly code: 'not-cold'; readonly warm: number; readonly calls: number }
    | { readonly code: 'bursts-differ'; readonly kinds: readonly VerdictKind[] }
    | ({ readonly code: 'server-ended'; readonly line?: string } & Ending)
    | { readonly code: 'server-error'; readonly line: string }
  );

/** A warning about a single burst. */
export type BurstWarning = Advice &
  (
    | {
        readonly code: 'failed';
        readonly failed: number;
        readonly calls: number;
        readonly failure?: Failure;
      }
    | ({
        readonly code: 'throttled';
        readonly calls: number;
        readonly throttled: number;
        readonly answered: number;
      } & ThrottleCause)
    | { readonly code: 'few-calls'; readonly calls: number }
    | { readonly code: 'client-too-slow'; readonly sentWithinMs: number; readonly late: number }
    | { readonly code: 'client-stalled'; readonly stalledMs: number; readonly answers: number }
    | { readonly code: 'calls-too-short'; readonly soloMs: number; readonly sentWithinMs: number }
    | {
        readonly code: 'instances-late';
        readonly instances: number;
        readonly startedWithinMs: number;
      }
    | { readonly code: 'clocks-differ' }
    | { readonly code: 'cached'; readonly cached: number }
    | {
        readonly code: 'server-times-conflict';
        readonly answers: number;
        /** What the headers of one answer say, ms. */
        readonly conflictingMs: Readonly<Record<string, number>>;
      }
    | {
        readonly code: 'server-times-too-long';
        readonly answers: number;
        /** The longest time that a server claims, and how long that call took. */
        readonly serviceMs: number;
        readonly tookMs: number;
      }
    | {
        readonly code: 'unread-report';
        readonly calls: number;
        /** A line of Lambda's log in a form that is not known. */
        readonly line: string;
      }
    | {
        readonly code: 'init-failed';
        readonly phase: 'init' | 'restore';
        readonly environments: number;
        /** Lambda's own word for how it ended. */
        readonly ended: string;
        readonly durationMs: number;
      }
    | {
        readonly code: 'answers-differ';
        /** The statuses, if these differ. */
        readonly statuses?: readonly number[];
        /** Answers of half or twice the usual size, if the statuses agree. */
        readonly unusualSizes?: number;
      }
  );

/** What throttled the calls, as far as it is known. */
export interface ThrottleCause {
  readonly reason?: LambdaThrottleReason;
  /** How many may run at a time by that reason. */
  readonly limit?: number;
  /** The throttle of an API's stage: calls at once, and calls a second after that. */
  readonly stage?: { readonly burst: number; readonly rate: number };
  /** Set if the burst is larger than what a function may scale by in 10 s. */
  readonly beyondScaling?: true;
}
