import type { Invocation } from './invocation.ts';

/** What became of one call. Its times are on the clock that was handed to the target, in ms. */
export type Exchange = Omit<Invocation, 'call'>;

/** A call that is ready to go: connected, its request written out, prepared back. */
export interface PreparedCall {
  /** Lets it go. Does nothing but send: whatever else it did would delay the calls after it. */
  readonly release: () => void;
  /** What became of it; never rejects because the call failed. */
  readonly exchange: Promise<Exchange>;
}

export interface Clock {
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Wall clock, ms since 1970. */
  readonly wall: () => number;
}

export interface FiredBurst {
  /** Wall clock at the release, ms since 1970. */
  readonly epoch: number;
  readonly invocations: Invocation[];
}

/** Releases calls together and waits for all of them. A call that failed is an invocation too. */
export async function fire(prepared: readonly PreparedCall[], clock: Clock): Promise<FiredBurst> {
  const epoch = clock.wall();
  const zero = clock.now();
  for (const call of prepared) call.release();
  const exchanges = await Promise.all(prepared.map((call) => call.exchange));
  return {
    epoch,
    invocations: exchanges.map((exchange, call) => invocation(call, exchange, zero)),
  };
}

function invocation(call: number, exchange: Exchange, zero: number): Invocation {
  const { outcome, sentAt, receivedAt, ...rest } = exchange;
  return {
    call,
    outcome,
    sentAt: microseconds(sentAt - zero),
    ...(receivedAt === undefined ? {} : { receivedAt: microseconds(receivedAt - zero) }),
    ...rest,
  };
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
