import * as v from 'valibot';
import { clientSchema } from './client.ts';
import { invocationSchema } from './invocation.ts';
import { loadSchema } from './observed/load.ts';
import { observedSchema } from './observed/observed.ts';
import { recordedBySchema } from './recorded/recorded-by.ts';
import { described } from './schemas.ts';
import { targetSchema } from './target-description.ts';
import { SCHEMA_VERSION } from './run-file/schema-version.ts';
import { firedBurstSchema } from './run-file/fired-burst.ts';
import { serverReportSchema } from './timeline/server-report.ts';
import { probeSchema } from './why/probes.ts';

/** Ten times as many as the command fires; no report is readable with more. */
const MOST_BURSTS = 10_000;

/** Whether a run, a comparison or a scan was interrupted. */
export const interruptedSchema = v.exactOptional(
  described(v.literal(true), 'Set if it was interrupted: what is here had finished by then'),
);

/** What was measured: all that is needed to judge a run, and all that is read from a saved one. */
export const recordingSchema = v.object({
  schemaVersion: described(v.literal(SCHEMA_VERSION), 'Version of this format'),
  client: v.exactOptional(described(clientSchema, 'What fired the calls, and when')),
  recordedBy: v.exactOptional(
    described(recordedBySchema, 'Set if another program made the calls and recorded them'),
  ),
  target: v.exactOptional(
    described(targetSchema, 'What was called, and the limits that are known of it'),
  ),
  server: v.exactOptional(
    described(serverReportSchema, 'The server, if it was started for the run'),
  ),
  observed: v.exactOptional(
    described(observedSchema, 'The processes of the server, if it runs on the same machine'),
  ),
  solo: described(
    v.array(invocationSchema),
    'Calls made one at a time before the bursts: the baseline',
  ),
  soloAfter: v.exactOptional(
    described(
      v.array(invocationSchema),
      'Calls made one at a time after the bursts, each after a pause, to see whether the baseline was steady',
    ),
  ),
  interrupted: interruptedSchema,
  problem: v.exactOptional(described(v.string(), 'Why the check could not go on, if it could not')),
  load: v.exactOptional(
    described(
      loadSchema,
      'How busy this machine was before the first call, if the target runs on it',
    ),
  ),
  bursts: described(
    v.pipe(
      v.array(firedBurstSchema),
      v.maxLength(
        MOST_BURSTS,
        ({ received }) => `expected ${MOST_BURSTS} at most, received ${received}`,
      ),
    ),
    'Calls released together, one burst after the other',
  ),
  probes: v.exactOptional(
    described(
      v.array(probeSchema),
      'Bursts that tell causes apart, with --why; none of them counts for the verdict',
    ),
  ),
});

/** What was measured, not judged yet. */
export type Recording = v.InferOutput<typeof recordingSchema>;
