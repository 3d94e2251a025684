import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a run was about, and what is known of its limits. */
export const targetSchema = v.looseObject({
  kind: v.string(),
  name: v.exactOptional(v.string()),
  method: v.exactOptional(v.string()),
  url: v.exactOptional(v.string()),
  path: v.exactOptional(v.string()),
  region: v.exactOptional(v.string()),
  /** Of the local service: all calls in one process, or an instance for each call in flight. */
  mode: v.exactOptional(v.picklist(['one-process', 'instance-per-call'])),
  /** How many calls an instance takes at a time, where the platform promises it. */
  callsPerInstance: v.exactOptional(v.pipe(count, v.minValue(1))),
  /** Whether every instance had been replaced before the first burst. */
  madeCold: v.exactOptional(v.boolean()),
  limits: v.exactOptional(
    v.object({
      /** Of all functions of an AWS account in one region together. */
      accountConcurrency: v.exactOptional(count),
      /** Reserved for this function, and its limit. */
      reservedConcurrency: v.exactOptional(count),
      /** Of the stage of an API: calls at once, and calls a second after that. */
      stageBurst: v.exactOptional(count),
      stageRate: v.exactOptional(v.number()),
    }),
  ),
});

export type TargetDescription = v.InferOutput<typeof targetSchema>;
