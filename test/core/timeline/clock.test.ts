import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignClocks, clockOffset, type Alignment } from '../../../src/core/timeline/clock.ts';
import { hasServerTimes, type Invocation } from '../../../src/core/invocation.ts';
import { SERVER_CLOCK, served, wall, withServerClock } from '../../helpers/runs/bursts.ts';

const align = (calls: readonly Invocation[]) => alignClocks(calls.filter(hasServerTimes));

function aligned(clocks: Alignment, instance: string): number | undefined {
  return clocks.state === 'contradictory' ? undefined : clockOffset(clocks, instance);
}

describe('alignClocks', () => {
  it('finds the one offset that fits every call', () => {
    expect(align(served([{ from: 1, to: 101, received: 102 }]))).toEqual({
      state: 'one-clock',
      offsetMs: SERVER_CLOCK,
      uncertaintyMs: 1,
    });
  });

  it('is as sure as the closest call lets it be', () => {
    const calls = served([
      { from: 50, to: 150, received: 200 },
      { from: 10, to: 110, received: 200 },
      { from: 50, to: 150, received: 160 },
    ]);
    expect(align(calls)).toEqual({
      state: 'one-clock',
      offsetMs: SERVER_CLOCK,
      uncertaintyMs: 10,
    });
  });

  it('is no surer than half a millisecond of stamps in whole milliseconds', () => {
    expect(align(served([{ from: 0, to: 100, received: 100 }]))).toMatchObject({
      uncertaintyMs: 0.5,
    });
    expect(align(served([{ from: 0, to: 100.25, received: 100.25 }]))).toMatchObject({
      uncertaintyMs: 0,
    });
  });

  it('bears whole milliseconds: a beginning one too early, an end one too late', () => {
    const calls = served([{ from: -1, to: 102, received: 101 }]);
    expect(align(calls).state).toBe('one-clock');
  });

  it('gives each instance its own clock if one does not fit', () => {
    const alignment = align(withServerClock(wall({ calls: 2 }), 5_000, 'i1'));
    expect(alignment.state).toBe('clock-per-instance');
    expect(aligned(alignment, 'i0')).toBe(SERVER_CLOCK);
    expect(aligned(alignment, 'i1')).toBe(SERVER_CLOCK + 5_000);
  });

  it('believes no instance whose call was served while it was not out', () => {
    const calls = served([
      { from: 1, to: 101, on: 'a' },
      { from: 1, to: 101, on: 'b', received: 60 },
    ]);
    expect(align(calls)).toEqual({ state: 'contradictory', instance: 'b' });
  });

  it('believes no instance whose clock jumps between its calls', () => {
    const [first, second] = served([
      { from: 1, to: 101, on: 'a' },
      { from: 101, to: 201, on: 'a' },
    ]);
    const jumped = withServerClock(second === undefined ? [] : [second], -90_000);
    expect(align([...(first === undefined ? [] : [first]), ...jumped])).toEqual({
      state: 'contradictory',
      instance: 'a',
    });
  });

  it('puts every handler within the time in which its call was out, whatever the offset', () => {
    const calls = fc.array(
      fc.record({
        sent: fc.nat({ max: 100 }),
        wait: fc.nat({ max: 100 }),
        tookMs: fc.nat({ max: 100 }),
        back: fc.nat({ max: 100 }),
      }),
      { minLength: 1, maxLength: 10 },
    );
    fc.assert(
      fc.property(calls, fc.integer({ min: -1e9, max: 1e9 }), (declared, aheadMs) => {
        const burst = served(
          declared.map(({ sent, wait, tookMs, back }) => {
            const from = sent + wait;
            return { sent, from, to: from + tookMs, received: from + tookMs + back };
          }),
        );
        const witnessed = withServerClock(burst, aheadMs).filter(hasServerTimes);
        const alignment = alignClocks(witnessed);
        expect(alignment.state).toBe('one-clock');
        const offsetMs = aligned(alignment, 'i0') ?? Number.NaN;
        for (const call of witnessed) {
          expect(call.served.startedAt - offsetMs).toBeGreaterThanOrEqual(call.sentAt);
          expect(call.served.endedAt - offsetMs).toBeLessThanOrEqual(call.receivedAt);
        }
      }),
    );
  });
});
