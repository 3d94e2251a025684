import { defined } from '../defined.ts';
import { sum } from '../statistics.ts';
import type { TargetDescription } from '../target-description.ts';
import type { Cause, CodePlace, Fact } from './diagnosis.ts';
import type { ProbeEvidence, SampledPlace } from './probe-evidence.ts';

/** A thread that waits was found waiting in most samples. */
const LEAST_SHARE = 0.5;

/** What a place must be to explain a cause. */
export type Fits = (place: SampledPlace) => boolean;

/** Below an event loop. */
export const onEventLoop: Fits = (place) => place.onEventLoop;
/** Where a thread waits for a lock or a place in a pool. */
export const waitsForLock: Fits = (place) => place.waitsForLock === true;
/** Where a thread works or sleeps. */
export const occupied: Fits = (place) => place.waitsForLock !== true;

/** The place in the code of the user where most threads were, most of the time. */
export function placeOf({ places }: ProbeEvidence, fits: Fits): SampledPlace | undefined {
  return places
    .filter((place) => place.ownCode && place.share >= LEAST_SHARE && fits(place))
    .toSorted((a, b) => b.threads * b.share - a.threads * a.share)[0];
}

/** Whether stacks show threads that wait for a lock. */
export function isLockSeen(probes: ProbeEvidence): boolean {
  return placeOf(probes, waitsForLock) !== undefined;
}

/** Whether a thread was mostly below an event loop, in whatever code. */
export function isBelowLoop({ places }: ProbeEvidence): boolean {
  return sum(places.filter(onEventLoop).map(({ share }) => share)) >= LEAST_SHARE;
}

/** The place itself. */
export function codePlace({ file, line, function: name, calling }: SampledPlace): CodePlace {
  return { file, line, function: name, ...defined({ calling }) };
}

/** What stacks show, or why they show nothing. */
export function stackFacts(probes: ProbeEvidence, place: SampledPlace | undefined): Fact[] {
  if (place !== undefined) {
    const { tool, share, samples, threads } = place;
    return [
      {
        code: 'stacks',
        place: codePlace(place),
        tool,
        share,
        samples,
        threads,
        onEventLoop: place.onEventLoop,
        waitsForLock: place.waitsForLock === true,
      },
    ];
  }
  const { stacksMissing } = probes;
  if (stacksMissing === undefined) return [];
  return [{ code: 'no-stacks', tool: stacksMissing.tool, reason: stacksMissing.reason }];
}

/** The same of a place that is seen besides the one that is named. */
export function otherStackFacts(
  probes: ProbeEvidence,
  { fits, named }: { readonly fits: Fits; readonly named: SampledPlace | undefined },
): Fact[] {
  const place = placeOf(probes, fits);
  return place === undefined || place === named ? [] : stackFacts(probes, place);
}

/** What is known of the code behind a route of our own service. */
interface KnownRoute {
  /** Why its calls may wait. Signs of any other cause don't come from its code. */
  readonly causes: readonly Cause[];
  /** Where it blocks or computes. */
  readonly place: CodePlace & { readonly calling: string };
}

/** A test compares these lines with the handlers. */
const ROUTES: ReadonlyMap<string, KnownRoute> = new Map([
  [
    '/ping/blocking',
    {
      causes: ['event-loop-blocked'],
      place: {
        file: 'handlers/ping-blocking.ts',
        line: 10,
        function: 'work',
        calling: 'Atomics.wait',
      },
    },
  ],
  [
    '/ping/cpu',
    {
      causes: ['event-loop-busy', 'cores-full'],
      place: { file: 'handlers/ping-cpu.ts', line: 14, function: 'work', calling: 'pbkdf2Sync' },
    },
  ],
]);

/** Whether the target is our own service, run locally: then its code is known. */
export function isLocalService(target: TargetDescription | undefined): boolean {
  return target?.kind === 'local';
}

/** What is known of the route that was called; `undefined` if nothing in it makes calls wait. */
export function knownRoute({ path = '' }: TargetDescription): KnownRoute | undefined {
  const [route = ''] = path.split('?');
  return ROUTES.get(route);
}
