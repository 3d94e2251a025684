import { defined } from '../../../src/core/defined.ts';
import type { Answered, Invocation, LambdaReport, Served } from '../../../src/core/invocation.ts';
import { SCHEMA_VERSION } from '../../../src/core/run-file/schema-version.ts';
import type { Recording } from '../../../src/core/recording.ts';

/** The server's clock at the release of a burst, when the client's is at 0; ms since 1970. */
export const SERVER_CLOCK = 1_700_000_000_000;

/** A call declared by its times in ms after the release: `from` and `to` are when its handler started and ended. */
export interface DeclaredCall {
  readonly from: number;
  readonly to: number;
  readonly on?: string;
  readonly sent?: number;
  readonly received?: number;
  readonly cold?: boolean;
  readonly nth?: number;
  /** When its instance started and finished initializing. */
  readonly init?: readonly [from: number, to: number];
  /** What else the target reports about the call. */
  readonly says?: Served;
}

/**
 * Calls answered by a target that reports which instance served them and when. By default they are sent
 * at 0 and received 1 ms after their handler ended; if the first handler starts at 1, the clocks align
 * exactly.
 */
export function served(calls: readonly DeclaredCall[]): Invocation[] {
  return calls.map(
    ({ from, to, on = 'i0', sent = 0, received = to + 1, cold, nth, init, says }, call) => ({
      call,
      outcome: 'answered',
      sentAt: sent,
      receivedAt: received,
      status: 200,
      served: {
        instance: on,
        startedAt: SERVER_CLOCK + from,
        endedAt: SERVER_CLOCK + to,
        ...defined({ cold, nth }),
        ...(init === undefined
          ? {}
          : { initStartedAt: SERVER_CLOCK + init[0], initializedAt: SERVER_CLOCK + init[1] }),
        ...says,
      },
    }),
  );
}

/** A call that only Lambda's report describes, sent at 0. */
export function reported(received: number, report: LambdaReport): Answered {
  const cold = report.initMs !== undefined || report.restoreMs !== undefined;
  return {
    call: 0,
    outcome: 'answered',
    sentAt: 0,
    receivedAt: received,
    status: 200,
    served: { cold, report, serviceMs: report.durationMs },
  };
}

/** Calls that `workers` workers serve in waves, the first of which starts at 1 ms. */
export function queue(shape: {
  readonly calls: number;
  readonly workers: number;
  readonly eachMs?: number;
  /** Number of instances that the workers are on. */
  readonly instances?: number;
  readonly cold?: boolean;
}): Invocation[] {
  const { calls, workers, eachMs = 100, instances = workers, cold } = shape;
  return served(
    Array.from({ length: calls }, (_, call) => {
      const from = 1 + Math.floor(call / workers) * eachMs;
      const on = `i${call % instances}`;
      return defined({ from, to: from + eachMs, on, cold });
    }),
  );
}

/** Calls that are all served at once, by default each on its own instance. */
export function wall(shape: {
  readonly calls: number;
  readonly eachMs?: number;
  readonly instances?: number;
  readonly cold?: boolean;
}): Invocation[] {
  return queue({ workers: shape.calls, ...shape });
}

/** Solo calls. */
export function soloCalls(eachMs = 100, { calls = 3, cold = false } = {}): Invocation[] {
  return served(Array.from({ length: calls }, () => ({ from: 1, to: 1 + eachMs, cold })));
}

/** Calls that were sent at one moment to a target that reports nothing, and took so long. */
export function took(...durations: readonly number[]): Invocation[] {
  return served(durations.map((ms) => ({ from: 0, to: ms, received: ms }))).map(withoutServed);
}

/** A stream that was sent at 0, and of which 1,000 bytes came after its first ones. */
export function streamed(firstByteAt: number, receivedAt: number, call = 0): Answered {
  return { call, outcome: 'answered', sentAt: 0, firstByteAt, receivedAt, laterBytes: 1_000 };
}

/** Calls that failed or were throttled. */
export function unansweredCalls(
  outcome: 'failed' | 'throttled',
  calls: number,
  code = outcome === 'failed' ? 'status-500' : 'status-429',
): Invocation[] {
  return Array.from({ length: calls }, (_, call) => ({
    call,
    outcome,
    sentAt: 0,
    receivedAt: 5,
    status: outcome === 'failed' ? 500 : 429,
    error: { code, message: outcome === 'failed' ? 'status 500' : 'refused' },
  }));
}

/** The same call from a target that does not report which instance served it, or when. */
export function withoutServed(invocation: Invocation): Invocation {
  const { served: _, ...rest } = invocation;
  return rest;
}

/** One burst made of several parts, with its calls renumbered. */
export function together(...parts: readonly (readonly Invocation[])[]): Invocation[] {
  return parts.flat().map((invocation, call) => ({ ...invocation, call }));
}

/** A recording of bursts and solo calls, without a target. */
export function recording(
  bursts: readonly (readonly Invocation[])[],
  solo: readonly Invocation[] = soloCalls(),
): Recording {
  return {
    schemaVersion: SCHEMA_VERSION,
    solo: [...solo],
    bursts: bursts.map((invocations) => ({ invocations: [...invocations] })),
  };
}

/** The same calls with the server's clock ahead by `aheadMs`, or only that of `instance` if it is given. */
export function withServerClock(
  invocations: readonly Invocation[],
  aheadMs: number,
  instance?: string,
): Invocation[] {
  return invocations.map((invocation) => {
    const report = invocation.served;
    if (report?.startedAt === undefined || report.endedAt === undefined) return invocation;
    if (instance !== undefined && report.instance !== instance) return invocation;
    return { ...invocation, served: { ...report, ...ahead(report, aheadMs) } };
  });
}

/** The times on the server's clock, `byMs` later. */
function ahead({ startedAt, endedAt, initStartedAt, initializedAt }: Served, byMs: number): Served {
  const times = Object.entries({ startedAt, endedAt, initStartedAt, initializedAt });
  return Object.fromEntries(
    times.flatMap(([name, at]) => (at === undefined ? [] : [[name, at + byMs]])),
  );
}

/** The same calls, sent and received `byMs` later. */
export function delayed(invocations: readonly Invocation[], byMs: number): Invocation[] {
  return invocations.map(({ receivedAt, ...invocation }) => ({
    ...invocation,
    sentAt: invocation.sentAt + byMs,
    ...(receivedAt === undefined ? {} : { receivedAt: receivedAt + byMs }),
  }));
}
