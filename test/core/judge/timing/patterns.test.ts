import { describe, expect, it } from 'vitest';
import {
  declineAnswersTooClose,
  declineAnswersTooSoon,
} from '../../../../src/core/judge/timing/guards.ts';
import { findPattern } from '../../../../src/core/judge/timing/patterns.ts';
import type { Verdict } from '../../../../src/core/verdict.ts';
import { profileOf } from '../../../helpers/runs/profiles.ts';
import {
  record,
  SLEEPING,
  uniformFrom,
  type VirtualServer,
} from '../../../helpers/runs/virtual-server.ts';
import { times } from '../../../helpers/runs/times.ts';

/** The pattern in calls that were sent together and took so long; a solo call took 100 ms. */
function patternOf(
  durations: readonly number[],
  solo: readonly number[] = [100, 100, 100],
): Verdict | undefined {
  return findPattern(profileOf(durations, solo));
}

/** Durations of which the first is given, and each of the others takes a step longer. */
function staircase(first: number, steps: readonly number[]): number[] {
  const durations = [first];
  for (const step of steps) durations.push((durations.at(-1) ?? 0) + step);
  return durations;
}

const bent = (step: number) => staircase(100, [...times(30, 5), ...times(30, step)]);

const besideVarying = (...fast: readonly number[]) =>
  codeOf(patternOf([...fast, 95, 120], [100, 100, 130]));

/** Four calls that did not wait, then one at each step. */
const fourFree = (step: number) => [...times(3, 100), ...staircase(100, times(5, step))];

/** Solo calls that take 100 ms at the median, but vary. */
const VARYING = [95, 100, 130];

const codeOf = (verdict: Verdict | undefined): string | undefined => verdict?.reasons[0]?.code;

describe('calls that are answered far faster than a solo call', () => {
  it('did other work below a quarter of a solo call', () => {
    expect(patternOf([24, 24, 100, 100])).toEqual({
      kind: 'inconclusive',
      reasons: [{ code: 'other-work', fast: 2, calls: 4, fastMs: 24 }],
      remedy: { code: 'inspect-answers' },
    });
    expect(codeOf(patternOf([26, 26, 100, 100]))).toBe('baseline-cold');
  });

  it('did other work only if the rest took as long as a solo call', () => {
    expect(codeOf(patternOf([10, 62, 100]))).toBe('other-work');
    expect(codeOf(patternOf([10, 58, 100]))).toBe('baseline-cold');
  });

  it('did other work if solo calls vary only if three took about the same short time', () => {
    expect(besideVarying(10, 11, 14)).toBe('other-work');
    expect(besideVarying(10, 11, 16)).not.toBe('other-work');
    expect(besideVarying(10, 11)).not.toBe('other-work');
    expect(besideVarying(14, 14, 14.9)).toBe('other-work');
    expect(besideVarying(14, 14, 15.1)).not.toBe('other-work');
  });

  it('did other work only if some calls did the same work', () => {
    expect(codeOf(patternOf([10, 10, 10]))).toBe('baseline-cold');
  });

  it('says nothing if solo calls vary', () => {
    const fast = [10, 100, 100, 100];
    expect(codeOf(patternOf(fast, [100, 119, 110]))).toBe('other-work');
    expect(patternOf(fast, [100, 121, 110])).toBeUndefined();
  });
});

describe('a burst that is faster than its solo calls', () => {
  it('shows that these were cold if all calls beat them', () => {
    expect(patternOf([79, 79, 79])).toEqual({
      kind: 'inconclusive',
      reasons: [{ code: 'baseline-cold' }],
      remedy: { code: 'add-solo-calls', solo: 8 },
    });
    expect(patternOf([81, 81, 81])).toBeUndefined();
  });

  it('shows that these were cold if all calls beat them, however they vary', () => {
    expect(codeOf(patternOf([79, 79, 79], [100, 300, 200]))).toBe('baseline-cold');
  });

  it('shows that these were cold if one call takes far less than they do', () => {
    expect(codeOf(patternOf([59, 100, 100]))).toBe('baseline-cold');
    expect(patternOf([61, 100, 100])).toBeUndefined();
  });

  it('may have one fast call if solo calls vary', () => {
    expect(codeOf(patternOf([59, 100, 100], [100, 119, 110]))).toBe('baseline-cold');
    expect(patternOf([59, 100, 100], [100, 121, 110])).toBeUndefined();
  });
});

