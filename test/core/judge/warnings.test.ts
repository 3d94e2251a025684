import { describe, expect, it } from 'vitest';
import type { Invocation, Served } from '../../../src/core/invocation.ts';
import { judge } from '../../../src/core/run.ts';
import {
  soloCalls,
  unansweredCalls,
  queue,
  recording,
  served,
  together,
  wall,
  withServerClock,
} from '../../helpers/runs/bursts.ts';

const warningsOf = (burst: readonly Invocation[], solo?: readonly Invocation[]) =>
  judge(recording([burst], solo)).warnings;

const STATUS_500 = {
  code: 'status-500',
  message: 'status 500',
  shape: { ended: 'at-once', afterMs: 5 },
};

const codes = (burst: readonly Invocation[], solo?: readonly Invocation[]): string[] =>
  warningsOf(burst, solo).map(({ code }) => code);

describe('a burst of few calls', () => {
  it('could not show more at a time, which matters unless it is serial', () => {
    expect(codes(wall({ calls: 3 }))).toContain('few-calls');
    expect(codes(queue({ calls: 3, workers: 1 }))).not.toContain('few-calls');
  });
});

describe('nothing is warned of', () => {
  it.each([
    ['a wall', wall({ calls: 10 })],
    ['a queue', queue({ calls: 10, workers: 2 })],
    ['a staircase', queue({ calls: 10, workers: 1 })],
  ])('in %s', (_, burst) => {
    expect(codes(burst)).toEqual([]);
  });

  it('if every solo call failed, so there is no burst to compare with them', () => {
    const failed = unansweredCalls('failed', 3);
    expect(judge({ ...recording([], failed), problem: 'it is gone' }).warnings).toEqual([]);
  });

  it('if solo calls were not wanted', () => {
    expect(codes(queue({ calls: 10, workers: 1 }), [])).toEqual([]);
  });
});

describe('a warning', () => {
  it.each([
    [
      together(wall({ calls: 8 }), unansweredCalls('failed', 2)),
      { code: 'failed', failed: 2, calls: 10, failure: STATUS_500, remedies: [] },
    ],
    [
      together(wall({ calls: 8 }), unansweredCalls('throttled', 2)),
      {
        code: 'throttled',
        calls: 10,
        throttled: 2,
        answered: 8,
        remedies: [{ code: 'raise-limit-or-send-fewer' }],
      },
    ],
    [
      sentSlowly(),
      {
        code: 'client-too-slow',
        sentWithinMs: 150,
        late: 2,
        remedies: [{ code: 'longer-or-fewer-calls' }],
      },
    ],
    [
      late(),
      {
        code: 'instances-late',
        instances: 8,
        startedWithinMs: 210,
        remedies: [{ code: 'longer-or-warm-calls' }],
      },
    ],
    [
      withServerClock(wall({ calls: 4 }), 60_000, 'i2'),
      { code: 'clocks-differ', remedies: [{ code: 'compare-another-run' }] },
    ],
  ])('has its numbers and its remedy: $1.code', (burst, warning) => {
    expect(warningsOf(burst)).toContainEqual({ ...warning, bursts: [1] });
  });

  it('cold-baseline', () => {
    expect(codes(queue({ calls: 4, workers: 1 }), soloCalls(100, { cold: true }))).toEqual([
      'cold-baseline',
    ]);
    expect(codes(queue({ calls: 4, workers: 1 }), unansweredCalls('failed', 2))).toEqual([
      'cold-baseline',
    ]);
  });

  it('names the burst that it is about', () => {
    const bursts = [
      wall({ calls: 10 }),
      together(wall({ calls: 10 }), unansweredCalls('failed', 1)),
    ];
    expect(judge(recording(bursts)).warnings).toMatchObject([{ code: 'failed', bursts: [2] }]);
  });

  it('comes once for bursts that share it', () => {
    const burst = together(wall({ calls: 8 }), unansweredCalls('failed', 2));
    expect(judge(recording([burst, wall({ calls: 10 }), burst])).warnings).toMatchObject([
      { code: 'failed', bursts: [1, 3] },
    ]);
  });

  it('comes once for each thing that is wrong', () => {
    const burst = together(
      wall({ calls: 8 }),
      unansweredCalls('failed', 2),
      unansweredCalls('throttled', 1),
    );
    expect(codes(burst)).toEqual(['failed', 'throttled']);
  });
});

/** The same calls, whose logs also say this. */
function logged(burst: readonly Invocation[], says: Served): Invocation[] {
  return burst.map((call) => ({ ...call, served: { ...call.served, ...says } }));
}

describe("what Lambda's log says", () => {
  it('in an unknown format is quoted', () => {
    const unreadReport = 'REPORT Boot Duration: 5 ms';
    const burst = together(
      logged(wall({ calls: 2 }), { unreadReport }),
      wall({ calls: 4 }).slice(2),
    );
    expect(warningsOf(burst)).toEqual([
      { code: 'unread-report', calls: 2, line: unreadReport, remedies: [], bursts: [1] },
    ]);
  });

  it.each([
    [{ name: 'init', durationMs: 9_999.8, status: 'timeout' }, 'timeout'],
    [
      { name: 'init', durationMs: 83, status: 'error', errorType: 'Runtime.ExitError' },
      'Runtime.ExitError',
    ],
    [{ name: 'restore', durationMs: 83, status: 'failure' }, 'failure'],
  ] as const)('of a phase that failed is reported: %j', (phase, ended) => {
    const report = { durationMs: 100, phases: [{ ...phase }] };
    expect(warningsOf(logged(wall({ calls: 4 }), { report }))).toEqual([
      {
        code: 'init-failed',
        phase: phase.name,
        environments: 4,
        ended,
        durationMs: phase.durationMs,
        remedies: [{ code: 'fix-initialization' }],
        bursts: [1],
      },
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
