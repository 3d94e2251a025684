import { describe, expect, it } from 'vitest';
import { adviseInWarning, adviseRecorded } from '../../../src/core/recorded/judge-recorded.ts';
import { judge } from '../../../src/core/run.ts';
import { decline, type Decided } from '../../../src/core/verdict.ts';
import type { Warning } from '../../../src/core/warning.ts';
import { explanation } from '../../../src/reporters/shared/phrases.ts';
import { warningWords } from '../../../src/reporters/shared/warnings.ts';
import {
  recording,
  soloCalls,
  together,
  unansweredCalls,
  wall,
  withoutServed,
} from '../../helpers/runs/bursts.ts';

const RECORDED = { recordedBy: { format: 'har', calls: 10 } } as const;

describe('advice on calls that another program made', () => {
  const verdict: Decided = {
    kind: 'overlapping',
    workers: { estimate: 10, low: 10, high: null },
    reasons: [
      { code: 'no-call-waited', slowdown: 1 },
      { code: 'instance-unknown' },
      { code: 'identical-requests' },
      { code: 'larger-may-show' },
    ],
  };

  it('names no option in the reasons of a verdict', () => {
    expect(adviseRecorded(verdict, RECORDED)).toMatchObject({
      reasons: [
        { code: 'no-call-waited' },
        { code: 'instance-unrecorded' },
        { code: 'identical-recorded' },
      ],
    });
    expect(adviseRecorded(verdict, {})).toBe(verdict);
  });

  it.each([
    ['no-baseline', 'add-solo-calls', 'record-solo-calls'],
    ['no-model-fits', 'steadier-calls', 'fire-the-calls'],
    ['no-model-fits', 'quieter-machine', 'quieter-machine'],
    ['no-model-fits', 'raise-limit-or-send-fewer', 'wait-or-raise-limit'],
  ] as const)('on a verdict declined for %s replaces %s with %s', (code, before, after) => {
    const reason = code === 'no-baseline' ? { code } : { code, soloMs: { least: 1, most: 2 } };
    const isPlain = before === 'quieter-machine' || before === 'raise-limit-or-send-fewer';
    const remedy = isPlain ? { code: before } : { code: before, solo: 3 };
    expect(adviseRecorded(decline(reason, remedy), RECORDED)).toMatchObject({
      remedy: { code: after },
    });
  });

  it('names no option in a warning', () => {
    const warning: Warning = {
      code: 'failed',
      failed: 2,
      calls: 10,
      bursts: [1],
      remedies: [{ code: 'fix-failures' }, { code: 'quieter-machine' }],
    };
    expect(adviseInWarning(warning, RECORDED).remedies).toEqual([{ code: 'quieter-machine' }]);
    expect(adviseInWarning(warning, {})).toBe(warning);
  });

  it('is all that the sentences of a judged recording give', () => {
    const solo = soloCalls().map(withoutServed);
    const failing = together(wall({ calls: 8 }).map(withoutServed), unansweredCalls('failed', 2));
    const run = judge({
      ...recording([failing], solo),
      recordedBy: { format: 'har', calls: 10 },
      target: { kind: 'http', method: 'GET', url: 'http://a/' },
    });
    const sentences = [...explanation(run.verdict), ...run.warnings.map(warningWords)];
    expect(sentences.join(' ')).toContain('All requests were identical');
    expect(sentences.join(' ')).toMatch(/2 .*calls .*failed/);
    expect(sentences.join(' ')).not.toMatch(/ -|\{n\}/);
  });
});