/** Waves of the same size: the first after `first` ms, the others after a step each. */
function waves(shape: { size: number; first: number; step?: number; count?: number }): number[] {
  const { size, first, step = first, count = 3 } = shape;
  return Array.from({ length: count }, (_, wave) => times(size, first + wave * step)).flat();
}

/** Waves at steps of 200 ms, of two calls each that come so long after each other. */
const spread = (gap: number): number[] => [200, 200 + gap, 400, 400 + gap, 600, 600 + gap];

describe('slots that slow each other', () => {
  it('take much longer than a solo call from the first wave on', () => {
    expect(patternOf(waves({ size: 2, first: 152 }))).toEqual({
      kind: 'contended',
      workers: { estimate: 1, low: 1, high: 2 },
      reasons: [{ code: 'slots-slow-each-other', slots: 2, slowdown: 1.52 }],
    });
    expect(patternOf(waves({ size: 2, first: 148 }))).toBeUndefined();
  });

  it('are overlapping if they get more done than half as many', () => {
    expect(patternOf(waves({ size: 4, first: 160 }))).toMatchObject({
      kind: 'overlapping',
      workers: { estimate: 4, low: 3, high: 4 },
      reasons: [{ code: 'slots-slow-each-other', slots: 4 }, { code: 'instance-unknown' }],
    });
    expect(patternOf(waves({ size: 4, first: 170 }))).toMatchObject({
      kind: 'contended',
      workers: { estimate: 2, low: 2, high: 3 },
    });
  });

  it('never get less than one call done at a time', () => {
    expect(patternOf(waves({ size: 2, first: 900 }))).toMatchObject({
      kind: 'contended',
      workers: { estimate: 1, low: 1, high: 1 },
    });
  });

  it('finish at steps as long as the first wave', () => {
    for (const step of [182, 218]) {
      expect(codeOf(patternOf(waves({ size: 2, first: 200, step })))).toBe('slots-slow-each-other');
    }
    for (const step of [178, 222]) {
      expect(patternOf(waves({ size: 2, first: 200, step }))).toBeUndefined();
    }
  });

  it('finish in waves that lie half a step apart', () => {
    expect(codeOf(patternOf(spread(98)))).toBe('slots-slow-each-other');
    expect(patternOf(spread(102))).toBeUndefined();
  });

  it('show in three waves of equal size, of which the last may be smaller', () => {
    expect(patternOf(waves({ size: 2, first: 200, count: 2 }))).toBeUndefined();
    expect(patternOf([200, 200, 400, 400, 400, 600, 600])).toBeUndefined();
    expect(codeOf(patternOf([200, 200, 400, 400, 600]))).toBe('slots-slow-each-other');
  });

  it('are not single calls at a long step', () => {
    expect(patternOf(waves({ size: 1, first: 200, count: 10 }))).toBeUndefined();
  });
});

