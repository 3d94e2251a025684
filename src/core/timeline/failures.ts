import { defined } from '../defined.ts';
import { groupBy } from '../group-by.ts';
import { durationMs, isAnswered, type Answered, type Invocation } from '../invocation.ts';
import { isNonEmpty, largest, median, smallest } from '../statistics.ts';

/** How calls failed: a code for programs, and the words of whoever reported it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** Set if when the failed calls ended says something about why. */
  readonly shape?: FailureShape;
}

/** All failed in much less time than a solo call, or all after about the same longer time. */
export interface FailureShape {
  readonly ended: 'at-once' | 'after-the-same-time';
  /** How long the failed calls took, ms: the median. */
  readonly afterMs: number;
}

/** A call refused in less than this share of a solo call has not been worked on. */
export const AT_ONCE = 0.25;

/** A time-out ends calls after the same time, within this share: timers are late by a few percent. */
const SAME_TIME = 0.1;

/** A time-out that ends a wait is longer than a solo call by this factor, or it would end solo calls, too. */
const WAITED = 1.5;

/** Fewer calls than this fail after the same time by chance. */
const FEWEST_ALIKE = 2;

/** The code of a call whose answer had begun when the client's time-out ended it. */
export const STILL_ANSWERING = 'still-answering';

const TIMEOUTS: ReadonlySet<string | undefined> = new Set([
  'timeout',
  'connect-timeout',
  STILL_ANSWERING,
]);

/** Whether the client's time-out ended a call, before or after the server accepted its connection. */
export function isTimeout(failure: Failure | undefined): boolean {
  return TIMEOUTS.has(failure?.code);
}

/** How most of the failed calls ended; nothing if none failed. */
export function mostFrequentFailure(
  invocations: readonly Invocation[],
  soloMs: number | undefined,
): { readonly failure?: Failure } {
  const failed = invocations.filter(
    ({ outcome, error }) => outcome === 'failed' && error !== undefined,
  );
  const [alike = []] = [...groupBy(failed, ({ error }) => error?.code).values()].toSorted(
    (a, b) => b.length - a.length,
  );
  const [first] = alike;
  if (first?.error === undefined) return {};
  return { failure: { ...first.error, ...defined({ shape: shapeOf(alike, soloMs) }) } };
}

function shapeOf(
  failed: readonly Invocation[],
  soloMs: number | undefined,
): FailureShape | undefined {
  const times = failed.flatMap(({ sentAt, receivedAt }) =>
    receivedAt === undefined ? [] : [receivedAt - sentAt],
  );
  if (soloMs === undefined || !isNonEmpty(times) || times.length < failed.length) return undefined;
  const afterMs = median(times);
  if (largest(times) < AT_ONCE * soloMs) return { ended: 'at-once', afterMs };
  const alike = largest(times) - smallest(times) <= SAME_TIME * afterMs;
  return alike && times.length >= FEWEST_ALIKE && afterMs > WAITED * soloMs
    ? { ended: 'after-the-same-time', afterMs }
    : undefined;
}

/** A call that took at most this many times as long as a solo call did not wait for others. */
export const UNSLOWED = 1.25;

/** The server cannot handle the request right now (RFC 9110, section 15.6.4). */
const UNAVAILABLE = 503;

/**
 * The same calls, with those as throttled that were refused at once with 503 while others were served as
 * fast as a solo call: servers that limit what is in progress do that as well as 429. A server that is
 * down answers 503 to all of them.
 */
export function markRefusals(
  invocations: readonly Invocation[],
  warmSolo: readonly Answered[],
): readonly Invocation[] {
  const soloMs = median(warmSolo.map(durationMs));
  const fastest = smallest(invocations.filter(isAnswered).map(durationMs));
  if (soloMs === undefined || fastest === undefined || fastest > UNSLOWED * soloMs) {
    return invocations;
  }
  return invocations.map((call): Invocation => {
    const { outcome, status, sentAt, receivedAt = Infinity } = call;
    const atOnce = receivedAt - sentAt < AT_ONCE * soloMs;
    return outcome === 'failed' && status === UNAVAILABLE && atOnce
      ? { ...call, outcome: 'throttled' }
      : call;
  });
}
