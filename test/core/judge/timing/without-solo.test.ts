import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/core/run.ts';
import { recording, took } from '../../../helpers/runs/bursts.ts';

/** The verdict of one burst of calls that took so long, without any solo call. */
function verdictOf(...durations: readonly number[]): ReturnType<typeof judge>['verdict'] {
  return judge(recording([took(...durations)], [])).verdict;
}

describe('a burst without solo calls', () => {
  it('is serial if the calls come back at steps as long as the first call', () => {
    expect(verdictOf(200, 401, 599, 803, 1_002, 1_201)).toMatchObject({
      kind: 'serial',
      workers: { estimate: 1, low: 1, high: 1 },
      reasons: [{ code: 'one-at-a-time' }, { code: 'first-for-solo', firstMs: 200 }],
    });
  });

  it.each([
    ['too few calls', [200, 400, 600, 800, 1_000]],
    ['calls that are too short', [9, 18, 27, 36, 45, 54]],
    ['calls that come back all together: they may share a core', [200, 201, 202, 203, 204, 205]],
    ['calls that come back two at a time: they may share a core', [200, 201, 400, 401, 600, 602]],
    ['a pace slower than the first call, as of a limiter', [20, 220, 420, 620, 820, 1_020]],
    ['steps that vary', [200, 300, 620, 700, 1_100, 1_190]],
    ['a late first call', [400, 600, 800, 1_000, 1_200, 1_400]],
  ])('has no verdict with %s', (_, durations) => {
    expect(verdictOf(...durations)).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'no-baseline' }],
    });
  });

  it('has no verdict if sending took longer than half a call', () => {
    const calls = took(200, 400, 600, 800, 1_000, 1_200);
    const spread = calls.map((call, nth) => ({
      ...call,
      sentAt: nth * 21,
      receivedAt: (call.receivedAt ?? 0) + nth * 21,
    }));
    expect(judge(recording([spread], [])).verdict).toMatchObject({ kind: 'inconclusive' });
  });
});