describe('a serial stage inside the call', () => {
  it('is a constant step shorter than a solo call', () => {
    expect(patternOf(staircase(100, times(9, 40)))).toEqual({
      kind: 'overlapping',
      workers: { estimate: 3, low: 2, high: null },
      reasons: [
        { code: 'serial-stage', stepMs: 40, soloMs: 100, capacity: 2.5 },
        { code: 'instance-unknown' },
      ],
    });
  });

  it('holds no more calls than were sent', () => {
    const verdict = patternOf(staircase(100, times(4, 17)));
    expect(verdict).toMatchObject({ workers: { estimate: 5, low: 5, high: null } });
  });

  it('shows in four steps or more', () => {
    expect(codeOf(patternOf(staircase(100, times(4, 50))))).toBe('serial-stage');
    expect(patternOf(staircase(100, times(3, 50)))).toBeUndefined();
  });

  it('has steps that differ by no more than a fifth', () => {
    for (const other of [41, 59]) {
      const steps = [...times(3, 50), other, other];
      expect(codeOf(patternOf(staircase(100, steps), VARYING))).toBe('serial-stage');
    }
    for (const other of [39, 61]) {
      const steps = [...times(3, 50), other, other];
      expect(patternOf(staircase(100, steps), VARYING)).toBeUndefined();
    }
  });

  it('may have one step in five that differs', () => {
    expect(codeOf(patternOf(staircase(100, [...times(16, 50), ...times(4, 90)])))).toBe(
      'serial-stage',
    );
    expect(patternOf(staircase(100, [...times(15, 50), ...times(5, 90)]))).toBeUndefined();
  });

  it('is none if the first answer takes a step, too: then the solo calls were slow', () => {
    expect(stepsFrom(100)).toBe('serial-stage');
    expect(stepsFrom(85)).toBe('steps-vary');
  });

  it('has steps of three quarters of a solo call at most: calls that compute are faster together than alone', () => {
    expect(codeOf(patternOf(staircase(100, times(9, 75))))).toBe('serial-stage');
    expect(codeOf(patternOf(staircase(100, times(9, 76))))).toBe('steps-vary');
    expect(codeOf(patternOf(staircase(100, times(9, 83))))).toBe('steps-vary');
  });

  it('is none if the first answer is faster than the solo calls, or a step as long as one of them', () => {
    expect(stepsOf70From(100, 85)).toBe('serial-stage');
    expect(stepsOf70From(83, 85)).toBe('steps-vary');
    expect(stepsOf70From(100, 83)).toBe('steps-vary');
  });

  it('is left to the queues if the step is about a solo call', () => {
    expect(patternOf(staircase(100, times(9, 85)))).toBeUndefined();
    expect(patternOf(staircase(100, times(9, 115)))).toBeUndefined();
  });
});

/** Calls at steps of 80 ms, of which the first takes so long. */
const stepsFrom = (first: number) =>
  codeOf(patternOf(staircase(first, times(9, 74)), [97, 100, 103]));

const stepsOf70From = (first: number, fastestSolo: number) =>
  codeOf(patternOf(staircase(first, times(9, 70)), [fastestSolo, 100, 110]));

/** Two calls at once, and then one at each step. */
const afterTwo = (step: number, solo?: readonly number[]) =>
  patternOf([100, ...staircase(100, times(8, step))], solo);

describe('a limiter', () => {
  it('lets a handful through, and then one call at each step', () => {
    expect(patternOf([100, 100, ...staircase(100, times(5, 200))])).toEqual({
      kind: 'overlapping',
      workers: { estimate: 3, low: 3, high: null },
      reasons: [
        { code: 'limiter', free: 3, stepMs: 200, perSecond: 5 },
        { code: 'instance-unknown' },
      ],
    });
  });

  it('counts calls that take up to 1.16 times as long as a solo call as the handful', () => {
    expect(patternOf([100, ...staircase(115, times(5, 200))])).toMatchObject({
      reasons: [{ code: 'limiter', free: 2 }, { code: 'instance-unknown' }],
    });
    const later = patternOf([100, ...staircase(117, times(5, 200))]);
    expect(codeOf(later)).toBe('paced');
  });

  it('declines if the first call was served alone and the steps are longer than a solo call', () => {
    expect(patternOf(staircase(100, times(5, 250)))).toEqual({
      kind: 'inconclusive',
      reasons: [{ code: 'paced', stepMs: 250, perSecond: 4, soloMs: 100 }],
      remedy: { code: 'longer-calls' },
    });
  });

  it('is left to the queues if so many workers would answer at that step', () => {
    expect(codeOf(afterTwo(41, VARYING))).toBe('limiter');
    expect(afterTwo(43, VARYING)).toBeUndefined();
    expect(afterTwo(57, VARYING)).toBeUndefined();
    expect(codeOf(afterTwo(59, VARYING))).toBe('limiter');
    // Steady workers would answer together, time and again.
    expect(codeOf(afterTwo(50))).toBe('limiter');
  });

  it('is lost in jitter if the steps are shorter than a tenth of a solo call', () => {
    expect(codeOf(patternOf(staircase(100, times(20, 11)), VARYING))).toBe('serial-stage');
    expect(patternOf(staircase(100, times(20, 9)), VARYING)).toBeUndefined();
  });

  it('may be one long queue if the step is about a solo call', () => {
    expect(codeOf(patternOf(fourFree(115)))).toBe('limiter-or-queue');
    expect(codeOf(patternOf(fourFree(118)))).toBe('limiter');
    expect(codeOf(patternOf(fourFree(85)))).toBe('limiter-or-queue');
    expect(codeOf(patternOf(fourFree(83)))).toBe('limiter');
  });

  it('shows in a line of answers that rises by 1.5 solo calls, if solo calls are steady', () => {
    expect(codeOf(patternOf(staircase(100, times(40, 5))))).toBe('serial-stage');
    expect(patternOf(staircase(100, times(28, 5)))).toBeUndefined();
    expect(patternOf(staircase(100, times(40, 5)), VARYING)).toBeUndefined();
  });

  it('shows if no answer is farther than a tenth of a solo call from the line', () => {
    // Steps of two sizes bend the line by 9.3 ms, or by 11.
    expect(codeOf(patternOf(bent(6.2)))).toBe('serial-stage');
    expect(patternOf(bent(6.8))).toBeUndefined();
  });

  it('does not show if no call took as long as a solo call', () => {
    expect(patternOf(staircase(117, [50, 50, 50, 50, 50]))).toBeUndefined();
  });
});

