import { defined } from '../defined.ts';
import { isAnswered, type Invocation } from '../invocation.ts';
import type { Reason } from '../reason.ts';
import { moreCalls, type Remedy } from '../remedy.ts';
import type { TargetDescription } from '../target-description.ts';
import { isTimeout, STILL_ANSWERING } from '../timeline/failures.ts';
import { allowedAtATime } from '../timeline/throttling.ts';
import { isHanging, isMostlyFailed, isTooShort, type Timeline } from '../timeline/timeline.ts';
import { decline, hasReason, type Decided, type Declined, type Verdict } from '../verdict.ts';
import { firstOnOne, servedByProcesses } from '../observed/server-processes.ts';
import { judgeFromServerTimes } from './judge-server-times.ts';
import { declineOtherAnswers } from './other-answers.ts';
import { judgeFromClientTimes } from './timing/judge-client-times.ts';

/** What a burst is compared with. */
export interface Baseline {
  readonly solo: readonly Invocation[];
  /** How long the server stays busy after it has answered, ms, if it does. */
  readonly busyAfterMs?: number;
}

/** Judges one burst, or declines. */
export function judgeBurst(
  timeline: Timeline,
  baseline: Baseline,
  target?: TargetDescription,
): Verdict {
  const verdict =
    declineIfTooFew(timeline, baseline.solo) ?? judgeAnswered(timeline, baseline, target);
  return capAtKnownLimit(verdict, timeline, target);
}

function judgeAnswered(
  timeline: Timeline,
  baseline: Baseline,
  target: TargetDescription | undefined,
): Verdict {
  const { contradictory, handlers, soloMs } = timeline;
  const { solo } = baseline;
  if (contradictory !== undefined) {
    return decline(
      { code: 'handled-outside-flight', instance: contradictory.instance },
      { code: 'rule-out-cache-and-clock' },
    );
  }
  if (handlers !== undefined) return judgeFromServerTimes({ timeline, handlers, solo });
  if (soloMs !== undefined && isTooShort(timeline)) {
    return decline({ code: 'calls-too-short', soloMs }, { code: 'longer-calls' });
  }
  const otherAnswers = declineOtherAnswers(timeline, solo);
  if (otherAnswers !== undefined) return otherAnswers;
  const verdict = judgeFromClientTimes(timeline, baseline);
  return mindIdenticalRequests(resolveOverlapping(verdict, timeline, target), target);
}

/** Reasons that find no limit in times that are those of solo calls. */
const NONE_WAITED: readonly Reason['code'][] = [
  'no-call-waited',
  'burst-overhead',
  'fitted-unlimited',
];

/** If no call waited, a cache or one shared run may have answered requests that are all the same. */
function mindIdenticalRequests(verdict: Verdict, target: TargetDescription | undefined): Verdict {
  const noneWaited = hasReason(verdict, ...NONE_WAITED);
  const identical = target?.kind === 'http' && target.requestsDiffer !== true;
  if (verdict.kind !== 'overlapping' || !noneWaited || !identical) return verdict;
  return { ...verdict, reasons: [...verdict.reasons, { code: 'identical-requests' }] };
}

/** Timing leaves open whether calls were concurrent or parallel; a named instance or a promise settles it. */
function resolveOverlapping(
  verdict: Verdict,
  { instances, answered }: Timeline,
  target: TargetDescription | undefined,
): Verdict {
  if (verdict.kind !== 'overlapping') return verdict;
  if (servedByProcesses(answered)) return verdict; // whether any burst saw several, the run shows
  const reasons = verdict.reasons.filter(({ code }) => code !== 'instance-unknown');
  if (instances !== undefined && !nameRequests(verdict, instances, answered.length)) {
    const kind = instances === 1 ? 'concurrent' : 'parallel';
    if (kind === 'parallel' && firstOnOne(answered, verdict.workers.low)) return verdict;
    return { ...verdict, kind, reasons: [...reasons, { code: 'instances-named', instances }] };
  }
  // AWS Lambda Developer Guide, "Understanding Lambda function scaling".
  if (target?.callsPerInstance !== 1) return verdict;
  return {
    ...verdict,
    kind: 'parallel',
    reasons: [...reasons, { code: 'one-call-per-environment' }],
  };
}

/** As many names as calls, but fewer workers: those name requests, not instances. */
function nameRequests({ workers }: Decided, names: number, calls: number): boolean {
  return names === calls && workers.high !== null && workers.high < calls;
}

/** Calls that were refused because too many were in progress show the limit that the others could not. */
function capAtKnownLimit(
  verdict: Verdict,
  { throttleReason, throttled }: Timeline,
  target: TargetDescription | undefined,
): Verdict {
  const limit = allowedAtATime(throttleReason, target);
  if (verdict.kind === 'inconclusive' || limit === undefined) return verdict;
  const { workers, reasons } = verdict;
  if (workers.high !== null || workers.estimate > limit) return verdict;
  return {
    ...verdict,
    workers: { ...workers, high: limit },
    reasons: [
      ...reasons.filter(({ code }) => code !== 'all-at-once'),
      { code: 'refused-at-limit', throttled, limit },
    ],
  };
}

function declineIfTooFew(timeline: Timeline, solo: readonly Invocation[]): Declined | undefined {
  const { calls, throttled, failure, soloMs } = timeline;
  const answered = timeline.answered.length;
  const because = defined({ failure });
  // A target that answers solo calls may refuse this many at once.
  const isUp = solo.some(isAnswered);
  if (isHanging(timeline) && soloMs !== undefined) {
    return decline({ code: 'all-hang', calls, soloMs }, { code: 'fewer-calls-at-once' });
  }
  if (answered === 0 && calls > 0) {
    return decline(
      { code: 'none-answered', calls, throttled, ...because },
      isUp ? remedyForFailures(timeline, 'fewer-calls-at-once') : { code: 'make-one-call-succeed' },
    );
  }
  if (isMostlyFailed(timeline)) {
    return decline(
      { code: 'mostly-failed', calls, answered, ...because },
      remedyForFailures(timeline, isUp ? 'fewer-calls-at-once' : 'fix-failures'),
    );
  }
  if (answered < 2) {
    return decline({ code: 'too-few-answered', calls, answered }, moreCalls(calls, 10));
  }
  return undefined;
}

/** Calls that wait longer than the client or the server does may be queueing, and need time. */
function remedyForFailures(
  { failure }: Timeline,
  otherwise: 'fewer-calls-at-once' | 'fix-failures',
): Remedy {
  if (failure?.code === STILL_ANSWERING) return { code: 'judge-by-first-byte' };
  if (isTimeout(failure)) return { code: 'raise-timeout' };
  return failure?.shape?.ended === 'after-the-same-time'
    ? { code: 'outwait-time-out' }
    : { code: otherwise };
}
