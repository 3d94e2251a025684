import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/core/run.ts';
import { FORMATS, runDocuments, type Format } from '../../src/output/formats.ts';
import { withoutServed } from '../helpers/runs/bursts.ts';
import { addressRun, lifelike, localRun } from '../helpers/runs/runs.ts';

const CALLS = 1_000;
const TIMES = 4;
const TRIES = 3;

/** Four times the calls take 4 times as long if time grows in proportion, and 16 times if by the square. */
const MOST_LONGER = 8;

/** Noise hides how a shorter time grows. */
const SHORT_MS = 300;

const named = (calls: number): Run => localRun({ bursts: bursts(calls) });
const unnamed = (calls: number): Run =>
  addressRun(bursts(calls).map((burst) => burst.map(withoutServed)));

function bursts(calls: number): ReturnType<typeof lifelike>[] {
  return [1, 2, 3].map((seed) => lifelike({ calls, eachMs: 1_000, seed }));
}

/** How long it takes to write a run in a format, ms. */
async function timeOf(run: Run, format: Format): Promise<number> {
  const start = performance.now();
  await runDocuments({ run })[format]();
  return performance.now() - start;
}

describe.each([
  { instances: 'named', runOf: named },
  { instances: 'unknown', runOf: unnamed },
])('many calls, instances $instances', ({ runOf }) => {
  const [few, many] = [runOf(CALLS), runOf(TIMES * CALLS)];

  it.each(FORMATS)('take time in proportion to their number: %s', async (format) => {
    let [shortestOfFew, shortestOfMany] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let nth = 0; nth < TRIES; nth += 1) {
      shortestOfFew = Math.min(shortestOfFew, await timeOf(few, format));
      shortestOfMany = Math.min(shortestOfMany, await timeOf(many, format));
    }
    expect(shortestOfMany).toBeLessThan(Math.max(SHORT_MS, MOST_LONGER * shortestOfFew));
  });
});
