import { describe, expect, it } from 'vitest';
import {
  declineAnswersTooClose,
  declineAnswersTooSoon,
  guardModel,
} from '../../../../src/core/judge/timing/guards.ts';
import type { DecidedReason } from '../../../../src/core/reason.ts';
import type { Decided } from '../../../../src/core/verdict.ts';
import { profileOf } from '../../../helpers/runs/profiles.ts';

const SOLO = { least: 300, most: 300, steady: true };

const STEADY = [100, 100, 100];
const VARYING = [60, 100, 140];

const FITTED_SERIAL: Decided = {
  kind: 'serial',
  workers: { estimate: 1, low: 1, high: 1 },
  reasons: [{ code: 'fitted-serial', solo: SOLO }],
};

const fitted = (low: number, high: number | null): Decided => ({
  kind: 'overlapping',
  workers: { estimate: low, low, high },
  reasons: [{ code: 'fitted', solo: SOLO, workers: { low, high } }],
});

function withReason(verdict: Decided, reason: DecidedReason): Decided {
  return { ...verdict, reasons: [reason] };
}

/** What is left of a verdict if calls took this long. */
function guarded(verdict: Decided, durations: readonly number[], solo = STEADY) {
  return guardModel(verdict, profileOf(durations, solo));
}

const code = (verdict: ReturnType<typeof guarded>): string | undefined => verdict.reasons[0]?.code;

const fiveEndingAt = (last: number) => [100, 200, 300, 400, last];

/** Eleven calls a solo call apart, but for so many steps that are 31 ms longer. */
const withLongSteps = (odd: number) =>
  Array.from({ length: 11 }, (_, nth) => 100 * (nth + 1) + 31 * Math.min(nth, odd));

describe('serial calls', () => {
  it('are not faster than 1.2 of them in the time of a solo call', () => {
    expect(code(guarded(FITTED_SERIAL, fiveEndingAt(414), VARYING))).toBe('faster-than-serial');
    expect(guarded(FITTED_SERIAL, fiveEndingAt(418), VARYING)).toBe(FITTED_SERIAL);
  });

  it('come back at steps of about a solo call if those are steady', () => {
    expect(guarded(FITTED_SERIAL, withLongSteps(3))).toBe(FITTED_SERIAL);
    expect(guarded(FITTED_SERIAL, withLongSteps(4))).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'steps-vary', soloMs: 100, leastMs: 100, mostMs: 131 }],
    });
    expect(guarded(FITTED_SERIAL, withLongSteps(4), VARYING)).toBe(FITTED_SERIAL);
    const counted = withReason(FITTED_SERIAL, { code: 'one-at-a-time', stepMs: 100 });
    expect(guarded(counted, withLongSteps(4))).toBe(counted);
  });
});

describe('a fitted queue', () => {
  it('answers its first call within 1.5 of the longest solo calls', () => {
    const queue = fitted(2, 4);
    expect(guarded(queue, [211, 300, 400, 500], VARYING)).toEqual({
      kind: 'inconclusive',
      reasons: [{ code: 'first-too-late', firstMs: 211, soloMs: 140 }],
      remedy: { code: 'another-size' },
    });
    expect(guarded(queue, [209, 300, 400, 500], VARYING)).toBe(queue);
    expect(code(guarded(FITTED_SERIAL, [211, 400, 600, 800], VARYING))).toBe('first-too-late');
  });

  it('shows no more than the calls that came before a second wave if solo calls are steady', () => {
    const durations = [100, 149, 151, 170, 260, 300];
    expect(guarded(fitted(4, 6), durations).kind).toBe('overlapping');
    expect(guarded(fitted(4, 6), durations)).toMatchObject({
      workers: { estimate: 4, low: 2, high: null },
    });
    const varying = fitted(4, 6);
    expect(guarded(varying, durations, VARYING)).toBe(varying);
    const counted = withReason(varying, { code: 'no-call-waited', slowdown: 1 });
    expect(guarded(counted, durations)).toBe(counted);
  });
});

describe('calls that share cores', () => {
  const shared: Decided = {
    kind: 'contended',
    workers: { estimate: 2, low: 2, high: 2 },
    reasons: [{ code: 'fitted-sharing', workers: 2 }],
  };

  it('have as many of them as the first answer shows, if it is like the solo calls', () => {
    // Six calls of 100 ms on three cores take 200 ms.
    expect(guarded(shared, [200, 200, 400, 600, 800, 900])).toMatchObject({
      workers: { estimate: 2, low: 2, high: 3 },
    });
    expect(guarded(shared, [600, 600, 600, 600, 800, 900])).toMatchObject({
      workers: { estimate: 2, low: 1, high: 2 },
    });
    expect(guarded(shared, [200, 200, 400, 600, 800, 900], VARYING)).toBe(shared);
  });
});

/** Answers at steps of a solo call, except for the first steps, which take `first.ms`. */
function withSteps(count: number, first: { steps: number; ms: number }, solo = STEADY) {
  const durations = [100];
  for (let step = 0; step < count; step += 1) {
    durations.push((durations.at(-1) ?? 0) + (step < first.steps ? first.ms : 100));
  }
  return profileOf(durations, solo);
}

const soon = (durations: readonly number[], solo = STEADY) =>
  declineAnswersTooSoon(profileOf(durations, solo))?.reasons;

describe('answers of steady calls', () => {
  it('are too close for one worker if more than a tenth of the steps are below half a call', () => {
    expect(declineAnswersTooClose(withSteps(40, { steps: 5, ms: 49 }))?.reasons).toEqual([
      { code: 'answers-too-close', close: 6, calls: 41 },
    ]);
    expect(declineAnswersTooClose(withSteps(40, { steps: 5, ms: 51 }))).toBeUndefined();
    expect(declineAnswersTooClose(withSteps(40, { steps: 4, ms: 49 }))).toBeUndefined();
    expect(declineAnswersTooClose(withSteps(40, { steps: 5, ms: 49 }, VARYING))).toBeUndefined();
  });

  it('are too soon for shared cores if two are less than a quarter late', () => {
    expect(soon([124, 124, 300, 300])).toEqual([{ code: 'answers-too-soon', soon: 2, calls: 4 }]);
    expect(soon([124, 126, 300, 300])).toBeUndefined();
    expect(soon([60, 60, 300, 300], VARYING)).toBeUndefined();
  });

  it('are about a solo call apart up to 30 % more', () => {
    const steps = withSteps(10, { steps: 4, ms: 129 });
    expect(guardModel(FITTED_SERIAL, steps)).toBe(FITTED_SERIAL);
  });
});
