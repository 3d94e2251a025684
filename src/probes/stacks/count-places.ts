import { groupBy } from '../../core/group-by.ts';
import { largest } from '../../core/statistics.ts';
import type { Place } from '../../core/why/stacks.ts';
import type { Sample } from './place.ts';

/** How many places are kept: the work of a program that computes is spread over many lines. */
const MOST_PLACES = 10;

/**
 * Counts where threads were. A thread that was at a place already in `before`, when no call was in
 * flight, does not wait there for calls' sake: it is the main thread of a server, or a job in the
 * background.
 */
export function countPlaces(samples: readonly Sample[], before: Sample): Place[] {
  const atRest = new Set(before.map((one) => keyOf(one)));
  const seen = samples.flatMap((sample, index) =>
    sample.filter((one) => !atRest.has(keyOf(one))).map(({ place }) => ({ place, index })),
  );
  const places = [...groupBy(seen, ({ place }) => JSON.stringify(place)).values()].flatMap(
    (there) => {
      const [first] = there;
      if (first === undefined) return [];
      const perSample = [...groupBy(there, ({ index }) => index).values()];
      const threads = largest(perSample.map(({ length }) => length)) ?? 1;
      return [{ ...first.place, share: perSample.length / samples.length, threads }];
    },
  );
  return mostFrequent(places);
}

/** The most frequent places, those first. */
export function mostFrequent(places: readonly Place[]): Place[] {
  return places
    .toSorted((a, b) => b.share - a.share || b.threads - a.threads)
    .slice(0, MOST_PLACES);
}

function keyOf({ thread, place }: Sample[number]): string {
  return `${thread} ${JSON.stringify(place)}`;
}
