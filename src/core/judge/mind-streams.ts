import { defined } from '../defined.ts';
import type { Invocation } from '../invocation.ts';
import type { TargetDescription } from '../target-description.ts';
import { streamsWhileWaiting } from '../timeline/first-byte.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { hasReason, type Decided, type Verdict } from '../verdict.ts';

/** The burst that a verdict rests on. */
interface StreamBurst {
  readonly invocations: readonly Invocation[];
  readonly timeline: Timeline;
}

/** Says, if so, that a verdict is about when answers begin, and how the streams went on from there. */
export function mindStreams(
  verdict: Verdict,
  burst: StreamBurst | undefined,
  target: TargetDescription | undefined,
): Verdict {
  if (target?.until === undefined || verdict.kind === 'inconclusive') return verdict;
  const admitted = admittedInGroups(verdict, burst?.invocations ?? []);
  const slowdown = burst?.timeline.streamSlowdown;
  const { workers, reasons } = admitted;
  const reason = { code: 'until-first-byte', workers, ...defined({ slowdown }) } as const;
  return { ...admitted, reasons: [reason, ...reasons] };
}

/**
 * Answers that begin in groups, far apart: other work may go on after an answer has begun, unless just as
 * many streams as a group has were in progress while other calls waited.
 */
function admittedInGroups(verdict: Decided, invocations: readonly Invocation[]): Decided {
  const { workers, reasons } = verdict;
  const streams = streamsWhileWaiting(invocations);
  const inGroups = hasReason(verdict, 'groups');
  if (!inGroups || streams !== workers.low) return verdict;
  return {
    ...verdict,
    workers: { estimate: streams, low: streams, high: streams },
    reasons: reasons.map((reason) =>
      reason.code === 'groups' ? { code: 'streams-admitted', streams } : reason,
    ),
  };
}
