import { sanitizeLine } from '../../core/sanitize.ts';
import type { InstanceNames } from '../shared/instance-names.ts';
import type { ShownBurst } from './burst.ts';
import { pictureCalls, serverTimesOf } from './calls.ts';
import { pack, type BurstData, type PageData } from './page-data.ts';

/** A burst with its calls as they are to be shown. */
export function showBurst(
  place: Pick<ShownBurst, 'burst' | 'title' | 'index' | 'target'>,
  names: InstanceNames,
): ShownBurst {
  return {
    ...place,
    calls: pictureCalls(place.burst, names),
    serverTimes: serverTimesOf(place.burst),
  };
}

/** What the page's script gets of a burst. */
export function burstData({ calls, serverTimes }: ShownBurst): BurstData {
  return { serverTimes, calls: calls.map(pack) };
}

/** Names for the page's script, which sets them as text. */
export function namedInstances(names: InstanceNames): PageData['instances'] {
  return [...names].map(([full, { name }]) => [name, sanitizeLine(full)] as const);
}
