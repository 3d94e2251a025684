import type { DecidedReason } from '../reason.ts';
import type { Recording } from '../recording.ts';
import type { Remedy } from '../remedy.ts';
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

/** Advises what the reader can do: options of this command do not change how another program calls. */
export function adviseRecorded(
  verdict: Verdict,
  { recordedBy }: Pick<Recording, 'recordedBy'>,
): Verdict {
  if (recordedBy === undefined) return verdict;
  if (verdict.kind !== 'inconclusive') {
    return { ...verdict, reasons: verdict.reasons.flatMap(reasonOfRecorded) };
  }
  if (hasReason(verdict, 'no-baseline')) {
    return { ...verdict, remedy: { code: 'record-solo-calls' } };
  }
  const { remedy } = verdict;
  return OF_THIS_COMMAND.has(remedy.code)
    ? { ...verdict, remedy: { code: 'fire-the-calls' } }
    : verdict;
}

function reasonOfRecorded(reason: DecidedReason): DecidedReason[] {
  if (reason.code === 'larger-may-show') return [];
  return [reason.code === 'instance-unknown' ? { code: 'instance-unrecorded' } : reason];
}

/** Remedies that are options of this command. */
const OF_THIS_COMMAND: ReadonlySet<Remedy['code']> = new Set([
  'add-solo-calls',
  'another-size',
  'fewer-calls',
  'fewer-calls-at-once',
  'fire-a-burst',
  'fix-failures',
  'judge-by-first-byte',
  'longer-calls',
  'longer-or-fewer-calls',
  'more-bursts',
  'more-calls',
  'name-instance',
  'outwait-time-out',
  'raise-timeout',
  'steadier-calls',
]);

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
