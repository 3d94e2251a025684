import * as v from 'valibot';
import { amount, count, described, text } from '../schemas.ts';
import { firedBurstSchema } from '../run-file/fired-burst.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Verdict } from '../verdict.ts';
import { stacksMissingSchema, stacksSchema } from './stacks.ts';

// What --why fires beyond the check itself. None of these calls counts for the verdict.

/** How the calls of a probe differ from those of the check. */
export const PROBE_NAMES = [
  'bystander',
  'after-pause',
  'other-requests',
  'other-sessions',
  'other-sources',
  'other-connections',
  'shared-session',
  'same-again',
] as const;
export type ProbeName = (typeof PROBE_NAMES)[number];

/** When calls to another path are sent, in solo calls after the release: the first calls are still in progress. */
export const BYSTANDER_MOMENTS = [0.25, 0.5, 0.75] as const;

/**
 * The same for calls like those of the burst. The last is sent shortly before the first of those end: a limiter that
 * would let calls through again by then isn't one of calls in progress.
 */
export const LATECOMER_MOMENTS = [...BYSTANDER_MOMENTS, 0.9] as const;

const bystanderSchema = v.object({
  path: text('What was asked for'),
  aloneMs: described(v.array(amount('One call, ms')), 'How long that takes alone, ms'),
  waitingMs: described(
    v.array(amount('One call, ms')),
    'How long it took while the calls of the burst waited, ms',
  ),
  refused: v.exactOptional(
    count('How many of those were refused, though none was refused alone; absent if none'),
  ),
  ambiguous: v.exactOptional(
    described(
      v.literal(true),
      'Set if its answers do not show whether it was refused: one was refused even alone, or answered otherwise than alone',
    ),
  ),
});

const latecomerSchema = v.object({
  sentAt: amount("When it was sent, ms after the burst's release"),
  ms: amount('How long it took, ms'),
  refused: v.boolean(),
});

/** A burst that tells causes apart, and what was seen meanwhile. */
export const probeSchema = v.object({
  probe: described(
    v.picklist(PROBE_NAMES),
    'bystander: the same calls, while another path is asked for; after-pause: the same calls after 2 s of rest; other-requests: a different query for each call; other-sessions: different cookies; other-sources: different source addresses; other-connections: over HTTP/2, a connection for each call; shared-session: one cookie for all, which the server set; same-again: the same calls after some that differed had run together',
  ),
  ...firedBurstSchema.entries,
  bystander: v.exactOptional(
    described(bystanderSchema, 'Calls to another path while those of the burst waited'),
  ),
  latecomers: v.exactOptional(
    described(
      v.array(latecomerSchema),
      'The same call again while those of the burst were in progress, if some of these were refused',
    ),
  ),
  stacks: v.exactOptional(
    described(v.array(stacksSchema), 'Where the threads of the server were meanwhile'),
  ),
  stacksMissing: v.exactOptional(
    described(v.array(stacksMissingSchema), 'Processes whose threads could not be seen, and why'),
  ),
});

/** A probe as it was fired. */
export type Probe = v.InferOutput<typeof probeSchema>;

/** A probe with what was made of its burst. */
export interface JudgedProbe {
  readonly fired: Probe;
  readonly timeline: Timeline;
  readonly verdict: Verdict;
}
