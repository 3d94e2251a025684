import { describe, expect, it } from 'vitest';
import { defined } from '../../../src/core/defined.ts';
import type { Invocation } from '../../../src/core/invocation.ts';
import type { Recording } from '../../../src/core/recording.ts';
import type { FoundCause } from '../../../src/core/why/diagnosis.ts';
import { soloCalls, together, unansweredCalls, wall } from '../../helpers/runs/bursts.ts';
import { foundIn } from '../../helpers/runs/watched-run.ts';

const CONCURRENT = 'ConcurrentInvocationLimitExceeded';
const RESERVED = 'ReservedFunctionConcurrentInvocationLimitExceeded';

interface Refused {
  readonly answered: number;
  readonly throttled?: number;
  readonly cold?: boolean;
  readonly accountConcurrency?: number | undefined;
  readonly reason?: string;
}

const onManagedInstances = (call: Invocation): Invocation => ({
  ...call,
  ...(call.served && {
    served: { ...call.served, initializationType: 'lambda-managed-instances' },
  }),
});

function refusedRun({
  answered,
  throttled = 1,
  cold = true,
  accountConcurrency,
  reason = CONCURRENT,
}: Refused): Recording {
  const invocations = together(
    wall({ calls: answered, cold }),
    unansweredCalls('throttled', throttled, reason),
  );
  return {
    schemaVersion: 1,
    target: { kind: 'lambda', limits: defined({ accountConcurrency }) },
    solo: soloCalls(),
    bursts: [{ invocations }],
  };
}

const found = (refused: Refused): FoundCause | undefined => foundIn(refusedRun(refused));
const said = (refused: Refused): string => {
  const why = found(refused);
  return `${why?.cause}, ${why?.certainty}`;
};

describe('calls that Lambda refuses because too many run', () => {
  it('have used up the account, as Lambda says', () => {
    expect(said({ answered: 5 })).toBe('account-limit, sure');
    expect(said({ answered: 5, throttled: 995 })).toBe('account-limit, sure');
  });

  it('have used up the reserved concurrency, however many there are', () => {
    const reserved = { answered: 1_000, accountConcurrency: 3_000, reason: RESERVED };
    expect(said(reserved)).toBe('reserved-concurrency, sure');
  });

  it('came faster than the function scales if it got as many new environments as it may', () => {
    expect(found({ answered: 1_000, accountConcurrency: 3_000 })).toMatchObject({
      cause: 'scaling',
      certainty: 'likely',
      seen: [
        { code: 'throttle-reason', reason: CONCURRENT, throttled: 1 },
        { code: 'new-environments', environments: 1_000, accountConcurrency: 3_000 },
      ],
    });
  });

  it.each([
    ['fewer were new', { answered: 999, throttled: 2, accountConcurrency: 3_000 }],
    ['none was', { answered: 1_500, cold: false, accountConcurrency: 3_000 }],
    ['the limit of the account is unknown', { answered: 1_000 }],
  ])('may have used up the account if %s', (_, refused) => {
    expect(said(refused)).toBe('account-limit, likely');
  });

  it('have used up the account if as many ran as it allows', () => {
    expect(said({ answered: 1_000, accountConcurrency: 1_001 })).toBe('scaling, likely');
    expect(said({ answered: 1_000, accountConcurrency: 1_000 })).toBe('account-limit, sure');
  });

  it('probably came faster than Managed Instances scale', () => {
    const run = refusedRun({ answered: 5, cold: false });
    const bursts = run.bursts.map(({ invocations }) => ({
      invocations: invocations.map(onManagedInstances),
    }));
    expect(foundIn({ ...run, bursts })).toMatchObject({
      cause: 'scaling',
      certainty: 'likely',
      seen: [{ code: 'throttle-reason' }, { code: 'managed-instances' }],
    });
  });
});
