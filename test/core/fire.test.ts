import { describe, expect, it } from 'vitest';
import { fire, type Exchange, type PreparedCall } from '../../src/core/fire.ts';

/** A clock of which each look is declared; the last one stays. */
function declared(...looks: readonly number[]): () => number {
  let look = 0;
  return () => looks[Math.min(look++, looks.length - 1)] ?? 0;
}

function held(exchange: Exchange, release: () => void = () => {}): PreparedCall {
  return { release, exchange: Promise.resolve(exchange) };
}

const answered: Exchange = { outcome: 'answered', sentAt: 1_000.5, receivedAt: 1_100.75 };

describe('fire', () => {
  it('puts the zero of a burst at its release', async () => {
    const clock = { now: declared(1_000), wall: declared(1_700_000_000_000.5) };
    expect(await fire([held(answered)], clock)).toEqual({
      epoch: 1_700_000_000_000.5,
      invocations: [{ call: 0, outcome: 'answered', sentAt: 0.5, receivedAt: 100.75 }],
    });
  });

  it('takes the time before it releases anything', async () => {
    const seen: string[] = [];
    const clock = {
      now: () => seen.push('clock'),
      wall: () => seen.push('wall clock'),
    };
    await fire([held(answered, () => seen.push('release'))], clock);
    expect(seen).toEqual(['wall clock', 'clock', 'release']);
  });

  it('releases all calls, in order, before it waits for any', async () => {
    const released: number[] = [];
    let free: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (free = resolve));
    const calls = [0, 1, 2].map((call) => ({
      release: () => {
        released.push(call);
        if (call === 2) free?.();
      },
      exchange: gate.then(() => answered),
    }));
    const { invocations } = await fire(calls, { now: () => 0, wall: () => 0 });
    expect(released).toEqual([0, 1, 2]);
    expect(invocations.map(({ call }) => call)).toEqual([0, 1, 2]);
  });

  it('keeps calls that failed or were throttled, with what is known of them', async () => {
    const error = { code: 'ECONNRESET', message: 'socket hang up' };
    const calls = [
      held({ outcome: 'failed', sentAt: 1_000, error }),
      held({ outcome: 'throttled', sentAt: 1_000, receivedAt: 1_001, status: 429 }),
      held({ ...answered, status: 200, served: { instance: 'a', nth: 1 } }),
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

  it('rounds to microseconds', async () => {
    const exchange = { ...answered, sentAt: 1.000_04, receivedAt: 2.999_96 };
    const { invocations } = await fire([held(exchange)], { now: () => 1, wall: () => 0 });
    expect(invocations).toMatchObject([{ sentAt: 0, receivedAt: 2 }]);
  });

  it('of no calls is an empty burst', async () => {
    expect(await fire([], { now: () => 7, wall: () => 8 })).toEqual({ epoch: 8, invocations: [] });
  });
});
