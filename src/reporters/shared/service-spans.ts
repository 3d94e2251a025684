import { durationMs, isAnswered, type Invocation } from '../../core/invocation.ts';
import type { Interval } from '../../core/timeline/overlap.ts';
import { plausiblyTimed, type ServiceTimed } from '../../core/timeline/service-times.ts';
import type { Timeline } from '../../core/timeline/timeline.ts';

/**
 * When each call was served, by call number, ms after the release: the handler span if the target reports
 * one, else the reported duration, counted back from the answer, if it is plausible. Calls without either are
 * absent.
 */
export function serviceSpans({ handlers, answered }: Timeline): Map<number, Interval> {
  if (handlers !== undefined) return new Map(handlers.spans.map((span) => [span.call, span]));
  const timed = plausiblyTimed(answered).map(({ call, sentAt, served, ...times }) => {
    const end = endOfService({ ...times, served });
    return [call, { start: Math.max(sentAt, end - served.serviceMs), end }] as const;
  });
  return new Map(timed);
}

/** A header was sent before the body was; Lambda's report counts all of the call. */
function endOfService({ served, firstByteAt, receivedAt }: TimesOfCall): number {
  return served.report === undefined ? (firstByteAt ?? receivedAt) : receivedAt;
}

type TimesOfCall = Pick<ServiceTimed, 'served' | 'firstByteAt' | 'receivedAt'>;

/** An answer came all at once if its first byte came in the last part of its call, by this share. */
const AT_ONCE = 0.05;

/** When an answer began, ms after the release, if it ended noticeably later. */
export function streamedFrom(call: Invocation): number | undefined {
  if (!isAnswered(call) || call.firstByteAt === undefined) return undefined;
  const { firstByteAt, receivedAt } = call;
  return receivedAt - firstByteAt > AT_ONCE * durationMs(call) ? firstByteAt : undefined;
}

/**
 * Calls in the order in which they were served; those that were not answered come last. A call without a
 * span is sorted by when it was received, or else sent.
 */
export function inServiceOrder<Call extends Invocation>(
  invocations: readonly Call[],
  spans: ReadonlyMap<number, Interval>,
): Call[] {
  const servedFrom = ({ call, receivedAt, sentAt }: Invocation): number =>
    spans.get(call)?.start ?? receivedAt ?? sentAt;
  return invocations.toSorted(
    (a, b) =>
      Number(isAnswered(b)) - Number(isAnswered(a)) ||
      servedFrom(a) - servedFrom(b) ||
      a.call - b.call,
  );
}
