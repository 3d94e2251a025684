import { durationMs, type Answered, type Served } from '../invocation.ts';
import { isNonEmpty, mapNonEmpty, median, largest } from '../statistics.ts';

/** Servers round their times to a millisecond, up or down. */
const ROUNDED_MS = 2;

/** A call whose server says how long it took. */
export type ServiceTimed = Answered & { served: Served & { serviceMs: number } };

/** The calls of a burst whose servers say how long they took. */
export interface ServiceTimes {
  readonly calls: readonly ServiceTimed[];
  /** Of these, the calls that did not even take that long. */
  readonly tooLong: readonly ServiceTimed[];
}

/** Holds what servers say against the client's own times. */
export function serviceTimesOf(answered: readonly Answered[]): ServiceTimes {
  const calls = answered.filter(isServiceTimed);
  const tooLong = calls.filter((call) => call.served.serviceMs > durationMs(call) + ROUNDED_MS);
  return { calls, tooLong };
}

/**
 * The calls whose service times count: none if a server claims more time than a call took, since the
 * times of the other calls then have the same wrong unit, or another meaning.
 */
export function plausiblyTimed(answered: readonly Answered[]): readonly ServiceTimed[] {
  const { calls, tooLong } = serviceTimesOf(answered);
  return tooLong.length > 0 ? [] : calls;
}

/** How calls spent their time, ms. */
export interface ServiceSplit {
  /** How long the server took by its own account: the median. */
  readonly serviceMs: number;
  /** The most that a call spent outside that, waiting or on its way. */
  readonly mostOutsideMs: number;
}

/** Splits waiting from service; `undefined` unless the server says it of every call. */
export function splitService(answered: readonly Answered[]): ServiceSplit | undefined {
  const timed = plausiblyTimed(answered);
  if (!isNonEmpty(timed) || timed.length < answered.length) return undefined;
  return {
    serviceMs: median(mapNonEmpty(timed, ({ served }) => served.serviceMs)),
    mostOutsideMs: largest(
      mapNonEmpty(timed, (call) => Math.max(0, durationMs(call) - call.served.serviceMs)),
    ),
  };
}

function isServiceTimed(call: Answered): call is ServiceTimed {
  return call.served?.serviceMs !== undefined;
}