/** 20 steps, of which so many are pauses. */
const withPauses = (pauses: number) =>
  patternOf(staircase(100, [...times(20 - pauses, 100), ...times(pauses, 300)]));

/** Nine steps of a solo call, and a last one. */
const withLast = (step: number) => patternOf(staircase(100, [...times(9, 100), step]));

describe('serial calls with pauses', () => {
  const paused = [100, 100, 200, 100, 100];

  it('are serial if no two answers are closer together than a solo call', () => {
    expect(patternOf(staircase(100, paused))).toEqual({
      kind: 'serial',
      workers: { estimate: 1, low: 1, high: 1 },
      reasons: [{ code: 'one-at-a-time', stepMs: 100 }],
    });
  });

  it('begin with a call that took about as long as a solo call', () => {
    expect(patternOf(staircase(85, paused))).toMatchObject({ kind: 'serial' });
    expect(patternOf(staircase(83, paused))).toBeUndefined();
  });

  it('have no step much shorter than a solo call', () => {
    expect(patternOf(staircase(100, [...paused, 85]))).toMatchObject({ kind: 'serial' });
    expect(patternOf(staircase(100, [...paused, 83]))).toBeUndefined();
  });

  it('have a pause in one step of five at most', () => {
    expect(withPauses(4)).toMatchObject({ kind: 'serial' });
    expect(withPauses(5)).toBeUndefined();
  });

  it('are left to the queues if no step is longer than that of a queue', () => {
    expect(withLast(115)).toBeUndefined();
    expect(withLast(117)).toMatchObject({ kind: 'serial' });
  });

  it('show in four steps or more', () => {
    expect(patternOf(staircase(100, [100, 100, 100, 118]))).toMatchObject({ kind: 'serial' });
    expect(patternOf(staircase(100, [100, 100, 118]))).toBeUndefined();
  });
});

const closeSteps = (close: number, of: number, step: number) =>
  staircase(100, [...times(close, step), ...times(of - close, 100)]);
const tooClose = (durations: readonly number[], solo = [100, 100, 100]) =>
  declineAnswersTooClose(profileOf(durations, solo))?.reasons[0];

describe('answers too close together for one worker', () => {
  it('are less than half of the fastest solo call apart', () => {
    const declined = { code: 'answers-too-close', close: 5, calls: 11 };
    expect(tooClose(closeSteps(4, 10, 49))).toEqual(declined);
    expect(tooClose(closeSteps(4, 10, 51))).toBeUndefined();
  });

  it('are more than one in ten: a client that stalls makes a few', () => {
    expect(tooClose(closeSteps(2, 10, 5))).toBeDefined();
    expect(tooClose(closeSteps(1, 10, 5))).toBeUndefined();
  });

  it('show nothing if service times vary', () => {
    expect(tooClose(closeSteps(4, 10, 5), [100, 130, 100])).toBeUndefined();
  });

  it('include those of slots that share a core, of which the last wave is smaller', () => {
    const verdict = patternOf([300, 300, 600, 601, 906, 906, 1206, 1206, 1362], [151, 151, 151]);
    expect(verdict).toMatchObject({ kind: 'contended', workers: { estimate: 1 } });
  });
});

