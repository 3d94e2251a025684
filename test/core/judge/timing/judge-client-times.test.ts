import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../../src/core/invocation.ts';
import { judgeFromClientTimes } from '../../../../src/core/judge/timing/judge-client-times.ts';
import { buildTimeline } from '../../../../src/core/timeline/timeline.ts';
import type { Verdict, Workers } from '../../../../src/core/verdict.ts';
import {
  record,
  SLEEPING,
  uniformFrom,
  type Recorded,
  type ServiceTimes,
  type VirtualServer,
} from '../../../helpers/runs/virtual-server.ts';

function judge({ solo, burst }: Recorded): Verdict {
  return judgeFromClientTimes(buildTimeline(burst, solo), { solo });
}

function judgeServer(
  differing: Partial<VirtualServer>,
  { calls, solo = 3, seed = 1 }: { calls: number; solo?: number; seed?: number },
): Verdict {
  return judge(record({ ...SLEEPING, ...differing }, { calls, solo, uniform: uniformFrom(seed) }));
}

function answered(call: number, sentAt: number, receivedAt: number): Invocation {
  return { call, outcome: 'answered', sentAt, receivedAt };
}

function burstOf(durations: readonly number[]): Invocation[] {
  return durations.map((ms, call) => answered(call, call * 0.01, call * 0.01 + ms));
}

function workersOf(verdict: Verdict): Workers | undefined {
  return verdict.kind === 'inconclusive' ? undefined : verdict.workers;
}

const exactly = (workers: number) => ({ estimate: workers, low: workers, high: workers });
const atLeast = (calls: number) => ({ estimate: calls, low: calls, high: null });

describe('servers as they are found', () => {
  it.each([
    { server: 'one blocking worker', workers: 1, calls: 10, kind: 'serial' },
    { server: 'gunicorn with three sync workers', workers: 3, calls: 10, kind: 'overlapping' },
    { server: 'waitress with four threads', workers: 4, calls: 10, kind: 'overlapping' },
    { server: "FastAPI's pool of 40 threads", workers: 40, calls: 100, kind: 'overlapping' },
    { server: "FastAPI's pool, asked with 50", workers: 40, calls: 50, kind: 'overlapping' },
  ])('finds the workers of $server', ({ workers, calls, kind }) => {
    expect(judgeServer({ workers }, { calls })).toMatchObject({ kind, workers: exactly(workers) });
  });

  it('finds no limit if every call is served at once', () => {
    const verdict = judgeServer({ workers: 1000 }, { calls: 50 });
    expect(verdict).toMatchObject({ kind: 'overlapping', workers: atLeast(50) });
  });

  it('finds four workers that have uneven queues each', () => {
    const assignment = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3];
    const verdict = judgeServer({ model: 'own', workers: 4, assignment }, { calls: 20 });
    expect(verdict).toMatchObject({ kind: 'overlapping', workers: { estimate: 4, low: 4 } });
    expect(verdict.reasons[0]).toMatchObject({
      code: 'waves',
      sizes: [4, 4, 3, 3, 2, 1, 1, 1, 1],
      queues: 'own',
    });
  });

  it('finds eight workers if two processes have four threads each', () => {
    const assignment = Array.from({ length: 40 }, (_, call) => (call % 5 < 3 ? 0 : 1));
    const verdict = judgeServer(
      { model: 'own', workers: 2, threads: 4, assignment },
      { calls: 40 },
    );
    expect(verdict).toMatchObject({ kind: 'overlapping', workers: { estimate: 8, low: 8 } });
  });

  it.each([1, 2, 4])('finds calls that share %i cores', (workers) => {
    const verdict = judgeServer({ model: 'sharing', workers }, { calls: 20 });
    expect(verdict).toMatchObject({ kind: 'contended', workers: exactly(workers) });
  });

  it('is not misled by a first solo call that was cold', () => {
    const { solo, burst } = record(
      { ...SLEEPING, workers: 4 },
      { calls: 20, uniform: uniformFrom(3) },
    );
    const cold = solo.map((call, index) => (index === 0 ? { ...call, receivedAt: 1500 } : call));
    expect(judge({ solo: cold, burst })).toMatchObject({ workers: exactly(4) });
  });
});

