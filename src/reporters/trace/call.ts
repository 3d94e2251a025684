import { defined } from '../../core/defined.ts';
import { splitCall } from '../../core/timeline/call-parts.ts';
import { clockOffsetOf } from '../../core/timeline/clock.ts';
import { durationMs, isAnswered, type Answered, type Invocation } from '../../core/invocation.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { roundToMicroseconds } from '../../core/statistics.ts';
import type { Interval } from '../../core/timeline/overlap.ts';
import { serviceSpans } from '../shared/service-spans.ts';
import type { Phase } from './axis.ts';
import { microseconds, slice, type Row, type Span, type TraceEvent } from './events.ts';

/** A call, on the axis of the trace. */
export interface PlacedCall extends Span {
  readonly invocation: Invocation;
  readonly phase: Phase;
  /** When its handler ran, as far as that is known. */
  readonly handling?: Span;
  /** When its instance was initialised, as far as the call waited for it. */
  readonly init?: Span;
}

/** The calls of a phase in the order in which they were served. */
export function placeCalls(phase: Phase): PlacedCall[] {
  const servings = phase.burst && serviceSpans(phase.burst.timeline);
  return phase.calls
    .map((invocation) => place(invocation, phase, servings?.get(invocation.call)))
    .toSorted(
      (a, b) => began(a) - began(b) || a.endUs - b.endUs || a.invocation.call - b.invocation.call,
    );
}

function began({ handling, endUs }: PlacedCall): number {
  return handling?.startUs ?? endUs;
}

function place(invocation: Invocation, phase: Phase, handled: Interval | undefined): PlacedCall {
  const whole = {
    startUs: phase.zeroUs + microseconds(invocation.sentAt),
    endUs: phase.zeroUs + microseconds(invocation.receivedAt ?? invocation.sentAt),
  };
  const placed = { ...whole, invocation, phase };
  const handling = clipped(handled, phase, whole);
  if (handling === undefined) return placed;
  const init = clipped(initOf(invocation, phase), phase, { ...whole, endUs: handling.startUs });
  return { ...placed, handling, ...defined({ init }) };
}

function initOf(invocation: Invocation, phase: Phase): Interval | undefined {
  const { initStartedAt, initializedAt } = invocation.served ?? {};
  const offsetMs = clockOffsetOf(invocation, phase.burst?.timeline.handlers?.clocks);
  if (offsetMs === undefined || initStartedAt === undefined || initializedAt === undefined) {
    return undefined;
  }
  return { start: initStartedAt - offsetMs, end: initializedAt - offsetMs };
}

function clipped(interval: Interval | undefined, { zeroUs }: Phase, limit: Span): Span | undefined {
  if (interval === undefined) return undefined;
  const startUs = Math.max(limit.startUs, zeroUs + microseconds(interval.start));
  const endUs = Math.min(limit.endUs, zeroUs + microseconds(interval.end));
  return endUs < startUs ? undefined : { startUs, endUs };
}

/** The call as a slice, and in it what it consisted of. */
export function callEvents(call: PlacedCall, row: Row): TraceEvent[] {
  const { invocation, phase } = call;
  const name = phase.burst === undefined ? phase.name : `call ${invocation.call + 1}`;
  const args = argsOf(call);
  if (isAnswered(invocation)) {
    return [slice(row, call, { name, cat: 'call', args }), ...partEvents(call, row)];
  }
  const { outcome, error, receivedAt } = invocation;
  const said = {
    name: `${name} ${outcome}: ${sanitizeLine(error?.message ?? 'no answer')}`,
    cat: 'call',
    cname: outcome === 'throttled' ? 'bad' : 'terrible',
    args,
  };
  // Nobody knows when it ended: a moment, then, and no stretch.
  if (receivedAt === undefined) return [{ ph: 'i', s: 't', ...said, ...row, ts: call.startUs }];
  return [slice(row, call, said)];
}

function partEvents({ startUs, endUs, init, handling }: PlacedCall, row: Row): TraceEvent[] {
  if (handling === undefined) return [];
  const upTo = init?.startUs ?? handling.startUs;
  const parts = [
    { name: 'waiting before', startUs, endUs: upTo, cname: 'grey' },
    ...(init === undefined ? [] : [{ name: 'init', ...init, cname: 'thread_state_runnable' }]),
    {
      name: 'waiting before',
      startUs: init?.endUs ?? upTo,
      endUs: handling.startUs,
      cname: 'grey',
    },
    { name: 'handling', ...handling, cname: 'good' },
    { name: 'waiting after', startUs: handling.endUs, endUs, cname: 'grey' },
  ];
  return parts
    .filter((part) => part.endUs > part.startUs)
    .map(({ name, cname, ...span }) => slice(row, span, { name, cat: 'part', cname }));
}

function argsOf({ invocation, phase }: PlacedCall): Record<string, unknown> {
  const { outcome, status, error, served, cached, bodyBytes } = invocation;
  return defined({
    phase: phase.name,
    call: invocation.call + 1,
    outcome,
    status,
    cached,
    bodyBytes,
    error: error && { code: sanitizeLine(error.code), message: sanitizeLine(error.message) },
    ...(isAnswered(invocation) ? durations(invocation, phase) : {}),
    served: served && inertly(served),
  });
}

function durations(call: Answered, phase: Phase): object {
  const parts = splitCall(call, clockOffsetOf(call, phase.burst?.timeline.handlers?.clocks));
  return Object.fromEntries(
    Object.entries({ durationMs: durationMs(call), ...parts }).map(([name, ms]) => [
      name,
      roundToMicroseconds(ms),
    ]),
  );
}

/** What the target said, with its texts made harmless. */
function inertly(said: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(said).map(([key, value]: [string, unknown]) => {
      if (typeof value === 'string') return [key, sanitizeLine(value)];
      return [key, typeof value === 'object' && value !== null ? inertly(value) : value];
    }),
  );
}
