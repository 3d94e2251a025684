import { describe, expect, it } from 'vitest';
import { judge } from '../../src/core/run.ts';
import { interruptedComparison, interruptedResult, runResult } from '../../src/output/result.ts';
import { recording, wall } from '../helpers/runs/bursts.ts';

const options = {
  output: { files: new Map(), demands: { notWorse: false }, color: false, quiet: true },
  style: { columns: 80, color: false, unicode: true },
  rerun: { invocation: 'npx concurrency-check' },
} as const;
const [nothing, two] = [[], [wall({ calls: 4 }), wall({ calls: 4 })]].map((bursts) =>
  judge(recording(bursts)),
);

describe('an interruption', () => {
  it('says what had finished', () => {
    if (nothing === undefined || two === undefined) throw new Error('no runs');
    expect(interruptedResult(nothing, options)).toMatchObject({
      warnings: ['interrupted before a burst had finished'],
      empty: true,
    });
    expect(interruptedResult(two, options).warnings).toEqual([
      'interrupted; 2 bursts had finished',
    ]);
    const result = runResult(two, options);
    expect(interruptedComparison(result, 0).warnings).toEqual([
      'interrupted before a check had finished',
    ]);
    expect(interruptedComparison(result, 1).warnings).toEqual([
      'interrupted; 1 check had finished',
    ]);
  });
});
