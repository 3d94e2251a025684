import { defined } from './defined.ts';
import type { Invocation } from './invocation.ts';
import { roundToMicroseconds } from './statistics.ts';

/** The result of one call. Its times are in ms on the clock that the target was given. */
export type Exchange = Omit<Invocation, 'call'>;

/** A call that is ready to go: connected, and its request written out but held back. */
export interface PreparedCall {
  /** Sends the request and does nothing else: any other work would delay the calls after it. */
  readonly release: () => void;
  /** The result. A call that fails resolves, too, with that outcome. */
  readonly exchange: Promise<Exchange>;
}

/** The two clocks of the client. */
export interface Clock {
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Wall clock, ms since 1970. */
  readonly wall: () => number;
}

/** One burst as it was measured. */
export interface FiredBurst {
  /** Wall clock at the release, ms since 1970. */
  readonly epoch: number;
  readonly invocations: Invocation[];
}

/**
 * Releases the calls together and waits for all of them. Times in the result are ms since the
 * release, in microsecond steps. A call that failed is an invocation like any other.
 */
export async function fire(prepared: readonly PreparedCall[], clock: Clock): Promise<FiredBurst> {
  const epoch = clock.wall();
  const zero = clock.now();
  for (const call of prepared) call.release();
  const exchanges = await Promise.all(prepared.map((call) => call.exchange));
  return {
    epoch,
    invocations: exchanges.map((exchange, call) => toInvocation(call, exchange, zero)),
  };
}

function toInvocation(call: number, exchange: Exchange, zero: number): Invocation {
  const { outcome, sentAt, receivedAt, ...rest } = exchange;
  return {
    call,
    outcome,
    sentAt: roundToMicroseconds(sentAt - zero),
    ...defined({
      receivedAt: receivedAt === undefined ? undefined : roundToMicroseconds(receivedAt - zero),
    }),
    ...rest,
  };
}
