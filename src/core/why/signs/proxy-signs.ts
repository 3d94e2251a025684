import { largest, sum } from '../../statistics.ts';
import type { Fact } from '../diagnosis.ts';
import type { Evidence, WatchedBurst } from '../evidence.ts';
import { exactly, limitOf } from '../limit-evidence.ts';
import type { Found, Signs } from './signs.ts';

// A proxy that holds calls back, or passes on whatever comes.

export const PROXY_SIGNS: readonly Signs[] = [
  { cause: 'proxy-limit', find: heldByProxy, ruledOut: ['this-client'] },
];

/** Proxies that open a connection for each call by default. Others put many calls into one. */
const CONNECTION_EACH: readonly string[] = ['nginx', 'haproxy', 'varnishd'];

/**
 * With another configuration, one connection may carry all calls, as with HTTP/2. It would be a coincidence if
 * there were several, and as many as get done at a time.
 */
const LEAST = 2;

function heldByProxy(evidence: Evidence): Found | undefined {
  const { proxy, timeline, watched } = evidence;
  const limit = limitOf(evidence);
  const atATime = limit && exactly(limit);
  if (proxy === undefined || !CONNECTION_EACH.includes(proxy)) return undefined;
  if (atATime === undefined || atATime < LEAST || timeline.throttled > 0) return undefined;
  const larger = watched.filter((burst) => burst.timeline.calls > atATime);
  if (!passesOn(atATime, larger)) return undefined;
  return {
    seen: [{ code: 'passed-on', program: proxy, calls: timeline.calls, atATime }],
    // The application may have the same limit: it never got more calls.
    certainty: 'likely',
    atATime,
  };
}

/**
 * A look may fall between two calls, and its count then holds for some 100 ms. Calls at a pace overlap for less
 * of the time than this.
 */
const MOSTLY = 0.7;

/** A proxy passes on released calls within this share of a solo call. */
const SOON = 0.5;

/** Whether a proxy that had accepted more calls passed on so many at a time for most of the time, and never more. */
function passesOn(atATime: number, bursts: readonly WatchedBurst[]): boolean {
  const spans = bursts.flatMap(heldSpans).filter(({ accepted = 0 }) => accepted > atATime);
  const isKnown = spans.every(
    ({ passedOn, notAccepted }) =>
      passedOn !== undefined && passedOn <= atATime && notAccepted === 0,
  );
  const lasted = (some: typeof spans): number => sum(some.map(({ ms }) => ms));
  const full = spans.filter(({ passedOn }) => passedOn === atATime);
  return isKnown && spans.length > 0 && lasted(full) >= MOSTLY * lasted(spans);
}

/** How long each count held, from when calls may have been passed on. */
function heldSpans({ timeline, observed: { waiting, overMs } }: WatchedBurst) {
  const fromMs = SOON * (timeline.soloMs ?? 0);
  return waiting
    .map((one, index) => ({
      ...one,
      ms: (waiting[index + 1]?.at ?? overMs) - Math.max(one.at, fromMs),
    }))
    .filter(({ ms }) => ms > 0);
}

/** A proxy that passes on this many times the calls that get done at a time doesn't hold them up. */
const MORE = 2;

/** What shows that a proxy passes on more calls than get done at a time, so something behind it holds them up. */
export function passedOnFact(
  evidence: Evidence,
): Extract<Fact, { code: 'passed-on-more' }> | undefined {
  const { proxy, watched, verdict } = evidence;
  const limit = limitOf(evidence);
  if (proxy === undefined || limit === undefined || verdict.kind === 'inconclusive')
    return undefined;
  // If calls start at a pace that is shorter than they take, some overlap.
  const getDone = Math.max(limit.high, verdict.workers.estimate);
  // If it had passed on calls before the release, those were calls of others.
  const alone = watched.filter(({ observed }) => observed.waiting[0]?.passedOn === 0);
  const counts = alone.flatMap(({ observed }) => observed.waiting);
  const most = largest(counts.flatMap((one) => one.passedOn ?? []));
  if (most === undefined || most < MORE * getDone) return undefined;
  return { code: 'passed-on-more', program: proxy, atATime: most };
}
