import { describe, expect, it } from 'vitest';
import type { TargetDescription } from '../../../src/core/target-description.ts';
import {
  allowedAtATime,
  refusalOf,
  throttledWords,
} from '../../../src/core/timeline/throttling.ts';
import { lost, together, wall } from '../../helpers/runs/bursts.ts';

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
const BURST = { calls: 30, answered: 10, throttled: 20 };

describe('refusalOf', () => {
  it('is the reason that was given most often', () => {
    const burst = together(
      wall({ calls: 2 }),
      lost('throttled', 1, CALLER),
      lost('throttled', 3, ACCOUNT),
      lost('failed', 9, 'other'),
    );
    expect(refusalOf(burst)).toBe(ACCOUNT);
  });

  it('does not depend on the order where two were given equally often', () => {
    const [one, other] = [lost('throttled', 2, CALLER), lost('throttled', 2, ACCOUNT)];
    expect(refusalOf(together(one, other))).toBe(refusalOf(together(other, one)));
  });

  it('is none where nothing was refused', () => {
    expect(refusalOf(together(wall({ calls: 2 }), lost('failed', 1, ACCOUNT)))).toBeUndefined();
    expect(refusalOf([{ call: 0, outcome: 'throttled', sentAt: 0 }])).toBeUndefined();
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

describe('throttledWords', () => {
  it.each([
    [ACCOUNT, BOTH, /this account runs 10 at a time .*Service Quotas/],
    [ACCOUNT, lambda(), /this account runs no more at a time .*Service Quotas/],
    [RESERVED, BOTH, /has 3 of the account's concurrent executions reserved.*raise or remove/],
    [RESERVED, lambda(), /has a limit of concurrent executions reserved.*raise or remove/],
    [RATE, BOTH, /at most 10 requests per second.*send fewer, or longer ones/],
    [RESERVED_RATE, BOTH, /reserved concurrency limits the rate.*raise it/],
    [CALLER, undefined, /no more requests per second from this caller; send fewer/],
  ])('of %s say what is met and what to do', (refusal, target, words) => {
    const said = throttledWords(BURST, refusal, target);
    expect(said).toMatch(/^10 of 30 calls answered, 20 refused: /);
    expect(said).toMatch(words);
    expect(said.endsWith(` (${refusal})`)).toBe(true);
    expect(said).not.toMatch(/undefined|NaN/);
  });

  it('tell the limit of scaling only where it could have been met', () => {
    const many = { calls: 1_001, answered: 1_000, throttled: 1 };
    expect(throttledWords(many, ACCOUNT, BOTH)).toContain('1,000 new environments in 10 s');
    expect(throttledWords({ ...many, calls: 1_000 }, ACCOUNT, BOTH)).not.toContain('1,000 new');
  });

  it('of an API name the limits of its stage', () => {
    const target = { kind: 'deployed', limits: { stageBurst: 5, stageRate: 2.5 } };
    expect(throttledWords(BURST, 'status-429', target)).toMatch(
      /^20 of 30 calls were refused .*; the stage takes bursts of 5 calls and 2\.5 a second .*--param burst=N/,
    );
  });

  it.each([lambda({ stageBurst: 5 }), lambda({ stageRate: 5 }), lambda({}), lambda(), undefined])(
    'invent no limit where it is not known: %j',
    (target) => {
      expect(throttledWords(BURST, 'status-429', target)).toMatch(/a limit of about 10 at a time/);
      expect(throttledWords({ ...BURST, answered: 0 }, 'status-429', target)).toMatch(/wait until/);
    },
  );
});
