import { describe, expect, it } from 'vitest';
import { judge } from '../../src/core/run.ts';
import type { TargetDescription } from '../../src/core/target-description.ts';
import { queue, recording, soloCalls, withoutServed } from '../helpers/runs/bursts.ts';

/** What is advised if calls of 1 ms, sent over 20 ms, could not meet. */
function advised(target: TargetDescription): (string | undefined)[] {
  const calls = queue({ calls: 10, workers: 1, eachMs: 1 }).map(withoutServed);
  const spread = calls.map((call, nth) => ({ ...call, sentAt: nth * 2, receivedAt: nth * 2 + 1 }));
  const { verdict, warnings } = judge({
    ...recording([spread], soloCalls(1).map(withoutServed)),
    target,
  });
  const ofWarnings = warnings.flatMap(({ remedies }) => remedies.map(({ code }) => code));
  return [verdict.kind === 'inconclusive' ? verdict.remedy.code : undefined, ...ofWarnings];
}

describe('calls that are too short', () => {
  it.each<[string, TargetDescription, string]>([
    ['a URL', { kind: 'http', url: 'http://a/?delay=5' }, 'longer-calls'],
    ['a function', { kind: 'lambda', name: 'f' }, 'longer-calls'],
    ['a route without a delay', { kind: 'local', path: '/ping/cpu' }, 'longer-calls'],
    ['a local route that waits', { kind: 'local', path: '/ping?delay=5' }, 'raise-delay'],
    ['a deployed one', { kind: 'deployed', path: '/ping?a=b&delay=5' }, 'raise-delay'],
  ])('of %s', (_, target, code) => {
    expect(advised(target)).toEqual([code, 'longer-or-fewer-calls', code]);
  });
});
