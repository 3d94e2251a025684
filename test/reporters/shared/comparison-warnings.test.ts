import { describe, expect, it } from 'vitest';
import { judge, type Run } from '../../../src/core/run.ts';
import { comparisonWarnings } from '../../../src/reporters/shared/warnings.ts';
import { recording, wall } from '../../helpers/runs/bursts.ts';

const few = judge(recording([wall({ calls: 3 })]));
const enough = judge(recording([wall({ calls: 10 })]));

const warningsOf = (...runs: readonly Run[]): string[] =>
  comparisonWarnings(runs.map((run, nth) => ({ route: `/${nth}`, mode: 'one-process', run })));

describe('a warning about several runs of a comparison', () => {
  const message =
    'Burst 1: 3 calls cannot show how many more would run together. Send more calls with -n.';

  it('is given once', () => {
    expect(warningsOf(few, few, few)).toEqual([`All runs: ${message}`]);
  });

  it('names the runs if these are not all', () => {
    expect(warningsOf(few, enough, few)).toEqual([
      `/0, all calls in one process; /2, all calls in one process: ${message}`,
    ]);
    expect(warningsOf(few)).toEqual([`/0, all calls in one process: ${message}`]);
    expect(warningsOf(enough)).toEqual([]);
  });
});
