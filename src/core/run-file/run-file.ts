import * as v from 'valibot';
import { described, positive, text } from '../schemas.ts';
import { COMPARISON_MODES } from '../comparison.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { interruptedSchema, recordingSchema } from '../recording.ts';
import { timelineSchema } from './timeline-schema.ts';
import { writtenFigures } from '../scan/figures.ts';
import { savedRowSchema } from '../scan/scan-row.ts';
import { VERDICT_KINDS } from '../verdict.ts';

// The run file as it is published: schema/run-file.schema.json is made from this. Whatever is computed
// is optional, since a run can be judged again without it.

/** A reason, a remedy or a warning: what it is, its numbers, and its words. */
const worded = (words: string) =>
  described(
    v.looseObject({
      code: described(
        v.string(),
        'For programs: what this is. Its numbers are the other properties',
      ),
      message: described(v.string(), 'For people: the same in words'),
    }),
    words,
  );

/** A verdict as it is written to the run file. */
export const verdictSchema = described(
  v.object({
    kind: described(v.picklist(VERDICT_KINDS), 'inconclusive if there is no verdict'),
    workers: v.exactOptional(
      described(
        v.object({
          estimate: positive('Best estimate'),
          low: positive('Lower bound'),
          high: described(
            v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
            'Upper bound; null if no limit was reached',
          ),
        }),
        'How many calls the target serves at a time',
      ),
    ),
    reasons: described(v.array(worded('A reason')), 'Why, the weightiest first'),
    remedy: v.exactOptional(worded('What to do to get a verdict, if there is none')),
  }),
  'How many calls the target serves at a time, and how',
);

const whySchema = described(
  v.object({
    cause: v.exactOptional(
      described(v.string(), 'For programs: what made calls wait; absent if no cause is certain'),
    ),
    certainty: v.exactOptional(described(v.picklist(['sure', 'likely']), 'How sure that is')),
    message: v.exactOptional(described(v.string(), 'The cause in words')),
    remaining: v.exactOptional(
      described(v.array(v.string()), 'The causes that are left if none is certain'),
    ),
    experiment: v.exactOptional(
      described(v.looseObject({ code: v.string() }), 'What would decide between them'),
    ),
    seen: described(v.array(worded('A fact')), 'What was seen'),
    ruledOut: v.exactOptional(
      described(v.array(v.string()), 'What would look similar, and was not the cause'),
    ),
    place: v.exactOptional(
      described(
        v.object({
          file: text('The file'),
          line: positive('The line'),
          function: text('The function'),
          calling: v.exactOptional(text('What it had called there')),
        }),
        'Where in the code, if stacks showed it',
      ),
    ),
    atATime: v.exactOptional(positive('How many calls it lets through at a time')),
    remedy: v.exactOptional(described(v.array(v.string()), 'What to do, in sentences')),
  }),
  'Why calls waited, if that was found, or asked for',
);

const burstSchema = v.object({
  ...recordingSchema.entries.bursts.pipe[0].item.entries,
  timeline: v.exactOptional(described(timelineSchema, 'The burst in numbers')),
  verdict: v.exactOptional(verdictSchema),
});

const diffSchema = v.object({
  summary: described(v.string(), 'The change in one sentence'),
  conclusion: described(
    v.picklist([
      'inconclusive',
      'changed',
      'faster-or-slower',
      'no-change',
      'same-run',
      'cannot-tell',
    ]),
    'The change in one word',
  ),
  rows: described(
    v.array(
      v.object({
        name: described(v.string(), 'What may have changed'),
        before: described(v.string(), 'In the earlier run'),
        after: described(v.string(), 'In this run'),
        change: described(v.string(), 'By how much; empty if there is nothing to say'),
        outcome: described(
          v.picklist(['better', 'worse', 'different', 'same', 'cannot-tell']),
          'What to think of it',
        ),
      }),
    ),
    'One row for each thing that may have changed',
  ),
  warnings: described(
    v.array(worded('A warning')),
    'Why the two runs should not be compared, if so',
  ),
});

/** A run as it is written: what was measured, and what was made of it. */
export const runFileSchema = described(
  v.object({
    ...recordingSchema.entries,
    bursts: described(v.array(burstSchema), 'Calls released together, one burst after the other'),
    verdict: v.exactOptional(verdictSchema),
    why: v.exactOptional(whySchema),
    warnings: v.exactOptional(described(v.array(worded('A warning')), 'What could mislead')),
    change: v.exactOptional(described(diffSchema, 'Compared with the run that --against named')),
  }),
  'What was measured, and what was made of it',
);

/** A comparison of the routes as it is written. */
export const comparisonFileSchema = v.object({
  schemaVersion: described(v.literal(SCHEMA_VERSION), 'Version of this format'),
  interrupted: interruptedSchema,
  comparison: described(
    v.array(
      v.object({
        route: described(v.string(), 'The route of our own service'),
        mode: described(v.picklist(COMPARISON_MODES), 'How its handlers were run'),
        run: runFileSchema,
      }),
    ),
    'One cell for each route and mode',
  ),
});

/** A scan as it is written. */
export const scanFileSchema = v.object({
  schemaVersion: described(v.literal(SCHEMA_VERSION), 'Version of this format'),
  interrupted: interruptedSchema,
  scan: described(
    v.array(v.object({ ...savedRowSchema.entries, run: runFileSchema, ...writtenFigures })),
    'One row for each run',
  ),
  notes: v.exactOptional(
    described(v.array(worded('A note')), 'What to know about the rows that are marked'),
  ),
});

/** What `--json` writes: a run, or with `--compare` and `--scan` several. */
export const outputFileSchema = v.union([runFileSchema, comparisonFileSchema, scanFileSchema]);
