import { defined } from './defined.ts';
import type { Client } from './client.ts';
import type { Invocation } from './invocation.ts';
import { busyAfterAnswerMs, chooseBaseline } from './judge/baseline.ts';
import { judgeBurst, type Baseline } from './judge/judge-burst.ts';
import { judgeRun } from './judge/run-verdict.ts';
import {
  adviseInWarning,
  adviseRecorded,
  mindOtherRequests,
  recordedWarnings,
} from './recorded/judge-recorded.ts';
import { mindStreams } from './judge/mind-streams.ts';
import { openIfIdle, settleByProcesses } from './observed/server-processes.ts';
import { serverGone } from './judge/server-gone.ts';
import { serverWarnings } from './judge/server-warnings.ts';
import {
  burstsDiffer,
  burstWarnings,
  coldWarnings,
  instanceHeaderWarnings,
  interruptionWarnings,
  isOfUse,
  loadWarnings,
  soloWarnings,
} from './judge/warnings.ts';
import type { Observed, Sighting } from './observed/observed.ts';
import type { ServerReport, ServerUsage } from './timeline/server-report.ts';
import type { TargetDescription } from './target-description.ts';
import type { Load } from './observed/load.ts';
import type { Stall } from './timeline/stalls.ts';
import { judgedCalls, streamSlowdown } from './timeline/first-byte.ts';
import { markRefusals } from './timeline/failures.ts';
import { buildTimeline, warmSolo, type Timeline } from './timeline/timeline.ts';
import type { RecordedBy } from './recorded/recorded-by.ts';
import type { Recording } from './recording.ts';
import { suitRemedy, type Remedy } from './remedy.ts';
import { decline, withRemedy, type Verdict } from './verdict.ts';
import type { Warning } from './warning.ts';
import { diagnose } from './why/diagnose.ts';
import type { Diagnosis } from './why/diagnosis.ts';
import type { DiagnosedRun } from './why/evidence.ts';
import type { JudgedProbe } from './why/probes.ts';
import { asRefused, turnedAwayOf } from './why/turned-away.ts';

/** A burst with what was made of it. */
export interface Burst {
  /** Client wall clock at the release, ms since 1970. */
  readonly epoch?: number;
  readonly invocations: readonly Invocation[];
  /** Calls of other requests meanwhile, if another program recorded the burst. */
  readonly others?: number;
  /** How often it had been fired before, and was discarded because the client was stalled. */
  readonly repeats?: number;
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
  /** Set if another program made and recorded the calls. */
  readonly recordedBy?: RecordedBy;
  readonly target?: TargetDescription;
  readonly server?: ServerReport;
  /** The processes of the server, if it runs on the same machine. */
  readonly observed?: Observed;
  readonly solo: readonly Invocation[];
  /** Solo calls made after the bursts, if there was reason to. */
  readonly soloAfter?: readonly Invocation[];
  /** Set if it was interrupted: what is here had finished by then. */
  readonly interrupted?: true;
  /** Why the check could not go on, if it could not. */
  readonly problem?: string;
  /** How busy this machine was before the first call, if the target runs on it. */
  readonly load?: Load;
  readonly bursts: readonly Burst[];
  /** Bursts that tell causes apart, if the cause was asked for. */
  readonly probes?: readonly JudgedProbe[];
  readonly verdict: Verdict;
  /** Why calls waited, if that was found. */
  readonly why?: Diagnosis;
  readonly warnings: readonly Warning[];
}

/**
 * Judges what was measured, just now or long ago, and says why calls waited: the same recording always
 * gets the same verdict.
 */
export function judge(recording: Recording): Run {
  const run = judgeOnly(recording);
  return { ...run, ...defined({ why: diagnose(forDiagnosis(recording, run)) }) };
}

/** A run as it shows why calls waited. */
export type RunToDiagnose = Run & Pick<DiagnosedRun, 'turnedAway'>;

/**
 * The run that shows why calls waited: the same, or if calls got other answers at once, the same with those calls as
 * refused.
 */
export function forDiagnosis(recording: Recording, run: Run = judgeOnly(recording)): RunToDiagnose {
  const turnedAway = turnedAwayOf(run.bursts, recording);
  if (turnedAway === undefined) return run;
  return { ...judgeOnly(asRefused(recording, turnedAway)), turnedAway };
}

/** Such a run with the probes that were fired since. */
export function withProbes(recording: Recording, run: RunToDiagnose): RunToDiagnose {
  const { turnedAway } = run;
  const fired = turnedAway === undefined ? recording : asRefused(recording, turnedAway);
  return { ...run, probes: judgeProbes(fired) };
}

/** What was made of a recording, without a cause. */
export function judgeOnly(recording: Recording): Run {
  const { target } = recording;
  const baseline = baselineOf(recording);
  const judgedBursts = recording.bursts.map((burst) => judgeOne(burst, baseline, recording));
  const settle = settleByProcesses(judgedBursts);
  const bursts = judgedBursts.map((burst) => ({ ...burst, verdict: settle(burst.verdict) }));
  const judged = openIfIdle(settle(judgeRun(judgedBursts, warmSolo(baseline.solo))), judgedBursts);
  const probes = recording.probes && judgeProbes(recording, baseline);
  const verdict = declineIfStopped(recording) ?? settle(mindStreams(judged, bursts, target));
  const suit = (remedy: Remedy): Remedy => suitRemedy(remedy, target);
  return {
    ...measuredOf(recording),
    ...defined({ probes }),
    bursts,
    verdict: adviseRecorded(withRemedy(verdict, suit), recording),
    warnings: warningsOf(recording, { baseline, bursts })
      .filter((one) => isOfUse(one, verdict))
      .map((one) => ({ ...one, remedies: one.remedies.map(suit) }))
      .map((one) => adviseInWarning(one, recording)),
  };
}

/** What a run takes over from its recording unchanged. */
function measuredOf(recording: Recording): Omit<Recording, 'schemaVersion' | 'bursts' | 'probes'> {
  const { schemaVersion: _version, bursts: _bursts, probes: _probes, ...measured } = recording;
  return measured;
}

function warningsOf(
  recording: Recording,
  { baseline, bursts }: { readonly baseline: Baseline; readonly bursts: readonly Burst[] },
): Warning[] {
  const { target, server, load } = recording;
  const timelines = bursts.map(({ timeline }) => timeline);
  const isGone = serverGone(recording) !== undefined; // which is said once
  return [
    ...interruptionWarnings(recording),
    ...recordedWarnings(recording),
    ...soloWarnings(baseline.solo, recording),
    ...loadWarnings(load),
    ...burstWarnings(isGone ? timelines.slice(0, -1) : timelines, target),
    ...coldWarnings(timelines, target),
    ...instanceHeaderWarnings(timelines, target),
    ...burstsDiffer(bursts),
    ...serverWarnings(server),
  ];
}

/** The probes of a recording, with what was made of their bursts. They don't change the verdict. */
function judgeProbes(
  recording: Recording,
  baseline: Baseline = baselineOf(recording),
): JudgedProbe[] {
  return (recording.probes ?? []).map((fired) => {
    const { timeline, verdict } = judgeOne(fired, baseline, recording);
    return { fired, timeline, verdict };
  });
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
  const verdict = mindOtherRequests(judgeBurst(timeline, baseline, target), kept.others);
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
