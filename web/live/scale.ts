import { roundStep } from '../../src/reporters/shared/round-step.ts';

/** A time axis from 0 to `endMs` with a tick every `stepMs`. */
export interface Scale {
  readonly endMs: number;
  readonly stepMs: number;
}

/** More ticks than this leave no room for their labels. */
const MOST_TICKS = 5;

/** The shortest axis that contains a time and has steps of 1, 2 or 5 times a power of ten, in ms. */
export function scaleTo(timeMs: number): Scale {
  const least = Math.max(timeMs, 1) / MOST_TICKS;
  const stepMs = roundStep(least);
  return { stepMs, endMs: stepMs * Math.ceil(Math.max(timeMs, 1) / stepMs) };
}

/** An axis with the same steps as `scaleTo` that ends exactly at a time. */
export function fittedTo(timeMs: number): Scale {
  return { stepMs: scaleTo(timeMs).stepMs, endMs: Math.max(timeMs, 1) };
}

/** The times of an axis's ticks, in ms. */
export function tickTimes({ endMs, stepMs }: Scale): number[] {
  return Array.from({ length: Math.floor(endMs / stepMs) + 1 }, (_, index) => index * stepMs);
}

/** The label of a tick: `0`, `0.5 s`, `200 ms`. */
export function tickLabel(timeMs: number, { stepMs }: Scale): string {
  if (timeMs === 0) return '0';
  if (stepMs < 100) return `${timeMs} ms`;
  return `${(timeMs / 1_000).toFixed(stepMs < 1_000 ? 1 : 0)} s`;
}
