import type { Recording } from '../recording.ts';
import { decline, hasReason, type Verdict } from '../verdict.ts';
import type { RunWarning } from '../warning.ts';

// How calls are judged that another program made and recorded.

/** Declines to claim a limit that calls of other requests may have lowered. "At least" still holds. */
export function mindOtherRequests(verdict: Verdict, others: number | undefined): Verdict {
  if (others === undefined || verdict.kind === 'inconclusive') return verdict;
  const claimsLimit = verdict.kind === 'contended' || verdict.workers.high !== null;
  if (!claimsLimit) return verdict;
  return decline({ code: 'others-in-flight', others }, { code: 'record-alone' });
}

/** Advises to record other calls: options of this command do not change how another program calls. */
export function adviseRecorded(
  verdict: Verdict,
  { recordedBy }: Pick<Recording, 'recordedBy'>,
): Verdict {
  const lacksBaseline = verdict.kind === 'inconclusive' && hasReason(verdict, 'no-baseline');
  if (recordedBy === undefined || !lacksBaseline) return verdict;
  return { ...verdict, remedy: { code: 'record-solo-calls' } };
}

/** What the client did, and which calls of the recording are not judged. */
export function recordedWarnings({ recordedBy }: Pick<Recording, 'recordedBy'>): RunWarning[] {
  if (recordedBy === undefined) return [];
  const { calls, held, cached, followers, otherCalls, leftOut } = recordedBy;
  const remedies = [] as const;
  const warnings: (RunWarning | undefined)[] = [
    held && { code: 'held-back', ...held, remedies },
    cached === undefined ? undefined : { code: 'browser-cache', answers: cached, remedies },
    followers === undefined || followers === held?.calls
      ? undefined
      : { code: 'followers', followers, calls, remedies },
    otherCalls === undefined ? undefined : { code: 'other-calls', calls: otherCalls, remedies },
    leftOut === undefined ? undefined : { code: 'left-out', calls: leftOut, remedies },
  ];
  return warnings.filter((warning) => warning !== undefined);
}
