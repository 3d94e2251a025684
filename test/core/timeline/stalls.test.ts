import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/run.ts';
import { harmfulStall } from '../../../src/core/timeline/stalls.ts';
import { soloCalls, recording, wall } from '../../helpers/runs/bursts.ts';

const answeredAt = (...times: readonly number[]) =>
  times.map((receivedAt, call) => ({ call, outcome: 'answered', sentAt: 0, receivedAt }) as const);

describe('a stall', () => {
  const invocations = answeredAt(100, 150, 200);

  it.each([
    [{ from: 125, to: 150 }, 100, { ms: 25, answers: 1 }],
    [{ from: 125, to: 149.9 }, 100, undefined],
    // A quarter of a solo call is what counts,
    [{ from: 126, to: 150 }, 100, undefined],
    [{ from: 126, to: 150 }, 96, { ms: 24, answers: 1 }],
    // unless calls are so short that the timers of any machine are as late.
    [{ from: 140, to: 150 }, 12, { ms: 10, answers: 1 }],
    [{ from: 141, to: 150 }, 12, undefined],
    // It hides the answers that came in meanwhile.
    [{ from: 100, to: 200 }, 100, { ms: 100, answers: 3 }],
    [{ from: 101, to: 149 }, 100, undefined],
  ])('%j with solo calls of %d ms gives %j', (stall, soloMs, expected) => {
    expect(harmfulStall({ invocations, stalls: [stall] }, soloMs)).toEqual(expected);
  });

  it('counts by the longest of several', () => {
    const stalls = [
      { from: 60, to: 100 },
      { from: 110, to: 200 },
      { from: 0, to: 90 },
    ];
    expect(harmfulStall({ invocations, stalls }, 100)).toEqual({ ms: 90, answers: 2 });
  });

  it('is compared with the fastest call if there was no solo call', () => {
    expect(harmfulStall({ invocations, stalls: [{ from: 126, to: 150 }] })).toBeUndefined();
    expect(harmfulStall({ invocations, stalls: [{ from: 125, to: 150 }] })).toBeDefined();
  });

  it('means nothing if nothing was answered', () => {
    const failed = [{ call: 0, outcome: 'failed', sentAt: 0 } as const];
    expect(
      harmfulStall({ invocations: failed, stalls: [{ from: 0, to: 900 }] }, 100),
    ).toBeUndefined();
  });
});

const runWithStall = (ms: number) => {
  const recorded = recording([wall({ calls: 10 })], soloCalls());
  const [burst] = recorded.bursts;
  const last = Math.max(...(burst?.invocations ?? []).map(({ receivedAt = 0 }) => receivedAt));
  const stalls = [{ from: last - ms, to: last }];
  return judge({ ...recorded, bursts: recorded.bursts.map((one) => ({ ...one, stalls })) });
};

describe('a run whose client was stalled', () => {
  it('is warned of, and keeps when that was', () => {
    const { warnings, bursts } = runWithStall(60);
    expect(warnings).toMatchObject([
      {
        code: 'client-stalled',
        stalledMs: 60,
        answers: 10,
        bursts: [1],
        remedies: [{ code: 'quieter-machine' }],
      },
    ]);
    expect(bursts[0]?.timeline.stalled).toEqual({ ms: 60, answers: 10 });
    expect(bursts[0]?.stalls).toHaveLength(1);
  });

  it('is not warned of if that was short', () => {
    expect(runWithStall(9).warnings).toEqual([]);
  });
});
