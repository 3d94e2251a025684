import { counted, formatMs } from '../format.ts';
import { groupBy } from '../group-by.ts';
import { sanitizeLine } from '../sanitize.ts';
import type { Invocation, LambdaPhase, LambdaReport } from '../invocation.ts';
import { lengthMs } from '../timeline/overlap.ts';
import { median, smallest } from '../statistics.ts';
import type { TargetDescription } from '../target-description.ts';
import { throttledWords } from '../timeline/throttling.ts';
import { endedWords, isTooShort, warmSolo, type Timeline } from '../timeline/timeline.ts';
import type { Verdict } from '../verdict.ts';

/** Why a number could mislead, and what to do about it: one line. */
export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
}

type WarningCode = keyof typeof BURST_WARNINGS | 'bursts-differ' | 'cold-baseline' | 'not-cold';

/** What API Gateway answers then is not documented. */
const BEHIND_THE_GATEWAY =
  '; a status of 500 or 503 may also mean that Lambda refused a call: lambda:NAME tells, and names the limit';

/** What is to be said of one burst, if it is. */
const BURST_WARNINGS = {
  failed: (timeline: Timeline, target?: TargetDescription) =>
    timeline.failed > 0 &&
    `${timeline.failed} of ${counted(timeline.calls, 'call')} failed and do not count as served${endedWords(timeline)}${target?.kind === 'deployed' ? BEHIND_THE_GATEWAY : ''}`,

  throttled: ({ throttled, calls, answered, refusal }: Timeline, target?: TargetDescription) =>
    throttled > 0 &&
    throttledWords({ calls, throttled, answered: answered.length }, refusal, target),

  'few-calls': ({ calls }: Timeline) =>
    calls < FEW_CALLS &&
    `${counted(calls, 'call')} cannot show how many more would run together; send more with -n`,

  'client-too-slow': ({ answered, sentWithinMs }: Timeline) => {
    const first = smallest(answered.map(({ receivedAt }) => receivedAt)) ?? 0;
    const late = answered.filter(({ sentAt }) => sentAt >= first).length;
    return (
      late > 0 &&
      `sending took ${formatMs(sentWithinMs)}, and ${counted(late, 'call')} left after the first answer had come; ask for longer calls, or send fewer with -n`
    );
  },

  'calls-too-short': (timeline: Timeline) =>
    isTooShort(timeline) &&
    `a call alone takes ${formatMs(timeline.soloMs ?? 0)}, little beside the ${formatMs(timeline.sentWithinMs)} of sending; ask for longer calls: a slower route or a longer delay`,

  'instances-late': (timeline: Timeline) => {
    const { instances = 0, peakOverlap = 0, startedWithinMs = 0, handlings = [] } = timeline;
    const shortestMs = smallest(handlings.map(lengthMs)) ?? 0;
    const anInstanceEach = instances === timeline.answered.length;
    return (
      anInstanceEach &&
      peakOverlap < instances &&
      startedWithinMs > shortestMs &&
      `${instances} instances arrived over ${formatMs(startedWithinMs)}, longer than a call takes; longer calls, or a warm burst, show how many run together`
    );
  },

  'clocks-differ': ({ alignment }: Timeline) =>
    alignment?.state === 'clock-per-instance' &&
    "the instances' clocks disagree; each was set by the time in which its calls were out, so that the overlap is approximate; compare with another run",

  cached: ({ answered }: Timeline) => {
    const cached = answered.filter((call) => call.cached === true).length;
    return (
      cached > 0 &&
      `${counted(cached, 'answer')} came from a cache (Age or X-Cache), not from the server; make the address unique or send Cache-Control: no-cache`
    );
  },

  'unread-report': ({ answered }: Timeline) => {
    const unread = answered.flatMap(({ served }) => served?.unreadReport ?? []);
    return (
      unread.length > 0 &&
      `the log of ${counted(unread.length, 'call')} reports in a form that is not known, so that its figures are missing: ${sanitizeLine(unread[0] ?? '')}`
    );
  },

  'init-failed': ({ answered }: Timeline) => {
    const failed = answered.flatMap(({ served }) => failedPhase(served?.report) ?? []);
    const [first] = failed;
    return (
      first !== undefined &&
      `the ${first.name === 'init' ? 'initialization' : 'restoring'} of ${counted(failed.length, 'environment')} ended with ${sanitizeLine(first.errorType ?? first.status ?? '')} after ${formatMs(first.durationMs)}, and was repeated within the call; mend it, or give it more memory`
    );
  },

  'answers-differ': ({ answered }: Timeline) => {
    const statuses = new Set(answered.map(({ status }) => status));
    const usual = median(answered.flatMap(({ bodyBytes }) => bodyBytes ?? []));
    const odd = answered.filter(({ bodyBytes }) => isOdd(bodyBytes, usual)).length;
    if (statuses.size > 1) {
      return `the answers differ in status (${[...statuses].join(', ')}), so that calls may not have done the same work; look at them`;
    }
    return (
      odd > 0 &&
      `${counted(odd, 'answer')} had half or twice the usual size, so that calls may not have done the same work; look at them`
    );
  },
} as const satisfies Record<
  string,
  (timeline: Timeline, target?: TargetDescription) => string | false
