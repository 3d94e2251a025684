import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { judgeBurst } from '../../../src/core/judge/judge-burst.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import type { Verdict } from '../../../src/core/verdict.ts';
import { soloCalls, SERVER_CLOCK, served, type DeclaredCall } from '../../helpers/runs/bursts.ts';

const judged = (burst: readonly Invocation[], solo = soloCalls()): Verdict =>
  judgeBurst(buildTimeline(burst, solo), { solo });

const times = <Made>(count: number, make: (index: number) => Made): Made[] =>
  Array.from({ length: count }, (_, index) => make(index));

const straggler = (call: number): DeclaredCall => ({
  from: 1,
  to: call === 7 ? 3_001 : 101,
  on: `i${call}`,
});

describe('one call that takes far longer than the others', () => {
  it('is no contention', () => {
    expect(judged(served(times(10, straggler)))).toMatchObject({
      kind: 'parallel',
      workers: { estimate: 10, low: 10, high: null },
    });
  });

  it('leaves the others their limit', () => {
    const burst = served([
      { from: 1, to: 10_001, on: 'a' },
      ...times(9, (index) => ({ from: 1 + 100 * index, to: 101 + 100 * index, on: 'b' })),
    ]);
    expect(judged(burst)).toMatchObject({ kind: 'parallel', workers: { estimate: 2, high: 2 } });
  });
});

describe('calls that run together but slower', () => {
  it('set the limit at what they get done', () => {
    const slowed = served(times(10, (index) => ({ from: 1, to: 131, on: `i${index}` })));
    const verdict = judged(slowed);
    expect(verdict).toMatchObject({ workers: { estimate: 10, low: 7, high: null } });
    expect(verdict.reasons).toContainEqual({ code: 'all-at-once', calls: 10, atFullSpeed: 7 });
  });
});

/** Calls of 100 ms that do not overlap: after one on a warm instance, so many cold ones, then warm ones. */
function apart(cold: number, warm: number): Invocation[] {
  return served(
    times(1 + cold + warm, (call) => {
      const from = 1 + 120 * call;
      const isCold = call > 0 && call <= cold;
      return { from, to: from + 100, on: isCold ? `i${call}` : 'i0', cold: isCold };
    }),
  );
}

/** Solo calls whose answers come so much later. */
function lateSolo(...lateMs: readonly number[]): Invocation[] {
  return served(lateMs.map((late) => ({ from: 1, to: 101, received: 102 + late, cold: false })));
}

describe('calls that do not overlap', () => {
  it.each([
    [1, 0],
    [9, 0],
    [3, 2],
  ])('do not show that they waited if %i were cold and %i more warm', (cold, warm) => {
    expect(judged(apart(cold, warm))).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'cold-starts-apart', cold, calls: 1 + cold + warm }],
      remedy: { code: 'longer-or-warm-calls' },
    });
  });

  it.each([
    [0, 1],
    [0, 9],
    [1, 1],
    [3, 3],
  ])('are serial if %i were cold and %i more warm', (cold, warm) => {
    expect(judged(apart(cold, warm)).kind).toBe('serial');
  });

  it('are serial if they had to wait for an instance that was initialized before', () => {
    const calls = served(
      times(4, (call) => ({
        from: 1 + 100 * call,
        to: 101 + 100 * call,
        on: `i${call}`,
        cold: true,
        init: [-500, -300],
      })),
    );
    expect(judged(calls).kind).toBe('serial');
  });

  it('may be late by chance if they are few and short', () => {
    expect(judged(apart(0, 1), lateSolo(0, 51, 20))).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'too-few-apart', handlerMs: 100, jitterMs: 51 }],
    });
    expect(judged(apart(0, 1), lateSolo(0, 50, 20)).kind).toBe('serial');
    expect(judged(apart(0, 3), lateSolo(0, 51)).kind).toBe('inconclusive');
    expect(judged(apart(0, 4), lateSolo(0, 51)).kind).toBe('serial');
  });
});

/** Calls of 100 ms, an instance each, that are sent so long one after the other. */
function sentEvery(everyMs: number, calls: number, waitMs = 0): Invocation[] {
  return served(
    times(calls, (call) => {
      const sent = call * everyMs;
      const from = sent + 1 + waitMs;
      return { sent, from, to: from + 100, on: `i${call}` };
    }),
  );
}

describe('calls that are sent slowly', () => {
  it.each([2, 5, 30])('show no limit if none waited: every %i ms', (everyMs) => {
    const verdict = judged(sentEvery(everyMs, 60));
    expect(verdict).toMatchObject({ kind: 'parallel', workers: { high: null } });
    expect(verdict.reasons).toContainEqual(expect.objectContaining({ code: 'sent-slowly' }));
  });

  it('show none until a call has waited for half a handler', () => {
    expect(judged(withLateCalls(48))).toMatchObject({ workers: { high: null } });
    expect(judged(withLateCalls(52))).not.toMatchObject({ workers: { high: null } });
  });
});

