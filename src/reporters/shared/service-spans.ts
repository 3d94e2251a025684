import { isAnswered, type Invocation } from '../../core/invocation.ts';
import type { Interval } from '../../core/timeline/overlap.ts';
import { plausiblyTimed } from '../../core/timeline/service-times.ts';
import type { Timeline } from '../../core/timeline/timeline.ts';

/**
 * When each call was served, by call number, ms after the release: the handler span if the target reports
 * one, else the reported duration, counted back from the answer, if it is
 * plausible. Calls without either are absent.
 */
export function serviceSpans({ handlers, answered }: Timeline): Map<number, Interval> {
  if (handlers !== undefined) return new Map(handlers.spans.map((span) => [span.call, span]));
  const timed = plausiblyTimed(answered).map(({ call, sentAt, receivedAt, served }) => {
    const start = Math.max(sentAt, receivedAt - served.serviceMs);
    return [call, { start, end: receivedAt }] as const;
  });
  return new Map(timed);
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
