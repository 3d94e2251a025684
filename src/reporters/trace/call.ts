import { defined } from '../../core/defined.ts';
import { splitCall } from '../../core/timeline/call-parts.ts';
import { clockOffsetOf } from '../../core/timeline/clock.ts';
import { durationMs, isAnswered, type Answered, type Invocation } from '../../core/invocation.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { roundToMicroseconds } from '../../core/statistics.ts';
import type { Interval } from '../../core/timeline/overlap.ts';
import { serviceSpans } from '../shared/service-spans.ts';
import type { Phase } from './axis.ts';
import { microseconds, slice, type TraceRow, type TraceSpan, type TraceEvent } from './events.ts';

/** A call with its place on the axis of the trace. */
export interface PlacedCall extends TraceSpan {
  readonly invocation: Invocation;
  readonly phase: Phase;
  /** When its handler ran, if known. */
  readonly handling?: TraceSpan;
  /** When its instance was initialized, cut to the part that the call waited for. */
  readonly init?: TraceSpan;
}

/** The calls of a phase, placed on the axis, in the order in which they were served. */
export function placeCalls(phase: Phase): PlacedCall[] {
  const spans = phase.burst && serviceSpans(phase.burst.timeline);
  return phase.calls
    .map((invocation) => placeCall(invocation, phase, spans?.get(invocation.call)))
    .toSorted(
      (a, b) =>
        handledFrom(a) - handledFrom(b) ||
        a.endUs - b.endUs ||
        a.invocation.call - b.invocation.call,
    );
}

function handledFrom({ handling, endUs }: PlacedCall): number {
  return handling?.startUs ?? endUs;
}

function placeCall(
  invocation: Invocation,
  phase: Phase,
  handled: Interval | undefined,
): PlacedCall {
  const whole = {
    startUs: phase.zeroUs + microseconds(invocation.sentAt),
    endUs: phase.zeroUs + microseconds(invocation.receivedAt ?? invocation.sentAt),
  };
  const placed = { ...whole, invocation, phase };
  const handling = clipToCall(handled, phase, whole);
  if (handling === undefined) return placed;
  const init = clipToCall(initOf(invocation, phase), phase, { ...whole, endUs: handling.startUs });
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

function clipToCall(
  interval: Interval | undefined,
  { zeroUs }: Phase,
  limit: TraceSpan,
): TraceSpan | undefined {
  if (interval === undefined) return undefined;
  const startUs = Math.max(limit.startUs, zeroUs + microseconds(interval.start));
  const endUs = Math.min(limit.endUs, zeroUs + microseconds(interval.end));
  return endUs < startUs ? undefined : { startUs, endUs };
}

/** A call as a slice, with slices for its parts nested in it. */
export function callEvents(call: PlacedCall, row: TraceRow): TraceEvent[] {
  const { invocation, phase } = call;
  const name = phase.burst === undefined ? phase.name : `call ${invocation.call + 1}`;
  const args = argsOf(call);
  if (isAnswered(invocation)) {
    return [slice(row, call, { name, cat: 'call', args }), ...partEvents(call, row)];
  }
  const { outcome, error, receivedAt } = invocation;
  const labels = {
    name: `${name} ${outcome}: ${sanitizeLine(error?.message ?? 'no answer')}`,
    cat: 'call',
    cname: outcome === 'throttled' ? 'bad' : 'terrible',
    args,
  };
  // Without a time of its end it is an instant, not a slice.
  if (receivedAt === undefined) return [{ ph: 'i', s: 't', ...labels, ...row, ts: call.startUs }];
  return [slice(row, call, labels)];
}

function partEvents({ startUs, endUs, init, handling }: PlacedCall, row: TraceRow): TraceEvent[] {
  if (handling === undefined) return [];
  const upTo = init?.startUs ?? handling.startUs;
  const parts = [
    { name: 'before handler', startUs, endUs: upTo, cname: 'grey' },
    ...(init === undefined ? [] : [{ name: 'init', ...init, cname: 'thread_state_runnable' }]),
    {
      name: 'before handler',
      startUs: init?.endUs ?? upTo,
      endUs: handling.startUs,
      cname: 'grey',
    },
    { name: 'handler', ...handling, cname: 'good' },
    { name: 'after handler', startUs: handling.endUs, endUs, cname: 'grey' },
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
    ...(isAnswered(invocation) ? callDurations(invocation, phase) : {}),
    served: served && sanitizeStrings(served),
  });
}

function callDurations(call: Answered, phase: Phase): object {
  const parts = splitCall(call, clockOffsetOf(call, phase.burst?.timeline.handlers?.clocks));
  return Object.fromEntries(
    Object.entries({ durationMs: durationMs(call), ...parts }).map(([name, ms]) => [
      name,
      roundToMicroseconds(ms),
    ]),
  );
}

/** An object with all strings in it sanitized, at any depth. */
function sanitizeStrings(object: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]: [string, unknown]) => {
      if (typeof value === 'string') return [key, sanitizeLine(value)];
      return [key, typeof value === 'object' && value !== null ? sanitizeStrings(value) : value];
    }),
  );
}