const PACES = ['serial-stage', 'limiter', 'paced'];

const steadyQueue = (workers: number): VirtualServer => ({
  ...SLEEPING,
  workers,
  service: { form: 'normal', cv: 0.01 },
});

function recordedPattern(server: VirtualServer, calls: number, seed: number) {
  const { burst, solo } = record(server, { calls, uniform: uniformFrom(seed) });
  const duration = ({ sentAt, receivedAt = sentAt }: (typeof burst)[number]) => receivedAt - sentAt;
  return patternOf(burst.map(duration), solo.map(duration));
}

describe('a queue of steady jobs', () => {
  it.each([1, 2, 3, 5, 8, 13])('is never called a pace: %i workers', (workers) => {
    const codes = Array.from({ length: 300 }, (_, seed) =>
      codeOf(recordedPattern(steadyQueue(workers), 4 + (seed % 60), seed)),
    );
    for (const code of codes) expect(PACES).not.toContain(code);
  });

  it('is never taken for slots that slow each other, nor for a cold baseline', () => {
    for (let seed = 0; seed < 1_000; seed += 1) {
      const server = steadyQueue(1 + (seed % 20));
      expect(recordedPattern(server, 4 + (seed % 97), seed)).toBeUndefined();
    }
  });
});

describe('a queue of jobs that vary', () => {
  it.each([
    { form: 'uniform', halfWidth: 0.5 },
    { form: 'lognormal', cv: 0.5 },
    { form: 'exponential' },
  ] as const)('is hardly ever called a pace: $form', (service) => {
    const found = Array.from({ length: 2_000 }, (_, seed) => {
      const server = { ...steadyQueue(1 + (seed % 12)), service };
      return { workers: server.workers, verdict: recordedPattern(server, 4 + (seed % 60), seed) };
    });
    const paces = found.filter(({ verdict }) => PACES.includes(codeOf(verdict) ?? ''));
    expect(paces.length).toBeLessThanOrEqual(2);
    for (const { workers, verdict } of paces) {
      if (verdict?.kind !== 'inconclusive') {
        expect(verdict?.workers.low).toBeLessThanOrEqual(workers);
      }
    }
  });
});

describe('whatever a solo call takes', () => {
  it('the pattern is the same', () => {
    const bursts = [
      [24, 24, 100, 100],
      [79, 79, 79],
      waves({ size: 2, first: 160 }),
      staircase(100, times(9, 40)),
      [100, 100, ...staircase(100, times(5, 200))],
      staircase(100, times(5, 250)),
      staircase(100, [100, 100, 200, 100, 100]),
    ];
    for (const unit of [0.07, 0.5, 3, 17]) {
      const scaled = (durations: readonly number[]) => durations.map((ms) => ms * unit);
      for (const burst of bursts) {
        const [here, there] = [patternOf(burst), patternOf(scaled(burst), scaled([100, 100, 100]))];
        expect(here).toBeDefined();
        expect([there?.kind, codeOf(there)]).toEqual([here?.kind, codeOf(here)]);
      }
    }
  });
});

const tooSoon = (durations: readonly number[], solo: readonly number[] = [100, 105]) =>
  declineAnswersTooSoon(profileOf(durations, solo))?.reasons[0];

describe('answers too soon for calls that share a core', () => {
  it('are two that come back within a quarter more than a solo call', () => {
    expect(tooSoon([100, 124, 300, 400])).toEqual({ code: 'answers-too-soon', soon: 2, calls: 4 });
    expect(tooSoon([100, 126, 300, 400])).toBeUndefined();
  });

  it('show nothing if service times vary', () => {
    expect(tooSoon([100, 100, 300, 400], [100, 130])).toBeUndefined();
  });
});
