import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import {
  neededTests,
  secondSize,
  secondSizeInTime,
  type NeededTests,
} from '../../../src/core/judge/needed-tests.ts';
import { judge, type Run } from '../../../src/core/run.ts';
import type { Verdict } from '../../../src/core/verdict.ts';
import {
  queue,
  recording,
  soloCalls,
  unansweredCalls,
  wall,
  withoutServed,
} from '../../helpers/runs/bursts.ts';

/** Solo calls that took 100 ms. */
const solo = soloCalls(98);

/** What a run needs, without the rest between solo calls. */
function testsOf(run: Run): Omit<NeededTests, 'restMs'> {
  const { restMs: _, ...tests } = neededTests(run);
  return tests;
}

/** What is needed after bursts at a target that reports its handlers. */
const neededAfter = (...bursts: readonly (readonly Invocation[])[]) =>
  testsOf(judge(recording(bursts, solo)));

/** The same at a target that reports nothing. */
const neededAfterSilent = (...bursts: readonly (readonly Invocation[])[]) =>
  neededAfter(...bursts.map((burst) => burst.map(withoutServed)));

/** Calls that took 100 ms each, one at a time, at a target that reports nothing. */
const serialBurst = (calls: number) =>
  queue({ calls, workers: 1, eachMs: 99.8 }).map(withoutServed);

const LIMIT_5: Verdict = {
  kind: 'overlapping',
  workers: { estimate: 5, low: 5, high: 5 },
  reasons: [{ code: 'instance-unknown' }],
};

const runOf = (...times: readonly number[]) =>
  judge(
    recording(
      [wall({ calls: 10 })],
      times.flatMap((ms) => soloCalls(ms, { calls: 1 })),
    ),
  );

const restAfter = (ms: number) => neededTests(judge(recording([], soloCalls(ms)))).restMs;

describe('the tests that a run needs', () => {
  it('are none if it claims no limit', () => {
    expect(neededAfter()).toEqual({ soloAfter: 0 });
    expect(neededAfter(wall({ calls: 10 }))).toEqual({ soloAfter: 0 });
    expect(neededAfterSilent(wall({ calls: 10 }))).toEqual({ soloAfter: 0 });
  });

  it('are none if the target reports the limit itself', () => {
    expect(neededAfter(queue({ calls: 12, workers: 3 }))).toEqual({ soloAfter: 0 });
  });

  it('are none if nothing was answered', () => {
    expect(neededAfterSilent(unansweredCalls('failed', 10))).toEqual({ soloAfter: 0 });
  });

  it('are a burst of another size and two solo calls if only timing shows a limit', () => {
    const limit = queue({ calls: 12, workers: 3 });
    expect(neededAfterSilent(limit)).toEqual({ secondSize: 6, soloAfter: 2 });
    expect(neededAfterSilent(limit, limit)).toEqual({ secondSize: 6, soloAfter: 2 });
  });

  it.each([
    [2_000, 12],
    [1_600, 12],
    [1_400, 3],
    [800, 3],
  ])('are a burst of fewer calls if more may not end within %i ms', (timeoutMs, size) => {
    // 6 calls took 600 ms, so 12 are predicted to take 1,200 ms.
    const run = judge(recording([serialBurst(6)], solo));
    expect(neededTests(run, timeoutMs)).toMatchObject({ secondSize: size, soloAfter: 2 });
  });

  it('are no burst if fewer calls would show nothing and more may not end in time', () => {
    const silent = queue({ calls: 6, workers: 5, eachMs: 100 }).map(withoutServed);
    const run = judge(recording([silent], solo));
    const limited = { ...run, bursts: run.bursts.map((burst) => ({ ...burst, verdict: LIMIT_5 })) };
    expect(neededTests(limited).secondSize).toBe(12);
    expect(neededTests(limited, 300)).toEqual({ soloAfter: 2, restMs: expect.any(Number) });
  });

  it('are two solo calls if bursts of two sizes show it', () => {
    const bursts = [6, 12].map((calls) => queue({ calls, workers: 3 }));
    expect(neededAfterSilent(...bursts)).toEqual({ soloAfter: 2 });
  });

  it('are none if a larger burst shows no limit', () => {
    const bursts = [queue({ calls: 12, workers: 3 }), wall({ calls: 20 })];
    expect(neededAfterSilent(...bursts)).toEqual({ soloAfter: 0 });
  });

  it('are those of a limit if the solo calls were cold', () => {
    const fast = wall({ calls: 10, eachMs: 50 });
    expect(neededAfterSilent(fast)).toEqual({ secondSize: 5, soloAfter: 2 });
  });

  it('are two solo calls if a call of a burst took a fifth less than the fastest of them', () => {
    expect(neededAfter(wall({ calls: 10, eachMs: 77 }))).toEqual({ soloAfter: 2 });
    expect(neededAfter(wall({ calls: 10, eachMs: 79 }))).toEqual({ soloAfter: 0 });
  });

  it('are none without a baseline', () => {
    const run = judge(recording([wall({ calls: 10, eachMs: 10 })], []));
    expect(testsOf(run)).toEqual({ soloAfter: 0 });
  });

  it('are two solo calls if all but the first took 1.4 times as long', () => {
    expect(testsOf(runOf(98, 140, 150))).toEqual({ soloAfter: 2 });
    expect(testsOf(runOf(98, 136, 140))).toEqual({ soloAfter: 0 });
  });

  it('rest for two solo calls, but not for more than 5 s', () => {
    expect(restAfter(298)).toBeCloseTo(600, -1);
    expect(restAfter(2_600)).toBe(5_000);
  });
});

const inTime = (calls: number, limit: number, mostInTime = calls) =>
  secondSizeInTime(calls, { limit, mostInTime });

describe('the size of a second burst', () => {
  it('is half of 8 calls or more, rounded up', () => {
    expect([8, 9, 10, 200].map(secondSize)).toEqual([4, 5, 5, 100]);
  });

  it('is twice as many if there are fewer, and at least 8', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(secondSize)).toEqual([8, 8, 8, 8, 10, 12, 14]);
  });

  it('is more than a limit that it tests, so some calls have to wait', () => {
    expect(secondSize(10, 4)).toBe(5);
    expect(secondSize(10, 5)).toBe(8);
    expect(secondSize(10, 9)).toBe(15);
    expect(secondSize(30, 20)).toBe(25);
  });

  it('is half if more would not end in time, and none if that shows nothing', () => {
    expect([3, 4, 5, 6, 7].map((calls) => inTime(calls, 1))).toEqual([2, 2, 3, 3, 4]);
    expect([inTime(6, 1, 12), inTime(6, 1, 11.9)]).toEqual([12, 3]);
    expect([inTime(2, 0), inTime(6, 3), inTime(10, 9)]).toEqual([undefined, undefined, undefined]);
    expect([inTime(10, 0), inTime(10, 5)]).toEqual([5, 8]);
  });

  it('always differs from the first', () => {
    for (let calls = 1; calls <= 1_000; calls += 1) expect(secondSize(calls)).not.toBe(calls);
  });
});
