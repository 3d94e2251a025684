import { defined } from './defined.ts';
import * as v from 'valibot';
import { clientSchema, type Client } from './client.ts';
import { invocationSchema, type Invocation } from './invocation.ts';
import { busyAfterAnswerMs, chooseBaseline } from './judge/baseline.ts';
import { judgeBurst, type Baseline } from './judge/judge-burst.ts';
import { judgeRun } from './judge/run-verdict.ts';
import { mindStreams } from './judge/mind-streams.ts';
import { settleByProcesses } from './observed/server-processes.ts';
import { serverGone } from './judge/server-gone.ts';
import { serverWarnings } from './judge/server-warnings.ts';
import {
  burstsDiffer,
  burstWarnings,
  coldWarnings,
  instanceHeaderWarnings,
  isOfUse,
  loadWarnings,
  soloWarnings,
} from './judge/warnings.ts';
import {
  observedSchema,
  sightingSchema,
  type Observed,
  type Sighting,
} from './observed/observed.ts';
import {
  printedSchema,
  serverReportSchema,
  serverUsageSchema,
  type ServerReport,
  type ServerUsage,
} from './timeline/server-report.ts';
import { targetSchema, type TargetDescription } from './target-description.ts';
import { loadSchema, type Load } from './load.ts';
import { stallSchema, type Stall } from './timeline/stalls.ts';
import { judgedCalls, streamSlowdown } from './timeline/first-byte.ts';
import { markRefusals } from './timeline/failures.ts';
import { buildTimeline, largestBursts, warmSolo, type Timeline } from './timeline/timeline.ts';
import { decline, type Verdict } from './verdict.ts';
import type { Warning } from './warning.ts';
import { diagnose } from './why/diagnose.ts';
import type { Diagnosis } from './why/diagnosis.ts';

/** The version of the run file; a reader accepts no other. */
export const SCHEMA_VERSION = 1;

/** Ten times as many as the command fires; no report is readable with more. */
const MOST_BURSTS = 10_000;

const described = <Schema extends v.GenericSchema>(schema: Schema, text: string) =>
  v.pipe(schema, v.description(text));

/** What was measured: all that is needed to judge a run, and all that is read from a saved one. */
export const recordingSchema = v.object({
  schemaVersion: described(v.literal(SCHEMA_VERSION), 'Version of this format'),
  client: v.exactOptional(described(clientSchema, 'What fired the calls, and when')),
  target: v.exactOptional(targetSchema),
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
  problem: v.exactOptional(described(v.string(), 'Why the check could not go on, if it could not')),
  load: v.exactOptional(
    described(
      loadSchema,
      'How busy this machine was before the first call, if the target runs on it',
    ),
  ),
  bursts: described(
    v.pipe(
      v.array(
        v.object({
          epoch: v.exactOptional(
            described(
              v.pipe(v.number(), v.finite()),
              "Client wall clock at the burst's release, ms since 1970",
            ),
          ),
          invocations: described(
            v.array(invocationSchema),
            'The calls that were released together',
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
            described(
              sightingSchema,
              'What the machine showed meanwhile, if the server runs on it',
            ),
          ),
          stalls: v.exactOptional(
            described(
              v.array(stallSchema),
              'Times in which the client noticed nothing: it was stopped, or busy with something else',
            ),
          ),
        }),
      ),
      v.maxLength(
        MOST_BURSTS,
        ({ received }) => `expected ${MOST_BURSTS} at most, received ${received}`,
      ),
    ),
    'Calls released together, one burst after the other',
  ),
});

/** What was measured, not judged yet. */
export type Recording = v.InferOutput<typeof recordingSchema>;

/** A burst with what was made of it. */
export interface Burst {
  /** Client wall clock at the release, ms since 1970. */
  readonly epoch?: number;
  readonly invocations: readonly Invocation[];
  /** Hello and Goodbye as a server that was started for the run printed them. */
  readonly printed?: Recording['bursts'][number]['printed'];
  /** What the processes of such a server used meanwhile. */
  readonly usage?: ServerUsage;
  /** What the machine showed meanwhile, if the server runs on it. */
  readonly observed?: Sighting;
  /** When the client itself was stalled. */
  readonly stalls?: readonly Stall[];
  readonly timeline: Timeline;
  readonly verdict: Verdict;
}

