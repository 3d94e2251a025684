import * as v from 'valibot';
import { count, described, time } from '../schemas.ts';

/** The timeline of a burst as it is written to the run file. */
export const timelineSchema = v.object({
  calls: count('Calls fired'),
  answered: count('Calls answered'),
  throttled: count(
    'Calls refused: 429, 503 with Retry-After, or 503 at once while other calls were served',
  ),
  failed: count('Calls that failed'),
  instances: v.exactOptional(count('Distinct instances that answered')),
  environments: v.exactOptional(
    count('Execution environments around the instances, if those are worker threads'),
  ),
  throttleReason: v.exactOptional(
    described(v.string(), "Why calls were throttled, in the target's own word"),
  ),
  failure: v.exactOptional(
    described(
      v.object({
        code: described(v.string(), 'For programs'),
        message: described(v.string(), 'For people'),
        shape: v.exactOptional(
          described(
            v.object({
              ended: described(
                v.picklist(['at-once', 'after-the-same-time']),
                'Whether all ended much sooner than a solo call, or all after about the same time',
              ),
              afterMs: time('How long they took: the median, ms'),
            }),
            'When they failed, if that says something about why',
          ),
        ),
      }),
      'How most of the failed calls ended',
    ),
  ),
  cold: v.exactOptional(count('Calls that were the first on their instance')),
  warm: v.exactOptional(count('Calls on an instance that had served one before')),
  preInitialized: v.exactOptional(
    count('Cold calls whose instance was initialized before they were sent'),
  ),
  peakOverlap: v.exactOptional(count('The most handlers in progress at one time')),
  soloMs: v.exactOptional(time('Median duration of warm solo calls, ms')),
  makespanMs: v.exactOptional(time('From the first sending to the last answer, ms')),
  speedUp: v.exactOptional(time('answered x soloMs / makespanMs')),
  streamSlowdown: v.exactOptional(
    time('How many times slower than solo ones streams came in, with --until first-byte'),
  ),
  sentWithinMs: time('From the first sending to the last, ms'),
  stalled: v.exactOptional(
    described(
      v.object({
        ms: time('Duration of the longest stall, ms'),
        answers: count('Answers that came in meanwhile'),
      }),
      'Set if the client itself was stalled for so long that answers may look too late',
    ),
  ),
  startedWithinMs: v.exactOptional(time('From the first handler start to the last, ms')),
  coldAddedMs: v.exactOptional(
    described(
      v.object({ median: time('Median, ms'), worst: time('Largest, ms') }),
      'What cold calls spent outside their handlers beyond what warm ones did',
    ),
  ),
  coldParts: v.exactOptional(
    described(
      v.object({
        waitedMs: v.exactOptional(time('Before the initialization, ms')),
        initMs: time('Initialization, ms'),
        handlingMs: time('Handler, ms'),
        otherMs: time('Everything else, ms'),
      }),
      'Where the time of cold calls went: medians',
    ),
  ),
  clocks: v.exactOptional(
    described(
      v.object({
        state: described(
          v.picklist(['one-clock', 'clock-per-instance', 'contradictory']),
          'Whether one offset fits all calls, one for each instance, or none',
        ),
        aheadMs: v.exactOptional(time("How far the servers' clock is ahead of the client's, ms")),
        uncertaintyMs: v.exactOptional(time('How far that may be off, ms')),
      }),
      "How the servers' clocks relate to the client's",
    ),
  ),
});
