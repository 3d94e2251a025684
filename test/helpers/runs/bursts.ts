import type { Answered, Invocation, LambdaReport, Served } from '../../../src/core/invocation.ts';
import { SCHEMA_VERSION, type Recording } from '../../../src/core/run.ts';

/** What a server's clock reads when a burst is released; the client's reads 0. Ms. */
export const SERVER_CLOCK = 1_700_000_000_000;

/** A call by its times, in ms after the release: sent, served from one to another, received. */
export interface DeclaredCall {
  readonly from: number;
  readonly to: number;
  readonly on?: string;
  readonly sent?: number;
  readonly received?: number;
  readonly cold?: boolean;
  readonly nth?: number;
  /** When its instance was initialised, from and to. */
  readonly init?: readonly [from: number, to: number];
  /** What else the target says of itself. */
  readonly says?: Served;
}

/**
 * Calls that were answered by a target that tells where and when. Left to themselves they are sent
 * at 0 and received 1 ms after they were served; with a first one from 1 on, the clocks align
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
        ...(cold === undefined ? {} : { cold }),
        ...(nth === undefined ? {} : { nth }),
        ...(init === undefined
          ? {}
          : { initStartedAt: SERVER_CLOCK + init[0], initializedAt: SERVER_CLOCK + init[1] }),
        ...says,
      },
    }),
  );
}

/** A call of which only Lambda's report tells: sent at 0, received after so long. */
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

/** Calls that so many workers serve in waves, the first from 1 ms on. */
export function queue(shape: {
  readonly calls: number;
  readonly workers: number;
  readonly eachMs?: number;
  /** On how many instances the workers are. */
  readonly instances?: number;
  readonly cold?: boolean;
}): Invocation[] {
  const { calls, workers, eachMs = 100, instances = workers, cold } = shape;
  return served(
    Array.from({ length: calls }, (_, call) => {
      const from = 1 + Math.floor(call / workers) * eachMs;
      const on = `i${call % instances}`;
      return { from, to: from + eachMs, on, ...(cold === undefined ? {} : { cold }) };
    }),
  );
}

/** Calls that are all served at the same time, each on an instance of its own unless fewer are given. */
export function wall(shape: {
  readonly calls: number;
  readonly eachMs?: number;
  readonly instances?: number;
  readonly cold?: boolean;
}): Invocation[] {
  return queue({ workers: shape.calls, ...shape });
}

/** Calls made alone. */
export function alone(eachMs = 100, { calls = 3, cold = false } = {}): Invocation[] {
  return served(Array.from({ length: calls }, () => ({ from: 1, to: 1 + eachMs, cold })));
}

/** Calls that were lost, in place of others. */
export function lost(
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

/** The same call of a target that does not tell who served it. */
export function untold(invocation: Invocation): Invocation {
  const { served: _, ...told } = invocation;
  return told;
}

/** One burst out of several parts, numbered through. */
export function together(...parts: readonly (readonly Invocation[])[]): Invocation[] {
  return parts.flat().map((invocation, call) => ({ ...invocation, call }));
}

export function recording(
  bursts: readonly (readonly Invocation[])[],
  solo: readonly Invocation[] = alone(),
): Recording {
  return {
    schemaVersion: SCHEMA_VERSION,
    solo: [...solo],
    bursts: bursts.map((invocations) => ({ invocations: [...invocations] })),
  };
}

/** The same calls on a server whose clock stands otherwise; of one instance only, where it is named. */
export function withServerClock(
  invocations: readonly Invocation[],
  aheadMs: number,
  instance?: string,
): Invocation[] {
  return invocations.map((invocation) => {
    const said = invocation.served;
    if (said?.startedAt === undefined || said.endedAt === undefined) return invocation;
    if (instance !== undefined && said.instance !== instance) return invocation;
    return { ...invocation, served: { ...said, ...ahead(said, aheadMs) } };
  });
}

/** All times on the server's clock, so much later. */
function ahead({ startedAt, endedAt, initStartedAt, initializedAt }: Served, byMs: number): Served {
  const times = Object.entries({ startedAt, endedAt, initStartedAt, initializedAt });
  return Object.fromEntries(
    times.flatMap(([name, at]) => (at === undefined ? [] : [[name, at + byMs]])),
  );
}

/** The same calls, all sent and received later. */
export function delayed(invocations: readonly Invocation[], byMs: number): Invocation[] {
  return invocations.map(({ receivedAt, ...invocation }) => ({
    ...invocation,
    sentAt: invocation.sentAt + byMs,
    ...(receivedAt === undefined ? {} : { receivedAt: receivedAt + byMs }),
  }));
}
