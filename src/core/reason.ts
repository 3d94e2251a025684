import type { Spread } from './statistics.ts';
import type { Failure } from './timeline/failures.ts';
import type { Place } from './timeline/timeline.ts';
import type { VerdictKind } from './verdict.ts';

// Why a verdict is what it is: data, which reporters/shared/ words.
// Times are in ms; a `slowdown` is a duration divided by that of a solo call.

/** Why a verdict was reached, or why not. */
export type Reason = DecidedReason | DeclinedReason;

/** Why a verdict was reached. */
export type DecidedReason =
  | ServerTimesReason
  | ClientTimesReason
  /** A response header names the instances. */
  | { readonly code: 'instances-named'; readonly instances: number }
  /** The machine shows which processes served the calls. */
  | { readonly code: 'processes-seen'; readonly processes: number }
  /** So many processes accept connections, too, but got no call, so there may be more workers than these. */
  | { readonly code: 'idle-processes'; readonly idle: number; readonly workers: Interval }
  /** The platform promises one call at a time for each environment. */
  | { readonly code: 'one-call-per-environment' }
  /** The target refused calls because `limit` were in progress. */
  | { readonly code: 'refused-at-limit'; readonly throttled: number; readonly limit: number }
  /** Bursts that were judged otherwise, and the burst that counts; counted from 1. */
  | {
      readonly code: 'other-bursts';
      readonly kind: VerdictKind;
      readonly cold: boolean;
      readonly bursts: readonly number[];
      readonly believed: number;
    }
  /** `streams` streams were in progress while the other calls waited for their answers to begin. */
  | { readonly code: 'streams-admitted'; readonly streams: number }
  /** Calls are judged by when answers begin; `slowdown` is by how much the streams slowed each other. */
  | { readonly code: 'until-first-byte'; readonly workers: Interval; readonly slowdown?: number }
  /** A burst of another size confirms the limit. */
  | { readonly code: 'second-size'; readonly calls: number }
  /** A burst of another size shows something else, so the limit stays open. */
  | { readonly code: 'other-size-differs'; readonly calls: number; readonly other: Interval }
  /** No burst of another size was fired, and the order of the answers is no evidence of a queue. */
  | { readonly code: 'limit-unconfirmed'; readonly low: number; readonly high: number }
  /** Each worker has its own queue, and calls fell on them less evenly than by chance: so many on each. */
  | { readonly code: 'uneven-queues'; readonly least: number; readonly most: number }
  /** Even waves may be chance: with a queue for each worker, one that got no call does not show. */
  | { readonly code: 'queue-may-hide'; readonly workers: number; readonly chance: number }
  /** Each call takes longer by the same time, however many there are. */
  | { readonly code: 'constant-delay'; readonly delayMs: number; readonly calls: number }
  /** No limit shows in bursts of this size. Bursts that grow have to reach `upTo` calls, if that is more than usual. */
  | { readonly code: 'larger-may-show'; readonly upTo?: number }
  /** A larger burst fits no verdict, so the limit stays open. */
  | { readonly code: 'larger-undecided'; readonly calls: number }
  /** Later bursts were served by more workers. */
  | { readonly code: 'pool-grows'; readonly from: Interval; readonly to: Interval }
  /** Most calls of a larger burst were refused. */
  | { readonly code: 'refused-beyond'; readonly calls: number }
  /** Not one call of a larger burst was answered before the client's time-out. */
  | { readonly code: 'hangs-beyond'; readonly calls: number }
  /** The last burst alone gives a narrower interval than all bursts that count. */
  | { readonly code: 'interval-of-all-bursts'; readonly last: Interval; readonly all: Interval };

/** Numbers of workers; `high` is null if no limit was reached. */
export interface Interval {
  readonly low: number;
  readonly high: number | null;
}

