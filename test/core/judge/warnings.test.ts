import { describe, expect, it } from 'vitest';
import type { Invocation, Served } from '../../../src/core/invocation.ts';
import { judge } from '../../../src/core/run.ts';
import {
  alone,
  lost,
  queue,
  recording,
  served,
  together,
  wall,
  withServerClock,
} from '../../helpers/runs/bursts.ts';

const warningsOf = (burst: readonly Invocation[], solo?: readonly Invocation[]) =>
  judge(recording([burst], solo)).warnings;

const codes = (burst: readonly Invocation[], solo?: readonly Invocation[]): string[] =>
  warningsOf(burst, solo).map(({ code }) => code);

describe('nothing is warned of', () => {
  it.each([
    ['a wall', wall({ calls: 10 })],
    ['a queue', queue({ calls: 10, workers: 2 })],
    ['a staircase', queue({ calls: 10, workers: 1 })],
  ])('in %s', (_, burst) => {
    expect(codes(burst)).toEqual([]);
  });

  it('where solo calls were not wanted', () => {
    expect(codes(queue({ calls: 10, workers: 1 }), [])).toEqual([]);
  });
});

describe('a warning', () => {
  it.each([
    ['failed', together(wall({ calls: 8 }), lost('failed', 2)), '2 of 10 calls failed'],
    ['throttled', together(wall({ calls: 8 }), lost('throttled', 2)), '2 of 10 calls were refused'],
    ['client-too-slow', sentSlowly(), '2 calls left after the first answer'],
    ['instances-late', late(), '8 instances arrived over 210 ms'],
    ['clocks-differ', withServerClock(wall({ calls: 4 }), 60_000, 'i2'), 'clocks disagree'],
  ])('%s', (code, burst, message) => {
    expect(warningsOf(burst)).toContainEqual({
      code,
      message: expect.stringMatching(new RegExp(`^Burst 1: .*${message}`)),
    });
  });

  it('cold-baseline', () => {
    expect(codes(queue({ calls: 4, workers: 1 }), alone(100, { cold: true }))).toEqual([
      'cold-baseline',
    ]);
    expect(codes(queue({ calls: 4, workers: 1 }), lost('failed', 2))).toEqual(['cold-baseline']);
  });

  it('names the burst that it is about', () => {
    const bursts = [wall({ calls: 10 }), together(wall({ calls: 10 }), lost('failed', 1))];
    expect(judge(recording(bursts)).warnings).toMatchObject([
      { message: expect.stringMatching(/^Burst 2: /) },
    ]);
  });

  it('comes once for each thing that is wrong', () => {
    const burst = together(wall({ calls: 8 }), lost('failed', 2), lost('throttled', 1));
    expect(codes(burst)).toEqual(['failed', 'throttled']);
  });
});

/** Calls whose logs say this beside. */
function logged(burst: readonly Invocation[], says: Served): Invocation[] {
  return burst.map((call) => ({ ...call, served: { ...call.served, ...says } }));
}

describe("what Lambda's log says", () => {
  it('in a form that is not known is shown, and harmless', () => {
    const unreadReport = 'REPORT \u001B[31mBoot Duration: 5 ms\nmore';
    const burst = together(
      logged(wall({ calls: 2 }), { unreadReport }),
      wall({ calls: 4 }).slice(2),
    );
    const [warning] = warningsOf(burst);
    expect(warning).toEqual({
      code: 'unread-report',
      message:
        'Burst 1: the log of 2 calls reports in a form that is not known, so that its figures are missing: REPORT Boot Duration: 5 ms more.',
    });
  });

  it.each([
    [
      { name: 'init', durationMs: 9_999.8, status: 'timeout' },
      'the initialization of 4 environments ended with timeout after 10.0 s, and was repeated',
    ],
    [
      { name: 'init', durationMs: 83, status: 'error', errorType: 'Runtime.ExitError' },
      'ended with Runtime.ExitError after 83 ms',
    ],
    [
      { name: 'restore', durationMs: 83, status: 'failure' },
      'the restoring of 4 environments ended with failure',
    ],
  ] as const)('of a phase that failed is told: %j', (phase, message) => {
    const report = { durationMs: 100, phases: [{ ...phase }] };
    expect(warningsOf(logged(wall({ calls: 4 }), { report }))).toEqual([
      { code: 'init-failed', message: expect.stringContaining(message) },
    ]);
  });

  it.each([[{}], [{ status: 'success' }]])('of a phase that went well is not: %j', (status) => {
    const phases = [{ name: 'init' as const, durationMs: 5, ...status }];
    const burst = logged(wall({ calls: 4 }), { report: { durationMs: 100, phases } });
    expect(codes(burst)).toEqual([]);
  });
});

function late(): Invocation[] {
  return served(
    Array.from({ length: 8 }, (_, call) => {
      const from = 1 + 30 * call;
      return { from, to: from + 100, on: `i${call}` };
    }),
  );
}

function sentSlowly(): Invocation[] {
  return served(
    [0, 50, 102, 150].map((sent) => ({ sent, from: sent + 1, to: sent + 101, on: 'i0' })),
  );
}
