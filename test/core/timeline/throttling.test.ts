import { describe, expect, it } from 'vitest';
import type { TargetDescription } from '../../../src/core/target-description.ts';
import { allowedAtATime, throttleReasonOf } from '../../../src/core/timeline/throttling.ts';
import { unansweredCalls, together, wall } from '../../helpers/runs/bursts.ts';

const ACCOUNT = 'ConcurrentInvocationLimitExceeded';
const RESERVED = 'ReservedFunctionConcurrentInvocationLimitExceeded';
const RATE = 'FunctionInvocationRateLimitExceeded';
const RESERVED_RATE = 'ReservedFunctionInvocationRateLimitExceeded';
const CALLER = 'CallerRateLimitExceeded';

const lambda = (limits?: TargetDescription['limits']): TargetDescription => ({
  kind: 'lambda',
  ...(limits === undefined ? {} : { limits }),
});

const BOTH = lambda({ accountConcurrency: 10, reservedConcurrency: 3 });
describe('throttleReasonOf', () => {
  it('is the reason that was given most often', () => {
    const burst = together(
      wall({ calls: 2 }),
      unansweredCalls('throttled', 1, CALLER),
      unansweredCalls('throttled', 3, ACCOUNT),
      unansweredCalls('failed', 9, 'other'),
    );
    expect(throttleReasonOf(burst)).toBe(ACCOUNT);
  });

  it('does not depend on the order if two were given equally often', () => {
    const [one, other] = [
      unansweredCalls('throttled', 2, CALLER),
      unansweredCalls('throttled', 2, ACCOUNT),
    ];
    expect(throttleReasonOf(together(one, other))).toBe(throttleReasonOf(together(other, one)));
  });

  it('is none if nothing was refused', () => {
    expect(
      throttleReasonOf(together(wall({ calls: 2 }), unansweredCalls('failed', 1, ACCOUNT))),
    ).toBeUndefined();
    expect(throttleReasonOf([{ call: 0, outcome: 'throttled', sentAt: 0 }])).toBeUndefined();
  });
});

describe('allowedAtATime', () => {
  it.each([
    [ACCOUNT, BOTH, 10],
    [RESERVED, BOTH, 3],
    [ACCOUNT, lambda({ reservedConcurrency: 3 }), undefined],
    [RESERVED, lambda({ accountConcurrency: 10 }), undefined],
    [ACCOUNT, lambda(), undefined],
    [ACCOUNT, undefined, undefined],
    [RATE, BOTH, undefined],
    [RESERVED_RATE, BOTH, undefined],
    [CALLER, BOTH, undefined],
    ['status-429', BOTH, undefined],
    ['toString', BOTH, undefined],
    ['__proto__', BOTH, undefined],
    [undefined, BOTH, undefined],
  ])('by %s', (refusal, target, allowed) => {
    expect(allowedAtATime(refusal, target)).toBe(allowed);
  });
});
