import { formatMs } from '../../scripts/concurrency-check/core/format.ts';
import { isAnswered } from '../../scripts/concurrency-check/core/invocation.ts';
import type { Run } from '../../scripts/concurrency-check/core/run.ts';
import { nameInstances } from '../../scripts/concurrency-check/reporters/names.ts';
import type { BrowserCall } from './browser-call.ts';

/** What happened to a call for a while; ms after the release. */
export interface Stretch {
  readonly what: 'held' | 'outside' | 'served' | 'lost';
  readonly from: number;
  readonly to: number;
}

/** A call that has come back, ready to be drawn or told. */
export interface Lane {
  readonly call: number;
  readonly instance?: { readonly name: string; readonly index: number };
  readonly cold?: boolean;
  readonly stretches: readonly Stretch[];
  /** When it began: what lanes are set in order by. */
  readonly began: number;
  /** How long it took from leaving the browser to its answer, or what became of it. */
  readonly took: string;
}

/** The lanes of those calls that have come back, in the order in which they began. */
export function lanesOf(calls: readonly BrowserCall[], all: Run): Lane[] {
  const names = nameInstances(all);
  const handlings = new Map(
    all.bursts[0]?.timeline.handlings?.map((handling) => [handling.call, handling]),
  );
  return calls
    .map((browserCall): Lane => {
      const { call, served, outcome, sentAt, receivedAt } = browserCall.invocation;
      const instance = names.get(served?.instance ?? '');
      const handling = handlings.get(call);
      return {
        call,
        ...(instance === undefined ? {} : { instance }),
        ...(served?.cold === undefined ? {} : { cold: served.cold }),
        stretches: stretchesOf(browserCall, handling),
        began: handling?.start ?? sentAt,
        took: outcome === 'answered' ? formatMs((receivedAt ?? sentAt) - sentAt) : outcome,
      };
    })
    .toSorted((a, b) => a.began - b.began || a.call - b.call);
}

function stretchesOf(
  { invocation, askedAt }: BrowserCall,
  handling: { readonly start: number; readonly end: number } | undefined,
): Stretch[] {
  const { sentAt, receivedAt = sentAt } = invocation;
  const held: Stretch = { what: 'held', from: askedAt, to: sentAt };
  if (!isAnswered(invocation)) return some(held, { what: 'lost', from: sentAt, to: receivedAt });
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
