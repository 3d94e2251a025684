import { leftAfterAnswers } from '../../observed/after-answers.ts';
import { longestQueues } from '../../observed/queues.ts';
import type { Sighting } from '../../observed/observed.ts';
import { median } from '../../statistics.ts';
import type { Evidence } from '../evidence.ts';
import { hasEventLoop } from './loop-signs.ts';
import type { Found, Signs } from './signs.ts';

// Workers that take one call at a time, and stay busy for a while after they have answered it.

export const AFTER_ANSWER_SIGNS: readonly Signs[] = [
  {
    cause: 'one-call-per-worker',
    find: busyAfterAnswers,
    ruledOut: ['event-loop', 'route-lock', 'this-client'],
  },
];

/** With fewer calls after others, a worker may have been slow by chance. */
const LEAST_CALLS = 5;
/** Looks are rare, and may find nothing of some pauses. */
const MOSTLY = 0.8;
/** An idle worker accepts sooner than this, ms, even on a busy machine. */
const ACCEPTS_WITHIN_MS = 50;
/** A pause that is shorter than this share of a solo call hardly matters. */
const MATTERS = 0.2;

/**
 * No call was inside the worker, and one waited to be accepted. A limiter holds calls that it has accepted. Most such
 * runs have no verdict: solo calls that follow each other wait, too, so there is no baseline.
 */
function busyAfterAnswers({ watched, processes, timeline }: Evidence): Found | undefined {
  const { soloMs } = timeline;
  const sightings = watched.map(({ observed }) => observed);
  if (soloMs === undefined || processes.length === 0 || processes.some(hasEventLoop)) {
    return undefined;
  }
  if (!sightings.every(leavesConnections) || sightings.some(mayLackCores)) return undefined;
  const left = watched.flatMap((burst) => leftAfterAnswers(burst.timeline, burst.observed));
  const leastMs = Math.max(ACCEPTS_WITHIN_MS, MATTERS * soloMs);
  const long = left.filter((ms) => ms >= leastMs);
  const ms = median(left);
  if (ms === undefined || left.length < LEAST_CALLS || long.length < MOSTLY * left.length) {
    return undefined;
  }
  return {
    seen: [{ code: 'busy-after-answers', ms }],
    // With several threads, one may let only so many connections in.
    certainty: sightings.every(hasOneThreadEach) ? 'sure' : 'likely',
  };
}

/** Whether connections waited to be accepted, and no request was left in one that was. */
function leavesConnections(observed: Sighting): boolean {
  const { notAccepted, unread } = longestQueues(observed);
  return notAccepted > 0 && unread === 0;
}

/** A process that is ready to run for more than this share of the time without running waits for a core. */
const WAITS_FOR_CORE = 0.2;

function mayLackCores({ processes }: Sighting): boolean {
  return processes.some(
    ({ mainThread = 0, cores = mainThread }) => mainThread - cores > WAITS_FOR_CORE,
  );
}

function hasOneThreadEach({ processes }: Sighting): boolean {
  return processes.every(({ threads }) => threads === 1);
}
