import { groupBy } from '../group-by.ts';
import { endedWords, largestBursts, isMostlyFailed, type Timeline } from '../timeline/timeline.ts';
import { decline, type Decided, type Verdict, type Workers } from '../verdict.ts';

export interface JudgedBurst {
  readonly timeline: Timeline;
  readonly verdict: Verdict;
}

/**
 * The verdict of the whole run. Bursts that met only warm instances are believed over those that
 * did not; where believed bursts disagree on the kind, none is.
 */
export function judgeRun(bursts: readonly JudgedBurst[]): Verdict {
  const believed = steady(largestBursts(bursts.filter(isDecided)));
  const last = believed.at(-1);
  const final = bursts.at(-1);
  if (last === undefined || final === undefined) {
    return final?.verdict ?? decline('No burst was fired.', 'fire at least one: -b 1');
  }
  if (final !== last && isMostlyFailed(final.timeline)) return gaveOut(bursts, last, final);
  const kinds = believed.map(({ verdict }) => verdict.kind);
  if (new Set(kinds).size > 1) {
    return decline(
      `The bursts disagree: ${kinds.join(', ')}.`,
      'repeat with more bursts, for instance -b 5, on a quieter target',
    );
  }
  return combine(bursts, believed, last);
}

/** What was true of earlier bursts need not be true of a target that has stopped answering. */
function gaveOut(
  bursts: readonly JudgedBurst[],
  last: DecidedBurst,
  { timeline, verdict }: JudgedBurst,
): Verdict {
  const { failed, calls } = timeline;
  const earlier = `Burst ${bursts.indexOf(last) + 1} was ${last.verdict.kind}`;
  const remedy = verdict.kind === 'inconclusive' ? verdict.remedy : 'see how the calls ended';
  return decline(
    `${earlier}, but of the ${calls} calls of burst ${bursts.length} ${failed} failed${endedWords(timeline)}.`,
    remedy,
  );
}

type DecidedBurst = JudgedBurst & { readonly verdict: Decided };

function isDecided(burst: JudgedBurst): burst is DecidedBurst {
  return burst.verdict.kind !== 'inconclusive';
}

/** Without cold calls; where coldness is unknown and the first differs, without that; else all. */
function steady(decided: readonly DecidedBurst[]): readonly DecidedBurst[] {
  const warm = decided.filter(({ timeline }) => timeline.cold === 0);
  if (warm.length > 0) return warm;
  const [first, ...later] = decided;
  const untold = decided.every(({ timeline }) => timeline.cold === undefined);
  const firstDiffers = later.some(({ verdict }) => verdict.kind !== first?.verdict.kind);
  return untold && firstDiffers ? later : decided;
}

function combine(
  bursts: readonly JudgedBurst[],
  believed: readonly DecidedBurst[],
  last: DecidedBurst,
): Verdict {
  const { kind, workers } = last.verdict;
  const others = largestBursts(bursts).filter(({ verdict }) => verdict.kind !== kind);
  const alike = groupBy(others, ({ timeline, verdict }) => {
    const met = timeline.cold ? ', and met cold instances' : '';
    return `${verdict.kind}${met}`;
  });
  const reasons = [...alike].map(([was, own]) => {
    const nths = own.map((other) => bursts.indexOf(other) + 1);
    const were = nths.length === 1 ? `Burst ${nths[0]} was` : `Bursts ${nths.join(', ')} were`;
    return `${were} ${was}; burst ${bursts.indexOf(last) + 1} is believed.`;
  });
  const all = hull(
    believed.map(({ verdict }) => verdict.workers),
    workers.estimate,
  );
  return {
    kind,
    workers: all,
    reasons: [...last.verdict.reasons, ...widened(all, workers), ...reasons],
  };
}

/** The reasons are those of the last burst; where others say less, that is the interval. */
function widened(all: Workers, last: Workers): string[] {
  if (all.low === last.low && all.high === last.high) return [];
  return [
    `The last burst alone says ${intervalWords(last)}; all that are believed together say ${intervalWords(all)}.`,
  ];
}

function intervalWords({ low, high }: Workers): string {
  if (high === null) return `${low} or more`;
  return low === high ? `${low}` : `${low} to ${high}`;
}

/** What no believed burst contradicts: from the lowest to the highest, open where one is. */
function hull(all: readonly Workers[], estimate: number): Workers {
  const highs = all.map(({ high }) => high);
  return {
    estimate,
    low: Math.min(...all.map(({ low }) => low)),
    high: highs.includes(null) ? null : Math.max(...highs.map((high) => high ?? 0)),
  };
}
