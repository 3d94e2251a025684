import type { DecidedReason } from '../reason.ts';
import type { Recording } from '../recording.ts';
import type { Remedy } from '../remedy.ts';
import { decline, hasReason, type Verdict } from '../verdict.ts';
import type { RunWarning, Warning } from '../warning.ts';

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
  return { ...verdict, remedy: remedyOfRecorded(verdict.remedy) };
}

/** The same for a warning, which leaves out what only this command could do. */
export function adviseInWarning(
  warning: Warning,
  { recordedBy }: Pick<Recording, 'recordedBy'>,
): Warning {
  if (recordedBy === undefined) return warning;
  const remedies = warning.remedies.map(remedyOfRecorded);
  return { ...warning, remedies: remedies.filter(({ code }) => code !== 'fire-the-calls') };
}

function reasonOfRecorded(reason: DecidedReason): DecidedReason[] {
  const { code } = reason;
  if (code === 'larger-may-show') return [];
  if (code === 'instance-unknown') return [{ code: 'instance-unrecorded' }];
  return [code === 'identical-requests' ? { code: 'identical-recorded' } : reason];
}

function remedyOfRecorded(remedy: Remedy): Remedy {
  const code = OF_RECORDED[remedy.code];
  return code === SAME ? remedy : { code };
}

const SAME = 'same';
/** Instead of an option of this command. */
const FIRE = 'fire-the-calls';

/** What to advise instead of each remedy. */
const OF_RECORDED = {
  'longer-calls': FIRE,
  'raise-delay': FIRE,
  'another-size': FIRE,
  'fewer-calls-at-once': FIRE,
  'longer-or-faster-calls': SAME,
  'longer-or-fewer-calls': FIRE,
  'longer-or-warm-calls': SAME,
  'fewer-calls': FIRE,
  'raise-timeout': FIRE,
  'judge-by-first-byte': FIRE,
  'outwait-time-out': FIRE,
  'make-one-call-succeed': SAME,
  'solve-problem': SAME,
  'restart-server': SAME,
  'fix-failures': FIRE,
  'rule-out-cache-and-clock': SAME,
  'bypass-cache': SAME,
  'inspect-answers': SAME,
  'turn-off-batching': SAME,
  'call-the-work-itself': SAME,
  'look-after-answers': SAME,
  'fix-initialization': SAME,
  'quieter-machine': SAME,
  'compare-another-run': SAME,
  'inspect-last-burst': SAME,
  'fire-a-burst': FIRE,
  'ask-lambda': SAME,
  'raise-account-limit': SAME,
  'raise-reserved-concurrency': SAME,
  'raise-reserved-or-send-fewer': 'raise-reserved-concurrency',
  'send-fewer-or-longer-calls': SAME,
  'deploy-higher-throttle': FIRE,
  'wait-or-raise-limit': SAME,
  'raise-limit-or-send-fewer': 'wait-or-raise-limit',
  'warm-function': SAME,
  'other-browser': SAME,
  'distinct-urls': SAME,
  'longer-calls-in-browser': SAME,
  'record-solo-calls': SAME,
  'record-alone': SAME,
  'fire-the-calls': SAME,
  'more-calls': FIRE,
  'name-instance': FIRE,
  'more-bursts': FIRE,
  'add-solo-calls': FIRE,
  'steadier-calls': FIRE,
} as const satisfies Record<Remedy['code'], Remedy['code'] | typeof SAME>;

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
