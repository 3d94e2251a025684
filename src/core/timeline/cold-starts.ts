import { defined } from '../defined.ts';
import { durationMs, handlerMs, hasServerTimes, type Answered } from '../invocation.ts';
import { isNonEmpty, largest, mapNonEmpty, median } from '../statistics.ts';
import { splitCall, wasPreInitialized, type CallParts } from './call-parts.ts';
import { clockOffsetOf, type AlignedClocks } from './clock.ts';

/** What was cold in a burst; a call that does not say counts as neither. */
export interface Temperature {
  readonly cold: number;
  readonly warm: number;
  /** Cold calls whose instance was initialized before they were sent, so none waited for it. */
  readonly preInitialized: number;
  /** What cold calls spent outside their handlers beyond what warm ones did, ms. */
  readonly addedMs?: { readonly median: number; readonly worst: number };
  readonly parts?: ColdParts;
}

/** Where the time of a burst's cold calls went: medians, ms; an unknown part is absent. */
export interface ColdParts {
  readonly waitedMs?: number;
  readonly initMs: number;
  readonly handlingMs: number;
  readonly otherMs: number;
}

/** What else is known of a burst when its cold starts are looked at. */
interface Beside {
  readonly warmSolo: readonly Answered[];
  readonly handlers?: { readonly clocks: AlignedClocks };
}

/** Counts cold calls and what they cost; `undefined` if no call says whether it was cold. */
export function buildTemperature(
  answered: readonly Answered[],
  { warmSolo, handlers }: Beside,
): Temperature | undefined {
  const known = answered.filter((call) => call.served?.cold !== undefined);
  if (known.length === 0) return undefined;
  const cold = known.filter((call) => call.served?.cold === true);
  const warm = known.filter((call) => call.served?.cold === false);
  const waited = coldAndWaiting(answered, handlers?.clocks);
  // Solo calls first: warm calls of the burst may have waited in a queue.
  const usual = median(outsideHandlerMs(warmSolo)) ?? median(outsideHandlerMs(warm));
  const added = usual === undefined ? [] : outsideHandlerMs(waited).map((spent) => spent - usual);
  const parts = coldParts(answered, handlers?.clocks);
  return {
    cold: cold.length,
    warm: warm.length,
    preInitialized: cold.length - waited.length,
    ...(isNonEmpty(added) ? { addedMs: { median: median(added), worst: largest(added) } } : {}),
    ...defined({ parts }),
  };
}

/** Splits cold calls that waited for their instance into parts, if anything reports its initialization. */
export function coldParts(
  answered: readonly Answered[],
  clocks: AlignedClocks | undefined,
): ColdParts | undefined {
  const parts = asFarAsKnown(
    coldAndWaiting(answered, clocks).flatMap(
      (call) => splitCall(call, clockOffsetOf(call, clocks)) ?? [],
    ),
    clocks,
  );
  const initMs = median(parts.flatMap((part) => part.initMs ?? []));
  const waitedMs = median(parts.flatMap((part) => part.waitedMs ?? []));
  if (initMs === undefined || !isNonEmpty(parts)) return undefined;
  return defined({
    waitedMs,
    initMs,
    handlingMs: median(mapNonEmpty(parts, (part) => part.handlingMs)),
    otherMs: median(mapNonEmpty(parts, (part) => part.otherMs)),
  });
}

/**
 * If every call waited, their times bound the servers' clock badly, and its midpoint makes the wait
 * before the handler about as long as the way back. What the clock cannot separate counts as other.
 */
function asFarAsKnown(
  parts: readonly CallParts[],
  clocks: AlignedClocks | undefined,
): readonly CallParts[] {
  const uncertaintyMs = clocks?.state === 'one-clock' ? clocks.uncertaintyMs : Infinity;
  const typicalMs = median(parts.flatMap((part) => part.waitedMs ?? [])) ?? 0;
  if (typicalMs > 2 * uncertaintyMs) return parts;
  return parts.map(({ waitedMs = 0, ...part }) => ({ ...part, otherMs: part.otherMs + waitedMs }));
}

function coldAndWaiting(
  answered: readonly Answered[],
  clocks: AlignedClocks | undefined,
): Answered[] {
  return answered.filter((call) => call.served?.cold === true && !isPreInitialized(call, clocks));
}

/** Whether the instance of a cold call was ready before the call was sent. */
export function isPreInitialized(call: Answered, clocks: AlignedClocks | undefined): boolean {
  return wasPreInitialized(call, clockOffsetOf(call, clocks)) === true;
}

/** Whether the handler of a span had to wait until its instance had started. */
export function isColdStart({
  answered,
  handlers,
}: {
  readonly answered: readonly Answered[];
  readonly handlers?: { readonly clocks: AlignedClocks };
}): (span: { readonly call: number }) => boolean {
  const cold = new Set(coldAndWaiting(answered, handlers?.clocks).map(({ call }) => call));
  return ({ call }) => cold.has(call);
}

/** Each duration is a difference on one clock, so no alignment is needed. */
function outsideHandlerMs(calls: readonly Answered[]): number[] {
  return calls.flatMap((call) => {
    const handler = hasServerTimes(call) ? handlerMs(call) : call.served?.report?.durationMs;
    return handler === undefined ? [] : [durationMs(call) - handler];
  });
}
