import { expect, it } from 'vitest';
import { SHAPES } from '../../bench/shapes/shapes.ts';
import { MODES, runCase } from '../../bench/simulated/run-case.ts';
import { durationMs, isAnswered } from '../../src/core/invocation.ts';
import type { Burst } from '../../src/core/run.ts';

/** How long after the first answer the second one came, ms. */
function firstStepMs({ invocations }: Pick<Burst, 'invocations'>): number {
  const [first = 0, second = 0] = invocations
    .filter(isAnswered)
    .map(durationMs)
    .toSorted((a, b) => a - b);
  return second - first;
}

// Two workers, each busy for 148 ms after an answer of 127 ms: the second is not free when a burst follows at once.
it.each(['default', 'auto'])('the burst that tests a limit follows a rest (%s)', async (name) => {
  const shape = SHAPES.find((one) => one.name === 'worker busy after its answer');
  const mode = MODES.find((one) => one.name === name);
  if (shape === undefined || mode === undefined) throw new Error(`no mode ${name}`);
  const { run } = await runCase(shape, { mode, seed: 7, nth: 4 });
  const steps = run?.bursts.map(firstStepMs) ?? [];
  expect(steps[0]).toBeGreaterThan(100);
  expect(steps.at(-1)).toBeLessThan(10);
  expect(run?.verdict.kind).not.toBe('serial');
});
