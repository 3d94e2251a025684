import { formatMs } from '../../src/reporters/shared/format.ts';
import { isAnswered } from '../../src/core/invocation.ts';
import type { Run } from '../../src/core/run.ts';
import { nameInstances } from '../../src/reporters/shared/instance-names.ts';
import { clamp } from '../../src/core/statistics.ts';
import { isStopped, STOPPED, type BrowserCall } from './browser-call.ts';

/** What happened to a call during a time. Times are in ms after the release. */
export interface Phase {
  readonly what: 'held' | 'outside' | 'served' | 'failed' | 'stopped';
  readonly from: number;
  readonly to: number;
}

/** A call that has ended, ready to be drawn or listed. */
export interface Lane {
  readonly call: number;
  readonly instance?: { readonly name: string; readonly index: number };
  readonly cold?: boolean;
  readonly phases: readonly Phase[];
  readonly stopped: boolean;
  /** When it started, which lanes are sorted by. */
  readonly began: number;
  /** How long it took from the page's call to its answer, which is the length of its bar, or its outcome. */
  readonly took: string;
}

/** The lanes of calls in the order in which they started; stopped calls come last. */
export function buildLanes(calls: readonly BrowserCall[], all: Run): Lane[] {
  const names = nameInstances(all);
  const handlerSpans = new Map(
    all.bursts[0]?.timeline.handlers?.spans.map((span) => [span.call, span]),
  );
  return calls
    .map((browserCall): Lane => {
      const { call, served, sentAt } = browserCall.invocation;
      const instance = names.get(served?.instance ?? '');
      const handlerSpan = handlerSpans.get(call);
      const stopped = isStopped(browserCall);
      return {
        call,
        ...(instance === undefined ? {} : { instance }),
        ...(served?.cold === undefined ? {} : { cold: served.cold }),
        phases: callPhases(browserCall, handlerSpan),
        stopped,
        began: handlerSpan?.start ?? sentAt,
        took: describeDuration(browserCall),
      };
    })
    .toSorted(
      (a, b) => Number(a.stopped) - Number(b.stopped) || a.began - b.began || a.call - b.call,
    );
}

function describeDuration(call: BrowserCall): string {
  const { invocation, askedAt } = call;
  if (isAnswered(invocation)) return formatMs(invocation.receivedAt - askedAt);
  return isStopped(call) ? STOPPED : invocation.outcome;
}

function callPhases(
  call: BrowserCall,
  handlerSpan: { readonly start: number; readonly end: number } | undefined,
): Phase[] {
  const { invocation, askedAt } = call;
  const { sentAt, receivedAt = sentAt } = invocation;
  const held: Phase = { what: 'held', from: askedAt, to: sentAt };
  if (!isAnswered(invocation)) {
    const what = isStopped(call) ? 'stopped' : 'failed';
    return nonEmpty(held, { what, from: sentAt, to: receivedAt });
  }
  if (handlerSpan === undefined)
    return nonEmpty(held, { what: 'outside', from: sentAt, to: receivedAt });
  // The clocks are aligned to about a millisecond; a handler is not drawn beyond its call.
  const start = clamp(handlerSpan.start, sentAt, receivedAt);
  const end = clamp(handlerSpan.end, start, receivedAt);
  return nonEmpty(
    held,
    { what: 'outside', from: sentAt, to: start },
    { what: 'served', from: start, to: end },
    { what: 'outside', from: end, to: receivedAt },
  );
}

function nonEmpty(...phases: readonly Phase[]): Phase[] {
  return phases.filter(({ from, to }) => to > from);
}
