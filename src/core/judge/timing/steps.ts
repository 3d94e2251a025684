import { largest, mean, smallest, sum, type NonEmpty } from '../../statistics.ts';

/** A step within this band of a solo call is that of a queue, which has its own model. */
export const QUEUE_STEP = { from: 0.84, to: 1.16 } as const;

/** Half-way between the first wave and the second, which takes two solo calls. */
export const FIRST_WAVE = 1.5;

/** Whether a time is about as long as a solo call. */
export function isLikeSolo(ms: number, unit: number): boolean {
  return ms >= QUEUE_STEP.from * unit && ms <= QUEUE_STEP.to * unit;
}

/** From each time to the next, ms. */
export function stepsOf(times: readonly number[]): number[] {
  return times.slice(1).map((ms, at) => ms - (times[at] ?? 0));
}

/** The line through times at equal ranks (least squares), and how far the farthest of them lies from it, ms. */
export function fitLine(times: readonly number[]): { slope: number; residual: number } {
  const middle = (times.length - 1) / 2;
  const level = mean(times) ?? 0;
  const rise = sum(times.map((ms, rank) => (rank - middle) * (ms - level)));
  const slope = rise / sum(times.map((_, rank) => (rank - middle) ** 2));
  const off = times.map((ms, rank) => Math.abs(ms - level - slope * (rank - middle)));
  return { slope, residual: largest(off) ?? 0 };
}

/** Sorted times in groups, with a gap between one group and the next. */
export function splitAtGaps(sorted: readonly number[], gapMs: number): number[][] {
  const groups: number[][] = [];
  for (const [at, value] of sorted.entries()) {
    const group = groups.at(-1);
    if (group === undefined || value - (sorted[at - 1] ?? value) >= gapMs) groups.push([value]);
    else group.push(value);
  }
  return groups;
}

/** Solo calls whose range is within this share of the fastest are steady. */
const STEADY_RANGE = 0.2;

/** Whether solo calls take about the same time; a single one shows nothing of how much they vary. */
export function isSteady(solo: NonEmpty<number>): boolean {
  return solo.length > 1 && largest(solo) <= (1 + STEADY_RANGE) * smallest(solo);
}