/** Calls sent every 30 ms, of which all but the first wait before their handler starts. */
function withLateCalls(waitMs: number): Invocation[] {
  return [...sentEvery(30, 10).slice(0, 1), ...sentEvery(30, 10, waitMs).slice(1)];
}

describe('instances whose clocks differ', () => {
  const aheadMs = [-20, 5, 12];

  /** A lock lets one call through at a time, on three instances in turn. */
  const staircase = times(12, (call): Invocation => {
    const [start, ahead] = [100 * call + 0.5, aheadMs[call % 3] ?? 0];
    return {
      call,
      outcome: 'answered',
      sentAt: 0,
      receivedAt: start + 100.5,
      status: 200,
      served: {
        instance: `i${call % 3}`,
        startedAt: SERVER_CLOCK + start + ahead,
        endedAt: SERVER_CLOCK + start + 100 + ahead,
      },
    };
  });

  it('do not make a staircase parallel', () => {
    expect(judged(staircase)).toMatchObject({ kind: 'serial', workers: { high: 1 } });
  });

  it('do not make serial what came back together', () => {
    const together = staircase.map((call, index) => {
      const ahead = aheadMs[index % 3] ?? 0;
      const on = `i${index}`;
      const startedAt = SERVER_CLOCK + 0.5 + ahead;
      return {
        ...call,
        receivedAt: 101,
        served: { instance: on, startedAt, endedAt: startedAt + 100 },
      };
    });
    expect(judged(together)).toMatchObject({ kind: 'parallel', workers: { high: null } });
  });
});

describe('times that no clock can show', () => {
  it.each([1e308, -1e308, 8.64e15 + 1])('count as not reported: %d', (ms) => {
    const nonsense = served(times(10, () => ({ from: 1, to: 101 }))).map((call) => ({
      ...call,
      served: { instance: 'a', startedAt: ms, endedAt: ms },
    }));
    const timeline = buildTimeline(nonsense, soloCalls());
    expect(timeline.handlers).toBeUndefined();
    expect(timeline.instances).toBe(1);
    expect(judgeBurst(timeline, { solo: soloCalls() })).toMatchObject({ kind: 'concurrent' });
  });

  it('are reported up to the last date', () => {
    const last = served([{ from: 1, to: 101 }]).map((call) => ({
      ...call,
      served: { instance: 'a', startedAt: 8.64e15, endedAt: 8.64e15 },
    }));
    expect(buildTimeline(last, soloCalls()).handlers).toBeDefined();
  });
});

/** Five calls on one instance: one begins every `everyMs`, and takes `ms`. */
const atSteps = (everyMs: number, ms = 100): Invocation[] =>
  served(times(5, (call) => ({ from: 1 + call * everyMs, to: 1 + call * everyMs + ms })));

/** Five calls that ran one after another, sent over such a time. */
const sentOver = (ms: number): Invocation[] =>
  served(
    times(5, (call) => ({ from: 60 + call * 110, to: 160 + call * 110, sent: (call * ms) / 4 })),
  );

describe('calls one after another', () => {
  it('are serial if the server was busy for half of the time', () => {
    expect(judged(atSteps(215)).kind).toBe('serial');
    expect(judged(atSteps(235)).reasons).toEqual([{ code: 'idle-between-calls' }]);
  });

  it('are judged if their handlers take 10 ms', () => {
    expect(judged(atSteps(11, 11)).kind).toBe('serial');
    expect(judged(atSteps(9, 9)).reasons).toEqual([{ code: 'handlers-too-short', handlerMs: 9 }]);
  });

  it('need not have waited if a solo call is over before twice as many calls are sent', () => {
    // A solo call takes 102 ms.
    expect(judged(sentOver(50)).kind).toBe('serial');
    expect(judged(sentOver(52)).reasons).toEqual([{ code: 'calls-too-short', soloMs: 102 }]);
  });

  it('need an explanation if they were 1.5 times as fast as solo calls', () => {
    const tooHigh = expect.objectContaining({ code: 'speed-up-too-high' });
    expect(judged(atSteps(100), soloCalls(150)).reasons).toContainEqual(tooHigh);
    expect(judged(atSteps(100), soloCalls(146)).reasons).not.toContainEqual(tooHigh);
  });
});

/** Four calls that run together. The last is answered `lateMs` later. */
const four = (lateMs = 0) =>
  served(times(4, (call) => ({ from: 1, to: 101, received: 102 + (call === 3 ? lateMs : 0) })));
const codes = (verdict: Verdict) => verdict.reasons.map(({ code }) => code);

describe('the speed-up of four calls that ran together', () => {
  it('is too high if it is above five', () => {
    expect(codes(judged(four(), lateSolo(27, 27, 27)))).toContain('speed-up-too-high');
    expect(codes(judged(four(), lateSolo(24, 24, 24)))).not.toContain('speed-up-too-high');
  });

  it('is too low if it is below three', () => {
    expect(codes(judged(four(36)))).toContain('speed-up-too-low');
    expect(codes(judged(four(32)))).not.toContain('speed-up-too-low');
  });
});
