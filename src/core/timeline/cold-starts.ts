import { partsOf, wasInitialisedBeforehand, type CallParts } from './call-parts.ts';
import { offsetOf, type Alignment } from './clock.ts';
import type { Answered } from '../invocation.ts';
import { median } from '../statistics.ts';

/** Where the time of the cold calls of a burst went: medians, ms; what is not known is absent. */
export interface ColdParts {
  readonly waitedMs?: number;
  readonly initMs: number;
  readonly handlingMs: number;
  readonly restMs: number;
}

/** Cold calls that waited for their instance, split into parts, where anything tells of its initialization. */
export function coldParts(
  answered: readonly Answered[],
  alignment: Alignment | undefined,
): ColdParts | undefined {
  const waited = answered.filter(
    (call) => call.served?.cold === true && !isBeforehand(call, alignment),
  );
  const parts = asFarAsKnown(
    waited.flatMap((call) => partsOf(call, offsetOf(call, alignment)) ?? []),
    alignment,
  );
  const initMs = median(parts.flatMap((part) => part.initMs ?? []));
  const handlingMs = median(parts.map((part) => part.handlingMs));
  const restMs = median(parts.map((part) => part.restMs));
  const waitedMs = median(parts.flatMap((part) => part.waitedMs ?? []));
  if (initMs === undefined || handlingMs === undefined || restMs === undefined) return undefined;
  return { ...(waitedMs === undefined ? {} : { waitedMs }), initMs, handlingMs, restMs };
}

/**
 * Where all calls waited, their windows bound the servers' clock badly, and its midpoint makes the wait
 * before about as long as the way back. What the clock cannot tell apart is all rest.
 */
function asFarAsKnown(
  parts: readonly CallParts[],
  alignment: Alignment | undefined,
): readonly CallParts[] {
  const uncertaintyMs = alignment?.state === 'one-clock' ? alignment.uncertaintyMs : Infinity;
  const typicalMs = median(parts.flatMap((part) => part.waitedMs ?? [])) ?? 0;
  if (typicalMs > 2 * uncertaintyMs) return parts;
  return parts.map(({ waitedMs = 0, ...part }) => ({ ...part, restMs: part.restMs + waitedMs }));
}

/** Whether the instance of a cold call was ready before the call was sent. */
export function isBeforehand(call: Answered, alignment: Alignment | undefined): boolean {
  return wasInitialisedBeforehand(call, offsetOf(call, alignment)) === true;
}
