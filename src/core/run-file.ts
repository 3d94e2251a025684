import * as v from 'valibot';
import { COMPARISON_MODES } from './comparison.ts';
import { invocationSchema } from './invocation.ts';
import { recordingSchema, SCHEMA_VERSION } from './run.ts';
import { VERDICT_KINDS } from './verdict.ts';

// The run file as it is published: schema/run-file.schema.json is made from this. What is computed
// is optional, since a run can be judged again without it.

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const ms = v.pipe(v.number(), v.finite());
const described = <Schema extends v.GenericSchema>(schema: Schema, text: string) =>
  v.pipe(schema, v.description(text));

export const verdictSchema = v.object({
  kind: described(v.picklist(VERDICT_KINDS), 'inconclusive where nothing is decided'),
  workers: v.exactOptional(
    v.object({
      estimate: described(v.pipe(count, v.minValue(1)), 'Calls that the target serves at a time'),
      low: v.pipe(count, v.minValue(1)),
      high: described(v.nullable(v.pipe(count, v.minValue(1))), 'null: all ran together, or more'),
    }),
  ),
  reasons: v.array(v.string()),
  remedy: v.exactOptional(described(v.string(), 'What would settle it, where inconclusive')),
});

const timelineSchema = v.object({
  calls: described(count, 'Calls fired'),
  answered: count,
  throttled: count,
  failed: count,
  instances: v.exactOptional(described(count, 'Distinct instances that answered')),
  environments: v.exactOptional(
    described(count, 'Where instances are worker threads: the execution environments around them'),
  ),
  refusal: v.exactOptional(described(v.string(), 'Why calls were throttled')),
  failure: v.exactOptional(
    described(v.object({ code: v.string(), message: v.string() }), 'How most failed calls ended'),
  ),
  cold: v.exactOptional(count),
  beforehand: v.exactOptional(
    described(count, 'Cold calls whose instance was initialised before they were sent'),
  ),
  warm: v.exactOptional(count),
  peakOverlap: v.exactOptional(described(count, 'The most handlers in progress at one time')),
  soloMs: v.exactOptional(described(ms, 'Median duration of warm solo calls')),
  makespanMs: v.exactOptional(described(ms, 'First sending to last receiving')),
  speedUp: v.exactOptional(described(ms, 'answered x soloMs / makespanMs')),
  sentWithinMs: described(ms, 'First sending to last sending'),
  startedWithinMs: v.exactOptional(described(ms, 'First handler beginning to the last')),
  coldAddedMs: v.exactOptional(v.object({ median: ms, worst: ms })),
  coldParts: v.exactOptional(
    v.object({
      waitedMs: v.exactOptional(ms),
      initMs: ms,
      handlingMs: ms,
      restMs: described(ms, 'Medians of the cold calls'),
    }),
  ),
  clocks: v.exactOptional(
    v.object({
      state: v.picklist(['one-clock', 'clock-per-instance', 'contradictory']),
      aheadMs: v.exactOptional(
        described(ms, "How far the servers' clock is ahead of the client's"),
      ),
      uncertaintyMs: v.exactOptional(
        described(ms, "How far the offset of the servers' clock may be off"),
      ),
    }),
  ),
});

const burstSchema = v.object({
  epoch: v.exactOptional(described(ms, "Client wall clock at the burst's zero, ms since 1970")),
  invocations: v.array(invocationSchema),
  timeline: v.exactOptional(timelineSchema),
  verdict: v.exactOptional(verdictSchema),
});

export const runFileSchema = v.object({
  ...recordingSchema.entries,
  bursts: v.array(burstSchema),
  verdict: v.exactOptional(verdictSchema),
  warnings: v.exactOptional(v.array(v.object({ code: v.string(), message: v.string() }))),
  change: v.exactOptional(
    described(
      v.object({
        summary: v.string(),
        rows: v.array(
          v.object({
            name: v.string(),
            before: v.string(),
            after: v.string(),
            change: v.string(),
            outcome: v.picklist(['better', 'worse', 'different', 'same', 'cannot tell']),
          }),
        ),
        warnings: v.array(v.string()),
      }),
      'Beside the run that --against named',
    ),
  ),
});

export const comparisonFileSchema = v.object({
  schemaVersion: v.literal(SCHEMA_VERSION),
  comparison: v.array(
    v.object({
      route: v.string(),
      mode: v.picklist(COMPARISON_MODES),
      run: runFileSchema,
    }),
  ),
});

/** What `--json` writes: a run, or with `--compare` several. */
export const outputFileSchema = v.union([runFileSchema, comparisonFileSchema]);
