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
  const decided = bursts.filter(
    (burst): burst is DecidedBurst => burst.verdict.kind !== 'inconclusive',
  );
  const last = bursts.at(-1);
  if (decided.length === 0) {
    return last?.verdict ?? decline('No burst was fired.', 'fire at least one: -b 1');
  }
  const believed = steady(decided);
  const kinds = new Set(believed.map(({ verdict }) => verdict.kind));
  if (kinds.size > 1) {
    return decline(
      `The bursts disagree: ${believed.map(({ verdict }) => verdict.kind).join(', ')}.`,
      'repeat with more bursts, for instance -b 5, on a quieter target',
    );
  }
  return combine(bursts, believed);
}

type DecidedBurst = JudgedBurst & { readonly verdict: Decided };

/** Without cold calls; where coldness is unknown, all but the first; failing both, all. */
function steady(decided: readonly DecidedBurst[]): readonly DecidedBurst[] {
  const warm = decided.filter(({ timeline }) => timeline.cold === 0);
  if (warm.length > 0) return warm;
  const untold = decided.every(({ timeline }) => timeline.cold === undefined);
  return untold && decided.length > 1 ? decided.slice(1) : decided;
}

function combine(bursts: readonly JudgedBurst[], believed: readonly DecidedBurst[]): Verdict {
  const last = believed.at(-1) as DecidedBurst;
  const { kind } = last.verdict;
  const workers = hull(
    believed.map(({ verdict }) => verdict.workers),
    last.verdict.workers.estimate,
  );
  const others = bursts.filter(({ verdict }) => verdict.kind !== kind);
  const reasons = others.map(
    (other) =>
      `Burst ${bursts.indexOf(other) + 1} was ${other.verdict.kind}${other.timeline.cold ? ' (it met cold instances)' : ''}; burst ${bursts.indexOf(last) + 1} is believed.`,
  );
  return { kind, workers, reasons: [...last.verdict.reasons, ...reasons] };
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