>;

const BURST_CODES = Object.keys(BURST_WARNINGS).filter((code) => isBurstCode(code));

function isBurstCode(code: string): code is keyof typeof BURST_WARNINGS {
  return Object.hasOwn(BURST_WARNINGS, code);
}

/** Fewer calls than this say little more than whether two of them can overlap. */
const FEW_CALLS = 4;

/** What is to be said of single bursts; what is true of several in the same words is said once. */
export function burstWarnings(
  timelines: readonly Timeline[],
  target?: TargetDescription,
): Warning[] {
  const found = timelines.flatMap((timeline, index) =>
    BURST_CODES.flatMap((code) => {
      const message = BURST_WARNINGS[code](timeline, target);
      return message === false ? [] : [{ code, message, nth: index + 1 }];
    }),
  );
  return [...groupBy(found, ({ message }) => message).values()].flatMap((alike) =>
    alike.slice(0, 1).map(({ code, message }) => {
      const bursts = `${alike.length === 1 ? 'Burst' : 'Bursts'} ${alike.map(({ nth }) => nth).join(', ')}`;
      return { code, message: `${bursts}: ${message}.` };
    }),
  );
}

/** What is to be said of the solo calls. */
export function soloWarnings(solo: readonly Invocation[]): Warning[] {
  if (solo.length === 0 || warmSolo(solo).length > 0) return [];
  const message =
    'Every solo call was cold, refused or failed, so that there is no speed-up; add warm ones with --solo.';
  return [{ code: 'cold-baseline', message }];
}

/** What is to be said where instances had been made cold, and yet were met warm. */
export function coldWarnings(
  [first]: readonly Timeline[],
  target: TargetDescription | undefined,
): Warning[] {
  if (target?.madeCold !== true || first === undefined || !first.warm) return [];
  const message = `${first.warm} of ${counted(first.calls, 'call')} met warm instances, though all had been replaced: more than one call ran on one, or the platform kept some; see the cold starts of the others.`;
  return [{ code: 'not-cold', message }];
}

/** What is to be said where bursts of one size are judged unlike one another. */
export function burstsDiffer(
  bursts: readonly { readonly timeline: Timeline; readonly verdict: Verdict }[],
): Warning[] {
  const last = bursts.at(-1);
  const alike = bursts.filter(({ timeline }) => timeline.calls === last?.timeline.calls);
  const kinds = alike.map(({ verdict }) => verdict.kind);
  if (new Set(kinds).size < 2) return [];
  const message = `The bursts were judged differently (${kinds.join(', ')}); the first may have met a cold target; repeat with more: -b 5.`;
  return [{ code: 'bursts-differ', message }];
}

function failedPhase(report: LambdaReport | undefined): LambdaPhase | undefined {
  return report?.phases?.find(({ status = 'success' }) => status !== 'success');
}

function isOdd(bytes: number | undefined, usual: number | undefined): boolean {
  if (usual === undefined || bytes === undefined) return false;
  return bytes > 2 * usual + ODD_BYTES || 2 * bytes + ODD_BYTES < usual;
}

/** Names, numbers and dates in an answer may well differ by so much. */
const ODD_BYTES = 64;