describe('sentences say what was measured', () => {
  const solo = [300, 300, 300].map((ms, call) => answered(call, 0, ms));

  it('sees no queue if all calls came back in one wide wave', () => {
    const burst = burstOf([290, 291, 292, 293, 294, 334, 335, 374, 375, 376]);
    expect(judge({ solo, burst })).toMatchObject({
      workers: atLeast(10),
      reasons: [{ code: 'no-call-waited' }, { code: 'instance-unknown' }],
    });
  });

  it('gives the step of the burst, not that of the solo calls', () => {
    const oneByOne = [310, 604, 898, 1192, 1486, 1780];
    expect(judge({ solo, burst: burstOf(oneByOne) }).reasons).toMatchObject([
      { code: 'one-at-a-time', stepMs: expect.closeTo(294, 1) },
    ]);
    const waves = [310, 311, 312, 604, 605, 606, 898, 899, 900, 1192];
    expect(judge({ solo, burst: burstOf(waves) }).reasons[0]).toMatchObject({
      code: 'waves',
      stepMs: expect.closeTo(294, 1),
    });
    const uneven = [310, 311, 312, 604, 605, 898, 1192];
    expect(judge({ solo, burst: burstOf(uneven) }).reasons[0]).toMatchObject({
      code: 'waves',
      sizes: [3, 2, 1, 1],
      stepMs: expect.closeTo(293.5, 1),
    });
  });

  it('compares the slowest call with the median of the solo calls, as the heading does', () => {
    const uneven = [290, 300, 340].map((ms, call) => answered(call, 0, ms));
    expect(judge({ solo: uneven, burst: burstOf([300, 301, 302, 303]) }).reasons).toMatchObject([
      { code: 'no-call-waited', slowdown: expect.closeTo(1.01, 5) },
      {},
    ]);
  });

  it('says of steady solo calls that they are steady', () => {
    const service = { form: 'lognormal', cv: 0.6 } as const;
    const { burst } = record(
      { ...SLEEPING, workers: 4, service },
      { calls: 40, uniform: uniformFrom(2) },
    );
    expect(judge({ solo, burst }).reasons[0]).toMatchObject({
      code: 'fitted',
      solo: { steady: true, least: 300, most: 300 },
    });
    const varying = [150, 300, 600].map((ms, call) => answered(call, 0, ms));
    expect(judge({ solo: varying, burst }).reasons[0]).toMatchObject({
      code: 'fitted',
      solo: { steady: false, least: 150, most: 600 },
    });
  });
});

describe('data that decide nothing', () => {
  it('asks for solo calls', () => {
    const parallel = { ...SLEEPING, workers: 10 };
    const { burst } = record(parallel, { calls: 10, uniform: uniformFrom(1) });
    expect(judge({ solo: [], burst })).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'no-baseline' }],
      remedy: { code: 'add-solo-calls', solo: 3 },
    });
  });

  it('asks for more calls if there are few and they vary', () => {
    const verdict = judgeServer(
      { workers: 2, service: { form: 'exponential' } },
      { calls: 4, seed: 1 },
    );
    expect(verdict).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'kinds-not-separable' }],
      remedy: { code: 'more-calls', calls: 48 },
    });
  });

  it('declines if calls left when others were back', () => {
    const verdict = judgeServer({ workers: 30, meanMs: 50, sendGapMs: 1 }, { calls: 200 });
    expect(verdict).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'client-too-slow', calls: 200 }],
      remedy: { code: 'longer-or-fewer-calls' },
    });
  });

  it('counts only calls in flight together if nobody waited', () => {
    const burst = Array.from({ length: 10 }, (_, call) =>
      answered(call, call * 50, call * 50 + 120),
    );
    const solo = [0, 1, 2].map((call) => answered(call, 0, 120));
    expect(judge({ solo, burst })).toMatchObject({ workers: atLeast(3) });
  });
});

const MODELS = ['shared', 'own', 'sharing'] as const;

const SERVICES: readonly ServiceTimes[] = [
  { form: 'constant' },
  { form: 'uniform', halfWidth: 0.5 },
  { form: 'lognormal', cv: 0.5 },
  { form: 'exponential' },
  { form: 'mixture', share: 0.2, factor: 4 },
];

const seeds = fc.integer({ min: 1, max: 1e6 });

const recorded = fc
  .record({
    model: fc.constantFrom(...MODELS),
    service: fc.constantFrom(...SERVICES),
    workers: fc.integer({ min: 1, max: 64 }),
    meanMs: fc.integer({ min: 50, max: 2000 }),
    calls: fc.integer({ min: 4, max: 100 }),
    seed: seeds,
  })
  .map(({ calls, seed, ...server }) =>
    record({ ...SLEEPING, ...server }, { calls, uniform: uniformFrom(seed) }),
  );

