import { counted, formatMs } from './format.ts';
import type { Invocation } from './invocation.ts';
import { judgeFromTiming } from './timing/judge-timing.ts';
import { judgeWitnessed } from './judge-witnessed.ts';
import { isTooShort, type Timeline } from './timeline.ts';
import { decline, NOT_TOLD, type Declined, type Verdict } from './verdict.ts';

/** Judges one burst, or declines. */
export function judgeBurst(timeline: Timeline, solo: readonly Invocation[]): Verdict {
  return tooLittle(timeline) ?? judgeCalls(timeline, solo);
}

function judgeCalls(timeline: Timeline, solo: readonly Invocation[]): Verdict {
  const { alignment, handlings } = timeline;
  if (alignment?.state === 'contradictory') {
    return decline(
      'An instance says that it served calls at times when they were not out.',
      'make sure that no cache answers and that the clock of the server does not jump',
    );
  }
  if (handlings !== undefined) return judgeWitnessed({ timeline, handlings, solo });
  if (isTooShort(timeline)) {
    return decline(
      `A call alone takes ${formatMs(timeline.soloMs ?? 0)}, too little beside what sending and sockets take to tell waiting from that.`,
      'ask for longer calls: a slower route or a longer delay',
    );
  }
  return placed(judgeFromTiming(timeline, solo), timeline);
}

/** What timing leaves open, concurrent or parallel, a header that names the instance decides. */
function placed(verdict: Verdict, { instances }: Timeline): Verdict {
  if (verdict.kind !== 'overlapping' || instances === undefined) return verdict;
  const kind = instances === 1 ? 'concurrent' : 'parallel';
  const named = `A header names ${counted(instances, 'instance')}, so that the overlap is ${kind}.`;
  return {
    ...verdict,
    kind,
    reasons: [...verdict.reasons.filter((reason) => reason !== NOT_TOLD), named],
  };
}

function tooLittle({ answered, calls, throttled, failed }: Timeline): Declined | undefined {
  const what = `${answered.length} of ${counted(calls, 'call')} answered`;
  if (answered.length === 0 && calls > 0) {
    return decline(
      throttled > 0 ? `All ${calls} calls were throttled or failed.` : `All ${calls} calls failed.`,
      'see how the calls ended; a single call must be answered before many can be judged',
    );
  }
  if (failed > answered.length) {
    return decline(
      `Only ${what}; the rest failed, so that fewer calls competed than were sent.`,
      'mend the failures, or send fewer calls with -n',
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
