import { describe, expect, it } from 'vitest';
import { adviseRecorded } from '../../../src/core/recorded/judge-recorded.ts';
import { decline, type Decided } from '../../../src/core/verdict.ts';

const RECORDED = { recordedBy: { format: 'har', calls: 10 } } as const;

describe('advice on calls that another program made', () => {
  const verdict: Decided = {
    kind: 'overlapping',
    workers: { estimate: 10, low: 10, high: null },
    reasons: [
      { code: 'no-call-waited', slowdown: 1 },
      { code: 'instance-unknown' },
      { code: 'larger-may-show' },
    ],
  };

  it('names no option in the reasons of a verdict', () => {
    expect(adviseRecorded(verdict, RECORDED)).toMatchObject({
      reasons: [{ code: 'no-call-waited' }, { code: 'instance-unrecorded' }],
    });
    expect(adviseRecorded(verdict, {})).toBe(verdict);
  });

  it.each([
    ['no-baseline', 'add-solo-calls', 'record-solo-calls'],
    ['no-model-fits', 'steadier-calls', 'fire-the-calls'],
    ['no-model-fits', 'quieter-machine', 'quieter-machine'],
  ] as const)('on a verdict declined for %s replaces %s with %s', (code, before, after) => {
    const reason = code === 'no-baseline' ? { code } : { code, soloMs: { least: 1, most: 2 } };
    const remedy = before === 'quieter-machine' ? { code: before } : { code: before, solo: 3 };
    expect(adviseRecorded(decline(reason, remedy), RECORDED)).toMatchObject({
      remedy: { code: after },
    });
  });
});