describe('whatever the server', () => {
  it('gives a verdict that holds together, and the same for the same recording', () => {
    const holdsTogether = fc.property(recorded, (recording) => {
      const verdict = judge(recording);
      expect(judge(recording)).toEqual(verdict);
      if (verdict.kind === 'inconclusive') return;
      const { low, estimate, high } = verdict.workers;
      expect(low).toBeGreaterThanOrEqual(1);
      expect(estimate).toBeGreaterThanOrEqual(low);
      expect(high ?? recording.burst.length).toBeGreaterThanOrEqual(estimate);
      expect(verdict.kind === 'serial').toBe(verdict.kind !== 'contended' && high === 1);
    });
    fc.assert(holdsTogether, { seed: 4, numRuns: 25 });
  });

  it('does not mind the order of calls, nor a shift in time', () => {
    const unmoved = fc.property(
      recorded,
      seeds,
      fc.integer({ min: -1000, max: 1000 }),
      (recording, seed, shift) => {
        const uniform = uniformFrom(seed);
        const burst = recording.burst
          .map((call) => ({
            ...call,
            sentAt: call.sentAt + shift,
            receivedAt: (call.receivedAt ?? 0) + shift,
          }))
          .map((call) => ({ call, key: uniform() }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ call }) => call);
        const [as, moved] = [judge(recording), judge({ solo: recording.solo, burst })];
        expect(moved.kind).toBe(as.kind);
        expect(workersOf(moved)).toEqual(workersOf(as));
      },
    );
    fc.assert(unmoved, { seed: 4, numRuns: 25 });
  });

  it('is exact for nearly constant times and one queue, once there are twice as many calls', () => {
    const exact = fc.property(
      fc.integer({ min: 1, max: 64 }),
      fc.double({ min: 2, max: 12, noNaN: true }),
      fc.double({ min: 0, max: 0.02, noNaN: true }),
      fc.integer({ min: 50, max: 2000 }),
      seeds,
      (workers, times, cv, meanMs, seed) => {
        const calls = Math.min(200, Math.max(4, Math.ceil(workers * times)));
        const verdict = judgeServer(
          { workers, meanMs, service: { form: 'normal', cv } },
          { calls, seed },
        );
        expect(verdict).toMatchObject({
          kind: workers === 1 ? 'serial' : 'overlapping',
          workers: exactly(workers),
        });
      },
    );
    fc.assert(exact, { seed: 4, numRuns: 3000 });
  });
});

describe.each(MODELS)('calls served as %s', (model) => {
  it.each(SERVICES)('covers the truth in 95 of 100 cases: $form', (service) => {
    const uniform = uniformFrom(11);
    const cases = Array.from({ length: 40 }, () => {
      const workers = Math.floor(65 ** uniform());
      const calls = Math.floor(4 * 50.25 ** uniform());
      const server = { ...SLEEPING, model, service, workers, meanMs: 50 * 40 ** uniform() };
      return { workers, calls, verdict: judge(record(server, { calls, uniform })) };
    });
    const missed = cases.filter(({ workers, calls, verdict }) => {
      if (verdict.kind === 'inconclusive') return false;
      const { low, high } = verdict.workers;
      return low > Math.min(workers, calls) || (high !== null && high < workers);
    });
    expect(missed.length).toBeLessThanOrEqual(2);
    const wrong = cases.filter(({ workers, verdict }) =>
      model === 'sharing'
        ? verdict.kind === 'serial'
        : (workers > 1 && verdict.kind === 'serial') || verdict.kind === 'contended',
    );
    expect(wrong.length).toBeLessThanOrEqual(2);
  });
});

/** Three waves of two, the first of which is late by so much; a solo call takes 100 ms. */
const lateWaves = (ms: number): Verdict =>
  judge({
    solo: [0, 1, 2].map((call) => answered(call, 0, 100)),
    burst: [1, 1, 2, 2, 3, 3].map((wave, call) => answered(call, 0, 100 * wave + ms)),
  });

describe('waves after the overhead of a large burst', () => {
  it('are counted if the first is late by less than half a wave', () => {
    expect(lateWaves(45)).toMatchObject({ kind: 'overlapping', workers: exactly(2) });
    expect(lateWaves(55)).not.toMatchObject({ workers: exactly(2) });
  });
});
