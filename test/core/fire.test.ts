import { describe, expect, it } from 'vitest';
import { fire, type Exchange, type PreparedCall } from '../../src/core/fire.ts';

/** A clock that returns these times one after the other, then the last one again and again. */
function clockOf(...times: readonly number[]): () => number {
  let reads = 0;
  return () => times[Math.min(reads++, times.length - 1)] ?? 0;
}

function prepared(exchange: Exchange, release: () => void = () => {}): PreparedCall {
  return { release, exchange: Promise.resolve(exchange) };
}

const answered: Exchange = { outcome: 'answered', sentAt: 1_000.5, receivedAt: 1_100.75 };

describe('fire', () => {
  it('gives times relative to the release of the burst', async () => {
    const clock = { now: clockOf(1_000), wall: clockOf(1_700_000_000_000.5) };
    expect(await fire([prepared(answered)], clock)).toEqual({
      epoch: 1_700_000_000_000.5,
      invocations: [{ call: 0, outcome: 'answered', sentAt: 0.5, receivedAt: 100.75 }],
    });
  });

  it('watches for stalls from the release on, and keeps those up to the last answer', async () => {
    const order: string[] = [];
    const watch = () => {
      order.push('watch');
      return () => [
        { from: 1_010, to: 1_030 },
        { from: 1_040, to: 1_049 },
        { from: 1_080, to: 1_200 },
        { from: 1_095, to: 1_200 },
      ];
    };
    const clock = { now: () => 1_000, wall: () => 0 };
    const calls = [prepared(answered, () => order.push('release'))];
    expect(await fire(calls, clock, watch)).toMatchObject({
      stalls: [
        { from: 10, to: 30 },
        { from: 80, to: 100.75 },
      ],
    });
    expect(order).toEqual(['release', 'watch']);
  });

  it('reads both clocks before it releases a call', async () => {
    const order: string[] = [];
    const clock = {
      now: () => order.push('clock'),
      wall: () => order.push('wall clock'),
    };
    await fire([prepared(answered, () => order.push('release'))], clock);
    expect(order).toEqual(['wall clock', 'clock', 'release']);
  });

  it('releases all calls in order before it waits for any', async () => {
    const released: number[] = [];
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const calls = [0, 1, 2].map((call) => ({
      release: () => {
        released.push(call);
        if (call === 2) open?.();
      },
      exchange: gate.then(() => answered),
    }));
    const { invocations } = await fire(calls, { now: () => 0, wall: () => 0 });
    expect(released).toEqual([0, 1, 2]);
    expect(invocations.map(({ call }) => call)).toEqual([0, 1, 2]);
  });

  it('keeps failed and throttled calls with everything known about them', async () => {
    const error = { code: 'ECONNRESET', message: 'socket hang up' };
    const calls = [
      prepared({ outcome: 'failed', sentAt: 1_000, error }),
      prepared({ outcome: 'throttled', sentAt: 1_000, receivedAt: 1_001, status: 429 }),
      prepared({ ...answered, status: 200, served: { instance: 'a', nth: 1 } }),
    ];
    const { invocations } = await fire(calls, { now: () => 1_000, wall: () => 0 });
    expect(invocations).toEqual([
      { call: 0, outcome: 'failed', sentAt: 0, error },
      { call: 1, outcome: 'throttled', sentAt: 0, receivedAt: 1, status: 429 },
      {
        call: 2,
        outcome: 'answered',
        sentAt: 0.5,
        receivedAt: 100.75,
        status: 200,
        served: { instance: 'a', nth: 1 },
      },
    ]);
  });

  it('rounds times to microseconds', async () => {
    const exchange = { ...answered, sentAt: 1.000_04, receivedAt: 2.999_96 };
    const { invocations } = await fire([prepared(exchange)], { now: () => 1, wall: () => 0 });
    expect(invocations).toMatchObject([{ sentAt: 0, receivedAt: 2 }]);
  });

  it('returns an empty burst if there are no calls', async () => {
    expect(await fire([], { now: () => 7, wall: () => 8 })).toEqual({ epoch: 8, invocations: [] });
  });
});