/** From what the target says about when and where each handler ran. */
type ServerTimesReason =
  | { readonly code: 'one-after-another'; readonly calls: number; readonly place: Place }
  | { readonly code: 'slowed-together'; readonly peak: number; readonly slowdown: number }
  | { readonly code: 'throughput'; readonly rate: number; readonly speedUp?: number }
  | {
      readonly code: 'ran-together';
      readonly kind: 'concurrent' | 'parallel';
      readonly place: Place;
      /** The most calls in progress on one instance. */
      readonly mostOnOne: number;
      /** Absent if calls took about as long as solo calls. */
      readonly slowdown?: number;
    }
  | {
      readonly code: 'all-at-once';
      readonly calls: number;
      /** If they were slowed: how many get as much done at full speed. */
      readonly atFullSpeed?: number;
    }
  | {
      readonly code: 'first-over-before-last';
      readonly peak: number;
      readonly calls: number;
      readonly startedWithinMs: number;
    }
  /** No call waited, but the first had ended before the last was sent. */
  | {
      readonly code: 'sent-slowly';
      readonly peak: number;
      readonly calls: number;
      readonly startedWithinMs: number;
      /** If they were slowed: how many get as much done at full speed. */
      readonly atFullSpeed?: number;
    }
  | { readonly code: 'limit-reached'; readonly peak: number; readonly waiting: number }
  | { readonly code: 'uneven-load'; readonly peak: number }
  | { readonly code: 'speed-up-too-high'; readonly speedUp: number; readonly soloMs?: number }
  | { readonly code: 'speed-up-too-low'; readonly speedUp: number; readonly makespanMs: number }
  /** Worker threads of one environment (Lambda Managed Instances). */
  | { readonly code: 'within-one-environment'; readonly maxConcurrency?: number };

/** From when calls were sent and answered, as the client saw it. */
type ClientTimesReason =
  | { readonly code: 'instance-unknown' }
  /** The same, of calls that another program made. */
  | { readonly code: 'instance-unrecorded' }
  /** All requests are the same, so a cache or one shared run may have answered several of them. */
  | { readonly code: 'identical-requests' }
  /** The same, of calls that another program made. */
  | { readonly code: 'identical-recorded' }
  | { readonly code: 'no-call-waited'; readonly slowdown: number }
  | { readonly code: 'one-at-a-time'; readonly stepMs: number }
  /** There are no solo calls, so the call that came back first stands for one. */
  | { readonly code: 'first-for-solo'; readonly firstMs: number }
  | {
      readonly code: 'waves';
      /** Calls in each wave, as far as they were counted. */
      readonly sizes: readonly number[];
      readonly stepMs: number;
      /** One queue for all workers, or a queue for each. */
      readonly queues: 'shared' | 'own';
    }
  /** Groups of the same size, at a step that is not the duration of a solo call. */
  | {
      readonly code: 'groups';
      readonly size: number;
      readonly stepMs: number;
      readonly soloMs: number;
    }
  /** Slots that serve calls at the same time and slow each other. */
  | { readonly code: 'slots-slow-each-other'; readonly slots: number; readonly slowdown: number }
  /** Part of each call runs one at a time; `capacity` is how many calls that lets through in a solo call. */
  | {
      readonly code: 'serial-stage';
      readonly stepMs: number;
      readonly soloMs: number;
      readonly capacity: number;
    }
  /**
   * A rate limiter: `free` calls at once, then one every `stepMs`. If a step is as long as a solo call, a
   * worker with its own long queue looks like that, too.
   */
  | {
      readonly code: 'limiter' | 'limiter-or-queue';
      readonly free: number;
      readonly stepMs: number;
      readonly perSecond: number;
    }
  /** The server stays busy for this long after it has answered. */
  | { readonly code: 'busy-after-answer'; readonly busyAfterMs: number }
  | { readonly code: 'burst-overhead'; readonly slowdown: number }
  | { readonly code: 'late-together'; readonly slowdown: number }
  | { readonly code: 'fitted'; readonly workers: Interval; readonly solo: SoloTimes }
  | { readonly code: 'fitted-serial'; readonly solo: SoloTimes }
  | { readonly code: 'fitted-sharing'; readonly workers: number }
  | { readonly code: 'fitted-unlimited'; readonly solo: SoloTimes };

/** How long solo calls took, ms, and whether they agree with each other. */
export interface SoloTimes extends Spread {
  readonly steady: boolean;
}

/** The kinds that the simulation tells apart. */
export type FittedKind = 'serial' | 'overlapping' | 'contended';

