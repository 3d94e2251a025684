import { moreBursts } from '../remedy.ts';
import { defined } from '../defined.ts';
import { groupBy } from '../group-by.ts';
import type { Invocation, LambdaPhase, LambdaReport } from '../invocation.ts';
import { isBusy, type Load } from '../observed/load.ts';
import { isNonEmpty, median, smallest } from '../statistics.ts';
import { isProcessName } from '../observed/name-processes.ts';
import type { Recording } from '../recording.ts';
import type { TargetDescription } from '../target-description.ts';
import { lengthMs } from '../timeline/overlap.ts';
import { isTooShort, largestBursts, warmSolo, type Timeline } from '../timeline/timeline.ts';
import type { Verdict } from '../verdict.ts';
import type { BurstWarning, RunWarning, Warning } from '../warning.ts';
import { isUnusualSize } from './other-answers.ts';
import { serverTimesConflict, serverTimesTooLong } from './server-warnings.ts';
import { throttledWarning } from './throttled-warning.ts';

/** Fewer calls than this show little more than whether two of them can overlap. */
const FEW_CALLS = 4;

type Check = (timeline: Timeline, target?: TargetDescription) => BurstWarning | undefined;

/** Warnings about a single burst, in the order in which they are reported. */
const CHECKS: readonly Check[] = [
  failed,
  throttledWarning,
  fewCalls,
  clientTooSlow,
  clientStalled,
  callsTooShort,
  instancesLate,
  clocksDiffer,
  cached,
  serverTimesConflict,
  serverTimesTooLong,
  unreadReport,
  initFailed,
  answersDiffer,
];

/** Warnings about single bursts; one that several bursts share is given once, with all of them. */
export function burstWarnings(
  timelines: readonly Timeline[],
  target?: TargetDescription,
): Warning[] {
  const found = timelines.flatMap((timeline, index) =>
    CHECKS.flatMap((check) => {
      const warning = check(timeline, target);
      return warning === undefined ? [] : [{ warning, burst: index + 1 }];
    }),
  );
  return [...groupBy(found, ({ warning }) => JSON.stringify(warning)).values()].flatMap((alike) => {
    const bursts = alike.map(({ burst }) => burst);
    return alike.slice(0, 1).map(({ warning }) => ({ ...warning, bursts }));
  });
}

/** Whether a verdict leaves room for a warning: how many more would run together is no question if one does. */
export function isOfUse({ code }: Warning, { kind }: Verdict): boolean {
  return !(code === 'few-calls' && kind === 'serial');
}

/** A warning if the run was interrupted, so there is less of it than was asked for. */
export function interruptionWarnings({ interrupted, bursts, probes }: Recording): RunWarning[] {
  if (interrupted !== true) return [];
  if (probes !== undefined) {
    return [{ code: 'why-interrupted', finished: probes.length, remedies: [] }];
  }
  return [{ code: 'interrupted', finished: bursts.length, remedies: [] }];
}

/** Warnings about the solo calls, if there is a burst to compare with them. */
export function soloWarnings(
  solo: readonly Invocation[],
  { bursts }: Pick<Recording, 'bursts'>,
): RunWarning[] {
  if (bursts.length === 0 || solo.length === 0 || warmSolo(solo).length > 0) return [];
  return [{ code: 'cold-baseline', remedies: [{ code: 'add-solo-calls', solo: 3 }] }];
}

/** A warning if a server on this machine had to share its cores with other processes. */
export function loadWarnings(load: Load | undefined): RunWarning[] {
  if (load === undefined || !isBusy(load)) return [];
  return [{ code: 'busy-machine', ...load, remedies: [{ code: 'quieter-machine' }] }];
}

/** A warning if every instance was replaced before the run, but calls found warm ones all the same. */
export function coldWarnings(
  [first]: readonly Timeline[],
  target: TargetDescription | undefined,
): RunWarning[] {
  const warm = first?.temperature?.warm;
  if (target?.madeCold !== true || first === undefined || !warm) return [];
  return [{ code: 'not-cold', warm, calls: first.calls, remedies: [] }];
}

/** A warning if no answer has the header that should name the instance. */
export function instanceHeaderWarnings(
  timelines: readonly Timeline[],
  target: TargetDescription | undefined,
): RunWarning[] {
  const { instanceHeader: header, instanceHeaderCandidates: candidates = [] } = target ?? {};
  const answered = timelines.flatMap((timeline) => timeline.answered);
  if (header === undefined || answered.length === 0) return [];
  const named = answered.flatMap(({ served }) => served?.instance ?? []);
  if (named.some((instance) => !isProcessName(instance))) return [];
  const remedies = candidates.slice(0, 1).map((name) => ({ code: 'name-instance', name }) as const);
  return [{ code: 'no-instance-header', header, candidates, remedies }];
}

