import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/run.ts';
import type { Answered } from '../../../src/core/invocation.ts';
import { plausiblyTimed, splitService } from '../../../src/core/timeline/service-times.ts';
import { recording } from '../../helpers/runs/bursts.ts';

/** A call sent at 0, whose server says how long it took. */
const call = (receivedAt: number, serviceMs?: number, nth = 0): Answered => ({
  call: nth,
  outcome: 'answered',
  sentAt: 0,
  receivedAt,
  ...(serviceMs === undefined ? {} : { served: { serviceMs } }),
});

describe('service times', () => {
  it('split a call into service and what is outside', () => {
    const calls = [call(101, 100), call(203, 102), call(300, 100)];
    expect(splitService(calls)).toEqual({ serviceMs: 100, mostOutsideMs: 200 });
  });

  it('may exceed the call by what rounding adds', () => {
    expect(plausiblyTimed([call(10.1, 12)])).toHaveLength(1);
    expect(plausiblyTimed([call(10, 12.1)])).toHaveLength(0);
  });

  it('count for no call if one of them is implausible', () => {
    expect(plausiblyTimed([call(10, 300), call(900, 300)])).toEqual([]);
    expect(splitService([call(10, 300), call(900, 300)])).toBeUndefined();
  });

  it('split nothing unless each call has one', () => {
    expect(splitService([call(101, 100), call(101)])).toBeUndefined();
    expect(splitService([])).toBeUndefined();
  });
});

const warningsOf = (calls: readonly Answered[]) =>
  judge(recording([calls])).warnings.filter(({ code }) => code.startsWith('server-times'));

describe('a warning', () => {
  it('names the worst of the times that are too long', () => {
    const calls = [call(30, 20_000, 0), call(40, 31_000, 1), call(50, 20, 2), call(60, 20, 3)];
    expect(warningsOf(calls)).toEqual([
      {
        code: 'server-times-too-long',
        answers: 2,
        serviceMs: 31_000,
        tookMs: 40,
        remedies: [],
        bursts: [1],
      },
    ]);
  });

  it('says which headers disagree', () => {
    const conflictingMs = { 'server-timing': 12, 'x-runtime': 300 };
    const calls = [0, 1, 2, 3].map((nth) => ({
      ...call(400, undefined, nth),
      served: { conflictingMs },
    }));
    expect(warningsOf(calls)).toMatchObject([
      { code: 'server-times-conflict', answers: 4, conflictingMs },
    ]);
  });

  it('is not given for times that agree', () => {
    expect(warningsOf([0, 1, 2, 3].map((nth) => call(400, 390, nth)))).toEqual([]);
  });
});
