import { roundStep } from '../../src/reporters/shared/round-step.ts';

/** A time axis from 0 to `endMs`, with a tick every `stepMs`. */
export interface Scale {
  readonly endMs: number;
  readonly stepMs: number;
}

/** Ticks at most that still leave room for their labels. */
const MOST_TICKS = 5;

/** The smallest axis of whole steps (1, 2 or 5 times a power of ten) on which a time has room. */
export function scaleTo(timeMs: number): Scale {
  const least = Math.max(timeMs, 1) / MOST_TICKS;
  const stepMs = roundStep(least);
  return { stepMs, endMs: stepMs * Math.ceil(Math.max(timeMs, 1) / stepMs) };
}

/** The same steps, and no more room than a time needs. */
export function fittedTo(timeMs: number): Scale {
  return { stepMs: scaleTo(timeMs).stepMs, endMs: Math.max(timeMs, 1) };
}

export function ticks({ endMs, stepMs }: Scale): number[] {
  return Array.from({ length: Math.floor(endMs / stepMs) + 1 }, (_, index) => index * stepMs);
}

/** `0`, `0.5 s`, `200 ms`. */
export function tickLabel(timeMs: number, { stepMs }: Scale): string {
  if (timeMs === 0) return '0';
  if (stepMs < 100) return `${timeMs} ms`;
  return `${(timeMs / 1_000).toFixed(stepMs < 1_000 ? 1 : 0)} s`;
}
