import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { neededTests, type NeededTests } from '../../../src/core/judge/needed-tests.ts';
import { judge, type Run } from '../../../src/core/run.ts';
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