/** A warning if bursts of the size that counts were judged differently. */
export function burstsDiffer(
  bursts: readonly { readonly timeline: Timeline; readonly verdict: Verdict }[],
): RunWarning[] {
  const kinds = largestBursts(bursts).map(({ verdict }) => verdict.kind);
  if (new Set(kinds).size < 2) return [];
  return [{ code: 'bursts-differ', kinds, remedies: [moreBursts(kinds.length)] }];
}

function failed(
  { failed: count, calls, failure }: Timeline,
  target: TargetDescription | undefined,
): BurstWarning | undefined {
  if (count === 0) return undefined;
  return {
    code: 'failed',
    failed: count,
    calls,
    ...defined({ failure }),
    // API Gateway does not document what it answers when Lambda refuses a call.
    remedies: target?.kind === 'deployed' ? [{ code: 'ask-lambda' }] : [],
  };
}

function fewCalls({ calls }: Timeline): BurstWarning | undefined {
  if (calls >= FEW_CALLS) return undefined;
  return { code: 'few-calls', calls, remedies: [{ code: 'more-calls' }] };
}

function clientTooSlow({ answered, sentWithinMs }: Timeline): BurstWarning | undefined {
  const firstAnswer = smallest(answered.map(({ receivedAt }) => receivedAt));
  if (firstAnswer === undefined) return undefined;
  const late = answered.filter(({ sentAt }) => sentAt >= firstAnswer).length;
  if (late === 0) return undefined;
  const remedies = [{ code: 'longer-or-fewer-calls' }] as const;
  return { code: 'client-too-slow', sentWithinMs, late, remedies };
}

function clientStalled({ stalled }: Timeline): BurstWarning | undefined {
  if (stalled === undefined) return undefined;
  const { ms, answers } = stalled;
  return {
    code: 'client-stalled',
    stalledMs: ms,
    answers,
    remedies: [{ code: 'quieter-machine' }],
  };
}

function callsTooShort(timeline: Timeline): BurstWarning | undefined {
  const { soloMs, sentWithinMs } = timeline;
  if (soloMs === undefined || !isTooShort(timeline)) return undefined;
  return { code: 'calls-too-short', soloMs, sentWithinMs, remedies: [{ code: 'longer-calls' }] };
}

function instancesLate({ instances, handlers, answered }: Timeline): BurstWarning | undefined {
  if (instances === undefined || handlers === undefined) return undefined;
  const { spans, peakOverlap, startedWithinMs } = handlers;
  const shortestMs = smallest(spans.map(lengthMs)) ?? 0;
  const oneCallEach = instances === answered.length;
  if (!oneCallEach || peakOverlap >= instances || startedWithinMs <= shortestMs) return undefined;
  const remedies = [{ code: 'longer-or-warm-calls' }] as const;
  return { code: 'instances-late', instances, startedWithinMs, remedies };
}

function clocksDiffer({ handlers }: Timeline): BurstWarning | undefined {
  if (handlers?.clocks.state !== 'clock-per-instance') return undefined;
  return { code: 'clocks-differ', remedies: [{ code: 'compare-another-run' }] };
}

function cached({ answered }: Timeline): BurstWarning | undefined {
  const count = answered.filter((call) => call.cached === true).length;
  if (count === 0) return undefined;
  return { code: 'cached', cached: count, remedies: [{ code: 'bypass-cache' }] };
}

function unreadReport({ answered }: Timeline): BurstWarning | undefined {
  const lines = answered.flatMap(({ served }) => served?.unreadReport ?? []);
  const [line] = lines;
  if (line === undefined) return undefined;
  return { code: 'unread-report', calls: lines.length, line, remedies: [] };
}

function initFailed({ answered }: Timeline): BurstWarning | undefined {
  const phases = answered.flatMap(({ served }) => failedPhase(served?.report) ?? []);
  const [first] = phases;
  if (first === undefined) return undefined;
  return {
    code: 'init-failed',
    phase: first.name,
    environments: phases.length,
    ended: first.errorType ?? first.status ?? '',
    durationMs: first.durationMs,
    remedies: [{ code: 'fix-initialization' }],
  };
}

function failedPhase(report: LambdaReport | undefined): LambdaPhase | undefined {
  return report?.phases?.find(({ status = 'success' }) => status !== 'success');
}

function answersDiffer({ answered }: Timeline): BurstWarning | undefined {
  const remedies = [{ code: 'inspect-answers' }] as const;
  const statuses = [...new Set(answered.map(({ status }) => status))];
  if (statuses.length > 1) {
    return { code: 'answers-differ', statuses: statuses.flatMap((one) => one ?? []), remedies };
  }
  const sizes = answered.flatMap(({ bodyBytes }) => bodyBytes ?? []);
  if (!isNonEmpty(sizes)) return undefined;
  const usual = median(sizes);
  const unusualSizes = sizes.filter((bytes) => isUnusualSize(bytes, usual)).length;
  return unusualSizes === 0 ? undefined : { code: 'answers-differ', unusualSizes, remedies };
}
