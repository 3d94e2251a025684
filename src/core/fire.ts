import { defined } from './defined.ts';
import type { Invocation } from './invocation.ts';
import { largest, roundToMicroseconds } from './statistics.ts';
import { LEAST_STALL_MS, type Stall } from './timeline/stalls.ts';

/** The result of one call. Its times are in ms on the clock that the target was given. */
export type Exchange = Omit<Invocation, 'call'>;

/** A call that is ready to go: connected, and its request written out but held back. */
export interface PreparedCall {
  /** Sends the request and does nothing else: any other work would delay the calls after it. */
  readonly release: () => void;
  /** The result. A call that fails resolves, too, with that outcome. */
  readonly exchange: Promise<Exchange>;
}

/** The two ends of a call's connection. */
export interface ConnectionEnds {
  readonly localPort: number;
  /** Absent while it connects. */
  readonly remote?: { readonly address: string; readonly port: number };
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
  /** When the client itself was stalled; absent if it never was. */
  readonly stalls?: Stall[];
}

/** Notices when the client is stalled, from a time on its clock on; returns what ends the watch. */
export type StallWatch = (since: number) => () => readonly Stall[];

/**
 * Releases the calls together and waits for all of them. Times in the result are ms since the
 * release, in microsecond steps. A call that failed is an invocation like any other.
 */
export async function fire(
  prepared: readonly PreparedCall[],
  clock: Clock,
  watchStalls: StallWatch = () => () => [],
): Promise<FiredBurst> {
  const [others, last] = [prepared.slice(0, -1), prepared.at(-1)];
  const epoch = clock.wall();
  const zero = clock.now();
  for (const call of others) call.release();
  const lastAt = clock.now();
  last?.release();
  const stopWatch = watchStalls(lastAt);
  const exchanges = await Promise.all(prepared.map((call) => call.exchange));
  const stalls = stopWatch();
  const invocations = exchanges.map((exchange, call) => toInvocation(call, exchange, zero));
  return { epoch, invocations, ...whileInFlight(stalls, { invocations, zero }) };
}

/** The stalls up to the last answer: to parse all of them afterwards takes time, too. */
function whileInFlight(
  stalls: readonly Stall[],
  { invocations, zero }: { readonly invocations: readonly Invocation[]; readonly zero: number },
): Pick<FiredBurst, 'stalls'> {
  const lastAnswer = largest(invocations.flatMap(({ receivedAt }) => receivedAt ?? [])) ?? 0;
  const during = stalls
    .map(({ from, to }) => ({
      from: roundToMicroseconds(from - zero),
      to: Math.min(roundToMicroseconds(to - zero), lastAnswer),
    }))
    .filter(({ from, to }) => to - from >= LEAST_STALL_MS);
  return during.length === 0 ? {} : { stalls: during };
}

function toInvocation(call: number, exchange: Exchange, zero: number): Invocation {
  const { outcome, sentAt, firstByteAt, receivedAt, ...rest } = exchange;
  const sinceZero = (at: number): number => roundToMicroseconds(at - zero);
  return {
    call,
    outcome,
    sentAt: sinceZero(sentAt),
    ...defined({
      firstByteAt: firstByteAt === undefined ? undefined : sinceZero(firstByteAt),
      receivedAt: receivedAt === undefined ? undefined : sinceZero(receivedAt),
    }),
    ...rest,
  };
}
