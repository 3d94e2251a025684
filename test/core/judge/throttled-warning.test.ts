import { describe, expect, it } from 'vitest';
import { defined } from '../../../src/core/defined.ts';
import { throttledWarning } from '../../../src/core/judge/throttled-warning.ts';
import type { TargetDescription } from '../../../src/core/target-description.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import { soloCalls, together, unansweredCalls, wall } from '../../helpers/runs/bursts.ts';

const LIMITS = { accountConcurrency: 1_000, reservedConcurrency: 5 } as const;
const LAMBDA: TargetDescription = { kind: 'lambda', name: 'f', limits: LIMITS };

const deployed = (limits: TargetDescription['limits']): TargetDescription => ({
  kind: 'deployed',
  ...defined({ limits }),
});

/** The warning for a burst of which so many calls were answered and the others throttled, for a reason or for none. */
function warn(
  { answered, throttled }: { readonly answered: number; readonly throttled: number },
  throttleReason?: string,
  target?: TargetDescription,
) {
  const burst = together(
    wall({ calls: answered }),
    unansweredCalls('throttled', throttled, throttleReason),
  );
  return throttledWarning(
    { ...buildTimeline(burst, soloCalls()), ...defined({ throttleReason }) },
    target,
  );
}

describe('a burst without throttled calls', () => {
  it('has no warning', () => {
    expect(warn({ answered: 3, throttled: 0 })).toBeUndefined();
  });
});

describe('calls that Lambda throttled', () => {
  it.each([
    ['ConcurrentInvocationLimitExceeded', 'raise-account-limit'],
    ['ReservedFunctionConcurrentInvocationLimitExceeded', 'raise-reserved-concurrency'],
    ['FunctionInvocationRateLimitExceeded', 'send-fewer-or-longer-calls'],
    ['ReservedFunctionInvocationRateLimitExceeded', 'raise-reserved-or-send-fewer'],
    ['CallerRateLimitExceeded', 'fewer-calls'],
  ])('for %s have the remedy %s', (reason, code) => {
    expect(warn({ answered: 2, throttled: 3 }, reason)).toEqual({
      code: 'throttled',
      calls: 5,
      throttled: 3,
      answered: 2,
      reason,
      remedies: [{ code }],
    });
  });

  it('name the limit that was reached, if it is known', () => {
    const reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
    expect(warn({ answered: 5, throttled: 1 }, reason, LAMBDA)).toMatchObject({ limit: 5 });
    expect(warn({ answered: 5, throttled: 1 }, reason)).not.toHaveProperty('limit');
  });

  it('may have exceeded the rate of scaling from 1,001 calls on', () => {
    const reason = 'ConcurrentInvocationLimitExceeded';
    const [within, beyond] = [999, 1_000].map((answered) =>
      warn({ answered, throttled: 1 }, reason),
    );
    expect(within).not.toHaveProperty('beyondScaling');
    expect(beyond).toMatchObject({
      beyondScaling: true,
      remedies: [{ code: 'raise-account-limit' }, { code: 'warm-function' }],
    });
  });
});

describe('calls that something else throttled', () => {
  const stage = { stageBurst: 5, stageRate: 2 };

  it('reached the limit of the stage if both of its numbers are known', () => {
    expect(warn({ answered: 5, throttled: 1 }, undefined, deployed(stage))).toMatchObject({
      stage: { burst: 5, rate: 2 },
      remedies: [{ code: 'deploy-higher-throttle' }],
    });
    for (const limits of [{ stageBurst: 5 }, { stageRate: 2 }, undefined]) {
      const warning = warn({ answered: 5, throttled: 1 }, undefined, deployed(limits));
      expect(warning).not.toHaveProperty('stage');
    }
  });

  it('have a remedy that depends on whether any call was answered', () => {
    expect(warn({ answered: 0, throttled: 4 })?.remedies).toEqual([
      { code: 'wait-or-raise-limit' },
    ]);
    expect(warn({ answered: 1, throttled: 4 })?.remedies).toEqual([
      { code: 'raise-limit-or-send-fewer' },
    ]);
  });
});
