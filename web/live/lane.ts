import { formatMs } from '../../src/reporters/shared/format.ts';
import { durationMs, isAnswered } from '../../src/core/invocation.ts';
import type { Run } from '../../src/core/run.ts';
import { nameInstances } from '../../src/reporters/shared/instance-names.ts';
import { isStopped, STOPPED, type BrowserCall } from './browser-call.ts';

/** What happened to a call for a while; ms after the release. */
export interface Stretch {
  readonly what: 'held' | 'outside' | 'served' | 'lost' | 'stopped';
  readonly from: number;
  readonly to: number;
}

/** A call that has come back or was given up, ready to be drawn or told. */
export interface Lane {
  readonly call: number;
  readonly instance?: { readonly name: string; readonly index: number };
  readonly cold?: boolean;
  readonly stretches: readonly Stretch[];
  readonly stopped: boolean;
  /** When it began: what lanes are set in order by. */
  readonly began: number;
  /** How long it took from leaving the browser to its answer, or what became of it. */
  readonly took: string;
}

/** The lanes of calls in the order in which they began; those that were stopped come last. */
export function lanesOf(calls: readonly BrowserCall[], all: Run): Lane[] {
  const names = nameInstances(all);
  const handlings = new Map(
    all.bursts[0]?.timeline.handlers?.spans.map((span) => [span.call, span]),
  );
  return calls
    .map((browserCall): Lane => {
      const { call, served, sentAt } = browserCall.invocation;
      const instance = names.get(served?.instance ?? '');
      const handling = handlings.get(call);
      const stopped = isStopped(browserCall);
      return {
        call,
        ...(instance === undefined ? {} : { instance }),
        ...(served?.cold === undefined ? {} : { cold: served.cold }),
        stretches: stretchesOf(browserCall, handling),
        stopped,
        began: handling?.start ?? sentAt,
        took: tookWords(browserCall),
      };
    })
    .toSorted(
      (a, b) => Number(a.stopped) - Number(b.stopped) || a.began - b.began || a.call - b.call,
    );
}

function tookWords(call: BrowserCall): string {
  const { invocation } = call;
  if (isAnswered(invocation)) return formatMs(durationMs(invocation));
  return isStopped(call) ? STOPPED : invocation.outcome;
}

function stretchesOf(
  call: BrowserCall,
  handling: { readonly start: number; readonly end: number } | undefined,
): Stretch[] {
  const { invocation, askedAt } = call;
  const { sentAt, receivedAt = sentAt } = invocation;
  const held: Stretch = { what: 'held', from: askedAt, to: sentAt };
  if (!isAnswered(invocation)) {
    const what = isStopped(call) ? 'stopped' : 'lost';
    return some(held, { what, from: sentAt, to: receivedAt });
  }
  if (handling === undefined) return some(held, { what: 'outside', from: sentAt, to: receivedAt });
  const start = within(handling.start, sentAt, receivedAt);
  const end = within(handling.end, start, receivedAt);
  return some(
    held,
    { what: 'outside', from: sentAt, to: start },
    { what: 'served', from: start, to: end },
    { what: 'outside', from: end, to: receivedAt },
  );
}

/** The clocks are aligned to about a millisecond; a handler is not drawn beyond its call. */
function within(time: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, time));
}

function some(...stretches: readonly Stretch[]): Stretch[] {
  return stretches.filter(({ from, to }) => to > from);
}
