import * as v from 'valibot';
import { invocationSchema } from '../invocation.ts';
import { sightingSchema } from '../observed/observed.ts';
import { described, positive } from '../schemas.ts';
import { printedSchema, serverUsageSchema } from '../timeline/server-report.ts';
import { stallSchema } from '../timeline/stalls.ts';

/** A burst as it was fired. */
export const firedBurstSchema = v.object({
  epoch: v.exactOptional(
    described(
      v.pipe(v.number(), v.finite()),
      "Client wall clock at the burst's release, ms since 1970",
    ),
  ),
  invocations: described(v.array(invocationSchema), 'The calls that were released together'),
  others: v.exactOptional(
    positive(
      'Calls of other requests to the same host that were sent before the first answer, if another program recorded the run',
    ),
  ),
  repeats: v.exactOptional(
    positive(
      'How often it had been fired before, with as many calls, and was discarded because the client was stalled',
    ),
  ),
  printed: v.exactOptional(
    described(
      printedSchema,
      'What a server that was started for the run printed meanwhile, in its order',
    ),
  ),
  usage: v.exactOptional(
    described(
      serverUsageSchema,
      'What the processes of a server that was started for the run used meanwhile (Linux)',
    ),
  ),
  observed: v.exactOptional(
    described(sightingSchema, 'What the machine showed meanwhile, if the server runs on it'),
  ),
  stalls: v.exactOptional(
    described(
      v.array(stallSchema),
      'Times in which the client noticed nothing: it was stopped, or busy with something else',
    ),
  ),
});
