import { largest } from './statistics.ts';
import type { Timeline } from './timeline.ts';
import { decline, type Decided, type Verdict, type Workers } from './verdict.ts';

export interface JudgedBurst {
  readonly timeline: Timeline;
  readonly verdict: Verdict;
}

/**
 * The verdict of the whole run. Bursts that met only warm instances are believed over those that
 * did not; where believed bursts disagree on the kind, none is.
 */
export function judgeRun(bursts: readonly JudgedBurst[]): Verdict {
  const believed = steady(fullSize(bursts.filter(isDecided)));
  const last = believed.at(-1);
  if (last === undefined) {
    return bursts.at(-1)?.verdict ?? decline('No burst was fired.', 'fire at least one: -b 1');
  }
  const kinds = believed.map(({ verdict }) => verdict.kind);
  if (new Set(kinds).size > 1) {
    return decline(
      `The bursts disagree: ${kinds.join(', ')}.`,
      'repeat with more bursts, for instance -b 5, on a quieter target',
    );
  }
  return combine(bursts, believed, last);
}

type DecidedBurst = JudgedBurst & { readonly verdict: Decided };

function isDecided(burst: JudgedBurst): burst is DecidedBurst {
  return burst.verdict.kind !== 'inconclusive';
}

/** Of a growing series the bursts with the most calls: smaller ones could not show the limit. */
function fullSize<Burst extends JudgedBurst>(bursts: readonly Burst[]): readonly Burst[] {
  const most = largest(bursts.map(({ timeline }) => timeline.calls));
  return bursts.filter(({ timeline }) => timeline.calls === most);
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
  const others = fullSize(bursts).filter(({ verdict }) => verdict.kind !== kind);
  const reasons = others.map((other) => {
    const met = other.timeline.cold ? ', and met cold instances' : '';
    return `Burst ${bursts.indexOf(other) + 1} was ${other.verdict.kind}${met}; burst ${bursts.indexOf(last) + 1} is believed.`;
  });
  return {
    kind,
    workers: hull(
      believed.map(({ verdict }) => verdict.workers),
      workers.estimate,
    ),
    reasons: [...last.verdict.reasons, ...reasons],
  };
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
