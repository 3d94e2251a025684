import { formatMs, formatRatio } from './format.ts';
import { durationMs, type Invocation } from './invocation.ts';
import { largest, median, smallest } from './statistics.ts';
import { warmSolo, type Timeline } from './timeline.ts';
import { decline, type Verdict } from './verdict.ts';

/** Half-way, as a ratio, between the time of a call that waited for nobody and of one that waited for one. */
const NOBODY_WAITED = Math.SQRT2;

/** A queue is recognised where calls end this near, in solo durations, to when it would let them. */
const FITS_WITHIN = 0.25;

/** Judges a target that says nothing of itself: by when calls came back, against calls made alone. */
export function judgeFromTiming(timeline: Timeline, solo: readonly Invocation[]): Verdict {
  const alone = warmSolo(solo).map(durationMs);
  const soloMs = median(alone);
  if (soloMs === undefined) {
    return decline(
      'The target does not say when it served each call, and no warm solo call tells how long one takes.',
      'add calls to compare with: --solo 3',
    );
  }
  const durations = timeline.answered.map(durationMs).toSorted((a, b) => a - b);
  const calls = durations.length;
  const slowest = (largest(durations) ?? 0) / Math.max(...alone);
  if (slowest <= NOBODY_WAITED) {
    return {
      kind: 'overlapping',
      workers: { estimate: calls, low: calls, high: null },
      reasons: [
        `Nobody waited: the slowest of ${calls} took ${formatRatio(slowest)} times as long as the slowest call alone.`,
        'The target does not say which instance served a call: concurrent or parallel, timing cannot tell.',
      ],
    };
  }
  return judgeQueue(durations, soloMs) ?? judgeSharing(durations, soloMs) ?? undecided(soloMs);
}

function judgeQueue(durations: readonly number[], soloMs: number): Verdict | undefined {
  const fitting = durations
    .map((_, index) => index + 1)
    .filter((workers) => misfit(durations, soloMs, workers) < FITS_WITHIN);
  const [low, high] = [smallest(fitting), largest(fitting)];
  if (low === undefined || high === undefined) return undefined;
  const estimate = fitting.reduce((best, workers) =>
    misfit(durations, soloMs, workers) < misfit(durations, soloMs, best) ? workers : best,
  );
  const kind = high === 1 ? 'serial' : 'overlapping';
  if (kind === 'overlapping' && low === 1) return undefined;
  return {
    kind,
    workers: { estimate, low, high },
    reasons: [
      `The calls came back in waves of ${estimate}, ${formatMs(soloMs)} apart: the others waited in a queue.`,
    ],
  };
}

/** How far, in solo durations, calls end from when a queue with so many workers would let them. */
function misfit(durations: readonly number[], soloMs: number, workers: number): number {
  const errors = durations.map((duration, index) =>
    Math.abs(duration / soloMs - Math.ceil((index + 1) / workers)),
  );
  return largest(errors) ?? Number.POSITIVE_INFINITY;
}

function judgeSharing(durations: readonly number[], soloMs: number): Verdict | undefined {
  const [first, last] = [smallest(durations) ?? 0, largest(durations) ?? 0];
  const allLateTogether = first > 0.75 * last && first > NOBODY_WAITED * soloMs;
  if (!allLateTogether) return undefined;
  const rate = (durations.length * soloMs) / last;
  const estimate = Math.max(1, Math.round(rate));
  return {
    kind: 'contended',
    workers: {
      estimate,
      low: Math.max(1, Math.floor(rate)),
      high: Math.max(estimate, Math.ceil(rate)),
    },
    reasons: [
      `All calls came back late together, after ${formatRatio(last / soloMs)} times the solo duration: they share a core or a lock.`,
    ],
  };
}

function undecided(soloMs: number): Verdict {
  return decline(
    `Some calls took longer than the ${formatMs(soloMs)} of a call alone, in no pattern that one limit explains.`,
    'send more calls (-n), make more solo calls (--solo), or ask for longer ones',
  );
}
