import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/core/run.ts';
import type { Decided } from '../../../../src/core/verdict.ts';
import { diagnose } from '../../../../src/core/why/diagnose.ts';
import type { Probe } from '../../../../src/core/why/probes.ts';
import { AT_ONCE, WAITED } from '../../../helpers/runs/declared-probes.ts';
import { HTTP, watchedRun, type Declared } from '../../../helpers/runs/watched-run.ts';

// What is said of a limit if several numbers fit.

const WAITRESS = { program: 'waitress', runtime: 'Python', command: 'waitress app' };

/** Why calls waited of which between `low` and `high` get done at a time. */
function whyOf(
  [low, high]: readonly [number, number | null],
  probe: Probe,
  server: Declared['server'] = {},
  { reasons = [], estimate = low }: Partial<Pick<Decided, 'reasons'> & { estimate: number }> = {},
) {
  const declared = { target: HTTP, server, did: [{ threads: 9 }], probes: [probe] };
  const run = judge(watchedRun(declared));
  const workers = { estimate, low, high };
  const verdict: Decided = { kind: 'concurrent', workers, reasons };
  return diagnose({ ...run, verdict, bursts: run.bursts.map((one) => ({ ...one, verdict })) });
}

/** That a process of the server had no call. */
const idle = (low: number, high: number): Decided['reasons'] => [
  { code: 'idle-processes', idle: 1, workers: { low, high } },
];

describe('a limit of a route', () => {
  it('is a number only if no other fits', () => {
    expect(whyOf([3, 3], AT_ONCE)).toMatchObject({ cause: 'route-pool', atATime: 3 });
    const why = whyOf([2, 4], AT_ONCE);
    expect(why).toMatchObject({ cause: 'route-pool' });
    expect(why).not.toHaveProperty('atATime');
  });

  it('is that of the processes that had calls, if others had none', () => {
    expect(whyOf([3, null], AT_ONCE, {}, { reasons: idle(3, 3) })).toMatchObject({ atATime: 3 });
    expect(whyOf([3, null], AT_ONCE, {}, { reasons: idle(3, 4) })?.cause).toBeUndefined();
  });

  it('that may be one call or several is neither a lock nor a pool yet', () => {
    expect(whyOf([1, 3], AT_ONCE)).toMatchObject({
      remaining: ['route-lock', 'route-pool', 'rate-limit'],
      experiment: { code: 'more-calls' },
    });
  });
});

describe('a pool of four threads', () => {
  it.each([
    [[4, 4], 4, 'sure'],
    [[2, 37], 4, 'likely'],
    [[2, 37], 3, undefined],
    [[5, 9], 5, undefined],
  ] as const)('explains a limit from %j that is probably %i: %s', (limit, estimate, certainty) => {
    const why = whyOf(limit, WAITED, WAITRESS, { estimate });
    expect(why?.cause === 'thread-pool-full' ? why.certainty : undefined).toBe(certainty);
  });
});