/** A recording with what was made of it. */
export interface Run {
  readonly client?: Client;
  readonly target?: TargetDescription;
  readonly server?: ServerReport;
  /** The processes of the server, if it runs on the same machine. */
  readonly observed?: Observed;
  readonly solo: readonly Invocation[];
  /** Solo calls made after the bursts, if there was reason to. */
  readonly soloAfter?: readonly Invocation[];
  /** Why the check could not go on, if it could not. */
  readonly problem?: string;
  /** How busy this machine was before the first call, if the target runs on it. */
  readonly load?: Load;
  readonly bursts: readonly Burst[];
  readonly verdict: Verdict;
  /** Why calls waited, if that was found. */
  readonly why?: Diagnosis;
  readonly warnings: readonly Warning[];
}

/** The burst that the verdict of the whole run rests on: of the largest of its kind, the last. */
export function judgedBurst({
  verdict,
  bursts,
}: Pick<Run, 'verdict' | 'bursts'>): Burst | undefined {
  const ofKind = bursts.filter((burst) => burst.verdict.kind === verdict.kind);
  return largestBursts(ofKind.length > 0 ? ofKind : bursts).at(-1);
}

/** Judges what was measured, just now or long ago: the same recording always gets the same verdict. */
export function judge(recording: Recording): Run {
  const { client, target, server, observed, solo, soloAfter, problem, load } = recording;
  const baseline = baselineOf(recording);
  const judgedBursts = recording.bursts.map((burst) => judgeOne(burst, baseline, recording));
  const timelines = judgedBursts.map(({ timeline }) => timeline);
  const gone = serverGone(recording);
  const settle = settleByProcesses(judgedBursts);
  const bursts = judgedBursts.map((burst) => ({ ...burst, verdict: settle(burst.verdict) }));
  const judged = settle(judgeRun(judgedBursts, warmSolo(baseline.solo)));
  const counted = judgedBurst({ verdict: judged, bursts });
  const verdict = declineIfStopped(recording) ?? mindStreams(judged, counted, target);
  return {
    ...defined({ client, target, server, observed, solo, soloAfter, problem, load }),
    bursts,
    verdict,
    ...defined({ why: diagnose(defined({ client, observed, verdict, bursts })) }),
    warnings: [
      ...soloWarnings(baseline.solo),
      ...loadWarnings(load),
      // That the server went away is said once.
      ...burstWarnings(gone === undefined ? timelines : timelines.slice(0, -1), target),
      ...coldWarnings(timelines, target),
      ...instanceHeaderWarnings(timelines, target),
      ...burstsDiffer(bursts),
      ...serverWarnings(server),
    ].filter((warning) => isOfUse(warning, verdict)),
  };
}

function baselineOf(recording: Recording): Baseline {
  const { target, solo, soloAfter, bursts } = recording;
  const judged = {
    solo: judgedCalls(solo, target),
    ...defined({ soloAfter: soloAfter && judgedCalls(soloAfter, target) }),
    bursts: bursts.map(({ invocations }) => ({ invocations: judgedCalls(invocations, target) })),
  };
  const busyAfterMs = busyAfterAnswerMs(judged);
  return { solo: chooseBaseline(judged), ...defined({ busyAfterMs }) };
}

function judgeOne(
  { invocations: fired, stalls, ...kept }: Recording['bursts'][number],
  baseline: Baseline,
  { target, solo }: Recording,
): Burst {
  const judged = markRefusals(judgedCalls(fired, target), warmSolo(baseline.solo));
  const invocations = fired.map((call, index) => ({
    ...call,
    outcome: judged[index]?.outcome ?? call.outcome,
  }));
  const slowdown = target?.until === undefined ? undefined : streamSlowdown(fired, solo);
  const timeline = {
    ...buildTimeline(judged, baseline.solo, stalls),
    ...defined({ streamSlowdown: slowdown }),
  };
  const verdict = judgeBurst(timeline, baseline, target);
  return defined({ ...kept, invocations, stalls, timeline, verdict });
}

/** No verdict if the check could not go on, whatever it had measured by then. */
function declineIfStopped(recording: Recording): Verdict | undefined {
  const { problem } = recording;
  if (problem !== undefined) {
    return decline({ code: 'not-measured', problem }, { code: 'solve-problem' });
  }
  const gone = serverGone(recording);
  return gone === undefined ? undefined : decline(gone, { code: 'restart-server' });
}
