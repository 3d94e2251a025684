import { expect, it } from 'vitest';
import { isAnswered } from '../../../../src/core/invocation.ts';
import { buildProfile } from '../../../../src/core/judge/timing/profile.ts';
import { isNonEmpty } from '../../../../src/core/statistics.ts';
import { took } from '../../../helpers/runs/bursts.ts';

it.each([
  ['known if more than half of the calls were sent at different times', 6, true],
  ['unknown if half of them were sent together with another', 5, false],
])('the order of sending is %s', (_, times, ordered) => {
  const answered = took(...Array<number>(10).fill(100))
    .filter(isAnswered)
    .map((one, call) => ({ ...one, sentAt: Math.min(call, times - 1) }));
  if (!isNonEmpty(answered)) throw new Error('expected calls');
  expect(buildProfile(answered, [100]).ordered).toBe(ordered);
});
