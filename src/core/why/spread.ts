import type { Sighting } from '../observed/observed.ts';
import { largest, sum } from '../statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';

// How calls were spread over servers: over processes, or over the addresses that a proxy passed them on to.

/** How the calls of one burst were spread. */
export interface Spread {
  /** How many servers got calls. */
  readonly servers: number;
  /** How many times as many get done at a time as if one server got all. */
  readonly gain: number;
}

/** How the calls of several bursts were spread. */
export interface SpreadOfRun {
  /** How many servers got calls in any burst. */
  readonly servers: number;
  /** Whether each of several bursts went to one server, though not always the same. */
  readonly isOnOne: boolean;
  /** That of the burst that was spread best. */
  readonly gain: number;
}

interface WatchedBurst {
  readonly timeline: Timeline;
  readonly observed?: Sighting;
}

/** If fewer of the calls were seen, the others may have gone elsewhere. */
const MOST_SEEN = 0.5;

/** How calls of a burst were spread; `undefined` if that was not seen of most. */
export function spreadOf(
  { timeline, observed }: WatchedBurst,
  isProxied: boolean,
): Spread | undefined {
  const counts = [...callsPerServer(observed, isProxied).values()];
  const most = largest(counts);
  const calls = sum(counts);
  if (most === undefined || calls < MOST_SEEN * timeline.calls) return undefined;
  return { servers: counts.length, gain: calls / most };
}

/** How calls of bursts were spread; `undefined` if that was not seen of each. */
export function spreadOfRun(
  bursts: readonly WatchedBurst[],
  isProxied: boolean,
): SpreadOfRun | undefined {
  const spreads = bursts.flatMap((burst) => spreadOf(burst, isProxied) ?? []);
  const best = largest(spreads.map(({ gain }) => gain));
  if (best === undefined || spreads.length < bursts.length) return undefined;
  const servers = bursts.flatMap(({ observed }) => [...callsPerServer(observed, isProxied).keys()]);
  return {
    servers: new Set(servers).size,
    // One burst may happen to go to one server.
    isOnOne: spreads.length > 1 && spreads.every((one) => one.servers === 1),
    gain: best,
  };
}

/** How many calls each server got, by process or by address. */
export function callsPerServer(
  observed: Sighting | undefined,
  isProxied: boolean,
): ReadonlyMap<string | number, number> {
  if (isProxied) {
    const addresses = observed?.passedOnTo ?? [];
    return new Map(addresses.map(({ address, connections }) => [address, connections]));
  }
  const serving = (observed?.processes ?? []).filter(({ calls }) => calls > 0);
  return new Map(serving.map(({ pid, calls }) => [pid, calls]));
}
