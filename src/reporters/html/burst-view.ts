import { sanitizeLine } from '../../core/sanitize.ts';
import type { InstanceNames } from '../shared/instance-names.ts';
import type { BurstView } from './burst.ts';
import { pictureCalls, serverTimesOf } from './calls.ts';
import { pack, type BurstData, type PageData } from './page-data.ts';

/** A burst prepared for the page: its calls in order, with what the target reports about when it served them. */
export function viewBurst(
  placed: Pick<BurstView, 'burst' | 'title' | 'index' | 'run'>,
  names: InstanceNames,
): BurstView {
  return {
    ...placed,
    calls: pictureCalls(placed.burst, names),
    serverTimes: serverTimesOf(placed.burst),
  };
}

/** The part of a burst that the page's script draws. */
export function burstData({ calls, serverTimes }: BurstView): BurstData {
  return { serverTimes, calls: calls.map(pack) };
}

/** Short and full names of instances, in the order of their indexes. */
export function instanceNamePairs(names: InstanceNames): PageData['instances'] {
  return [...names].map(([full, { name }]) => [name, sanitizeLine(full)] as const);
}
