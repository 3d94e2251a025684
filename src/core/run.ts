import * as v from 'valibot';
import { invocationSchema, type Invocation } from './invocation.ts';
import { judgeBurst } from './judge/judge-burst.ts';
import { judgeRun } from './judge/run-verdict.ts';
import { targetSchema, type TargetDescription } from './target-description.ts';
import { buildTimeline, type Timeline } from './timeline/timeline.ts';
import type { Verdict } from './verdict.ts';
import {
  burstsDiffer,
  burstWarnings,
  coldWarnings,
  soloWarnings,
  type Warning,
} from './judge/warnings.ts';

export const SCHEMA_VERSION = 1;

/** What was measured: all that is needed to judge a run, and all that is read from a saved one. */
export const recordingSchema = v.object({
  schemaVersion: v.literal(SCHEMA_VERSION),
  target: v.exactOptional(targetSchema),
  solo: v.array(invocationSchema),
  bursts: v.pipe(
    v.array(
      v.object({
        epoch: v.exactOptional(v.pipe(v.number(), v.finite())),
        invocations: v.array(invocationSchema),
      }),
    ),
  ),
});

export type Recording = v.InferOutput<typeof recordingSchema>;

export interface Burst {
  readonly epoch?: number;
  readonly invocations: readonly Invocation[];
  readonly timeline: Timeline;
  readonly verdict: Verdict;
}

/** A recording, and what was made of it. */
export interface Run {
  readonly target?: TargetDescription;
  readonly solo: readonly Invocation[];
  readonly bursts: readonly Burst[];
  readonly verdict: Verdict;
  readonly warnings: readonly Warning[];
}

/** The burst that the verdict of the whole run rests on: the last of its kind. */
export function judgedBurst({ verdict, bursts }: Run): Burst | undefined {
  return bursts.findLast((burst) => burst.verdict.kind === verdict.kind) ?? bursts.at(-1);
}

/** Judges what was measured, just now or long ago: the same recording always gets the same verdict. */
export function judge(recording: Recording): Run {
  const { target, solo } = recording;
  const bursts = recording.bursts.map(({ epoch, invocations }): Burst => {
    const timeline = buildTimeline(invocations, solo);
    const verdict = judgeBurst(timeline, solo, target);
    return { ...(epoch === undefined ? {} : { epoch }), invocations, timeline, verdict };
  });
  return {
    ...(target === undefined ? {} : { target }),
    solo,
    bursts,
    verdict: judgeRun(bursts),
    warnings: [
      ...soloWarnings(solo),
      ...burstWarnings(
        bursts.map(({ timeline }) => timeline),
        target,
      ),
      ...coldWarnings(
        bursts.map(({ timeline }) => timeline),
        target,
      ),
      ...burstsDiffer(bursts),
    ],
  };
}