/** Why no verdict was reached. */
export type DeclinedReason =
  | { readonly code: 'no-burst' }
  /** The check could not go on: the target could not be called, or did not start. */
  | { readonly code: 'not-measured'; readonly problem: string }
  /** All calls of the last burst were refused or cut off, and a single call after it, too. */
  | { readonly code: 'server-gone'; readonly burst: number; readonly calls: number }
  | ({ readonly code: 'none-answered'; readonly throttled: number } & Failing)
  | ({ readonly code: 'mostly-failed'; readonly answered: number } & Failing)
  /** Solo calls were answered, but none of a burst before the client's time-out. */
  | { readonly code: 'all-hang'; readonly calls: number; readonly soloMs: number }
  | { readonly code: 'too-few-answered'; readonly calls: number; readonly answered: number }
  | { readonly code: 'handlers-too-short'; readonly handlerMs: number }
  | { readonly code: 'calls-too-short'; readonly soloMs: number }
  /** With `peak`, how many handlers were in progress together. */
  | { readonly code: 'no-baseline'; readonly peak?: number }
  | { readonly code: 'idle-between-calls' }
  /** No two handlers overlapped, but so many calls waited for their instance to start. */
  | { readonly code: 'cold-starts-apart'; readonly cold: number; readonly calls: number }
  /** Two handlers or a few did not overlap, but even solo calls are late by so much more or less. */
  | { readonly code: 'too-few-apart'; readonly handlerMs: number; readonly jitterMs: number }
  | { readonly code: 'handled-outside-flight'; readonly instance: string }
  | {
      readonly code: 'client-too-slow';
      readonly sentWithinMs: number;
      /** Calls sent only after the first answer. */
      readonly late: number;
      readonly calls: number;
    }
  | {
      readonly code: 'kinds-not-separable';
      readonly kinds: readonly [FittedKind, FittedKind];
      readonly soloMs: Spread;
    }
  | { readonly code: 'no-model-fits'; readonly soloMs: Spread }
  /** Throughput of one worker, but so many answers at nearly the same moment as another. */
  | { readonly code: 'answers-too-close'; readonly close: number; readonly calls: number }
  /** Throughput above that of one call at a time, though the times fit one worker best. */
  | { readonly code: 'faster-than-serial'; readonly speedUp: number }
  /** Solo calls are steady, but calls come back at steps that are not. */
  | {
      readonly code: 'steps-vary';
      readonly soloMs: number;
      readonly leastMs: number;
      readonly mostMs: number;
    }
  /** The times fit a queue best, but even the first call was late. */
  | { readonly code: 'first-too-late'; readonly firstMs: number; readonly soloMs: number }
  /** One by one, but so many processes that accept connections, too, got no call. */
  | { readonly code: 'one-of-several'; readonly idle: number }
  /** Calls come back one by one, and the server is busy for so long after each answer, or a limiter waits. */
  | { readonly code: 'busy-or-limited'; readonly busyAfterMs: number }
  /** The times fit sharing best, but some calls came back as soon as a solo call. */
  | { readonly code: 'answers-too-soon'; readonly soon: number; readonly calls: number }
  /** Some calls were answered far faster than any solo call: they did other work. */
  | {
      readonly code: 'other-work';
      readonly fast: number;
      readonly calls: number;
      readonly fastMs: number;
    }
  /** Some answers are unlike those of every solo call: they did other work. */
  | {
      readonly code: 'other-answers';
      readonly trait: AnswerTrait;
      readonly other: number;
      readonly calls: number;
    }
  /** Every answer is a ticket (202): the server works on it after the answer. */
  | { readonly code: 'tickets'; readonly calls: number }
  /** Calls of the burst were answered far faster than every solo call: those were not warm. */
  | { readonly code: 'baseline-cold' }
  /** Answers come one by one at a pace slower than a solo call: a limiter. */
  | {
      readonly code: 'paced';
      readonly stepMs: number;
      readonly perSecond: number;
      readonly soloMs: number;
    }
  /** A burst of another size does not bear out what the larger one shows. */
  | ({ readonly code: 'sizes-disagree' } & TwoSizes)
  /** Contention that no burst of another size has borne out. */
  | { readonly code: 'one-size-only'; readonly calls: number; readonly slowdown: number }
  /** Groups of answers at one moment, the larger the later: batches, of a `size` if full ones have one. */
  | ({ readonly code: 'batches'; readonly size?: number } & TwoSizes)
  | { readonly code: 'bursts-disagree'; readonly kinds: readonly VerdictKind[] }
  | {
      readonly code: 'stopped-answering';
      /** The burst that was still answered, counted from 1, and its verdict. */
      readonly earlier: number;
      readonly kind: VerdictKind;
      readonly burst: number;
      readonly failed: number;
      readonly calls: number;
      readonly failure?: Failure;
    }
  /** A limit shows, but calls of other requests may have taken part of it. */
  | { readonly code: 'others-in-flight'; readonly others: number }
  /** The live page: the browser does not say when calls left it. */
  | { readonly code: 'browser-hides-sending' }
  /** The live page: the browser sent each call only after the one before was answered. */
  | { readonly code: 'browser-sent-one-by-one'; readonly sameUrl: boolean };

/** By what an answer differs; `keys` and `size` only count for answers that came sooner, too. */
export type AnswerTrait = 'status' | 'type' | 'keys' | 'size';

/** Calls of which many or all failed, and how most of the failed ones ended. */
interface Failing {
  readonly calls: number;
  readonly failure?: Failure;
}

/** The calls of two bursts. */
interface TwoSizes {
  readonly calls: number;
  readonly otherCalls: number;
}
