import { counted, formatMs } from '../format.ts';
import type { Invocation } from '../invocation.ts';
import { LIMIT_ABOVE } from './limit.ts';
import { judgeFromClientTimes } from './timing/judge-client-times.ts';
import { judgeFromServerTimes } from './judge-server-times.ts';
import type { TargetDescription } from '../target-description.ts';
import { allowedAtATime } from '../timeline/throttling.ts';
import { endedWords, isMostlyFailed, isTooShort, type Timeline } from '../timeline/timeline.ts';
import { decline, NOT_TOLD, type Declined, type Verdict } from '../verdict.ts';

/** Judges one burst, or declines. */
export function judgeBurst(
  timeline: Timeline,
  solo: readonly Invocation[],
  target?: TargetDescription,
): Verdict {
  const verdict = declineIfTooFew(timeline) ?? judgeCalls(timeline, solo, target);
  return capAtKnownLimit(verdict, timeline, target);
}

function judgeCalls(
  timeline: Timeline,
  solo: readonly Invocation[],
  target: TargetDescription | undefined,
): Verdict {
  const { alignment, handlings } = timeline;
  if (alignment?.state === 'contradictory') {
    return decline(
      'An instance says that it served calls at times when they were not out.',
      'make sure that no cache answers and that the clock of the server does not jump',
    );
  }
  if (handlings !== undefined) return judgeFromServerTimes({ timeline, handlings, solo });
  if (isTooShort(timeline)) {
    return decline(
      `A call alone takes ${formatMs(timeline.soloMs ?? 0)}, too little beside what sending and sockets take to tell waiting from that.`,
      'ask for longer calls: a slower route or a longer delay',
    );
  }
  return resolveOverlapping(judgeFromClientTimes(timeline, solo), timeline, target);
}

/** What timing leaves open, concurrent or parallel, a name of the instance decides, or a promise of the platform. */
function resolveOverlapping(
  verdict: Verdict,
  { instances }: Timeline,
  target: TargetDescription | undefined,
): Verdict {
  if (verdict.kind !== 'overlapping') return verdict;
  const reasons = verdict.reasons.filter((reason) => reason !== NOT_TOLD);
  if (instances !== undefined) {
    const kind = instances === 1 ? 'concurrent' : 'parallel';
    const named = `A header names ${counted(instances, 'instance')}, so that the overlap is ${kind}.`;
    return { ...verdict, kind, reasons: [...reasons, named] };
  }
  if (target?.callsPerInstance !== 1) return verdict;
  return { ...verdict, kind: 'parallel', reasons: [...reasons, ONE_CALL_EACH] };
}

/** AWS Lambda Developer Guide, "Understanding Lambda function scaling". */
const ONE_CALL_EACH =
  'An environment of this function serves one call at a time, as Lambda promises, so that the calls ran on several.';

/** Calls that were refused because so many ran already tell the limit, which those that ran cannot. */
function capAtKnownLimit(
  verdict: Verdict,
  { refusal, throttled }: Timeline,
  target: TargetDescription | undefined,
): Verdict {
  const allowed = allowedAtATime(refusal, target);
  if (verdict.kind === 'inconclusive' || allowed === undefined) return verdict;
  const { workers, reasons } = verdict;
  if (workers.high !== null || workers.estimate > allowed) return verdict;
  const met = `${counted(throttled, 'call')} ${throttled === 1 ? 'was' : 'were'} refused since no more than ${allowed} may run at a time: that is the limit.`;
  const open = reasons.filter((reason) => !reason.endsWith(LIMIT_ABOVE));
  return { ...verdict, workers: { ...workers, high: allowed }, reasons: [...open, met] };
}

function declineIfTooFew(timeline: Timeline): Declined | undefined {
  const { answered, calls, throttled } = timeline;
  const what = `${answered.length} of ${counted(calls, 'call')} answered`;
  const ended = endedWords(timeline);
  if (answered.length === 0 && calls > 0) {
    return decline(
      throttled > 0
        ? `All ${calls} calls were throttled or failed${ended}.`
        : `All ${calls} calls failed${ended}.`,
      remedyFor(timeline, 'a single call must be answered before many can be judged'),
    );
  }
  if (isMostlyFailed(timeline)) {
    return decline(
      `Only ${what}; the rest failed, so that fewer calls competed than were sent${ended}.`,
      remedyFor(timeline, 'mend the failures, or send fewer calls with -n'),
    );
  }
  if (answered.length < 2) {
    return decline(
      `Only ${what}, and it takes two to overlap.`,
      'send more calls at once, for instance -n 10',
    );
  }
  return undefined;
}

/** Calls that wait longer than we do tell of a queue, and want time. */
function remedyFor({ failure }: Timeline, usual: string): string {
  return failure?.code === 'timeout' ? 'raise --timeout, or send fewer calls with -n' : usual;
}
