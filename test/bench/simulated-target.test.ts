import { describe, expect, it } from 'vitest';
import { Cores, equalShares } from '../../bench/simulated/cores.ts';
import { GAVE_UP, Pool, type Queue } from '../../bench/simulated/pool.ts';
import { limitedTo, type Handler } from '../../bench/simulated/server.ts';
import { simulateTarget } from '../../bench/simulated/simulated-target.ts';
import { World } from '../../bench/simulated/world.ts';
import { fire } from '../../src/core/fire.ts';
import { uniformFrom } from '../helpers/runs/virtual-server.ts';

/** Fires bursts at a server without a network; how long each call took, ms, in the order sent. */
async function fireAt(start: (world: World) => Handler, calls: readonly number[]) {
  const world = new World(uniformFrom(1));
  const server = {
    parameters: {},
    start,
    truth: limitedTo(1),
    overheadMs: 0,
    jitterMs: 0,
    sendGapMs: () => 0,
  };
  const { target, clock } = simulateTarget(server, world);
  const { signal } = new AbortController();
  const bursts = [];
  for (const count of calls) {
    bursts.push(await fire(await target.prepare({ calls: count, signal }), clock));
  }
  const tookMs = bursts.map(({ invocations }) =>
    invocations.map(({ sentAt, receivedAt = NaN }) => Math.round(receivedAt - sentAt)),
  );
  return { world, bursts, tookMs };
}

function poolOf(size: number, queue?: Queue): (world: World) => Handler {
  return (world) => {
    const pool = new Pool(world, size, queue);
    return function* handle() {
      yield* pool.serve(100);
      return {};
    };
  };
}

describe('a simulated target', () => {
  it('serves as many calls at a time as it has workers', async () => {
    const { tookMs, world } = await fireAt(poolOf(4), [10]);
    expect(tookMs).toStrictEqual([[100, 100, 100, 100, 200, 200, 200, 200, 300, 300]]);
    expect(world.peak).toBe(4);
  });

  it('has times that count from the release of each burst', async () => {
    const { tookMs, bursts } = await fireAt(poolOf(1), [1, 2]);
    expect(tookMs).toStrictEqual([[100], [100, 200]]);
    expect(bursts.map(({ invocations }) => invocations[0]?.sentAt)).toStrictEqual([0, 0]);
    expect(bursts[1]!.epoch - bursts[0]!.epoch).toBeGreaterThan(100);
  });

  it('takes waiting calls from the end of a last-in, first-out queue', async () => {
    const { tookMs } = await fireAt(poolOf(1, 'lifo'), [4]);
    expect(tookMs).toStrictEqual([[100, 400, 300, 200]]);
  });

  it('shares cores equally', async () => {
    const { tookMs } = await fireAt(
      (world) => {
        const cores = new Cores(world, equalShares(2));
        return function* handle({ nth }) {
          yield* cores.work(nth === 0 ? 50 : 100);
          return {};
        };
      },
      [1, 4],
    );
    // All four at half speed until the short one is done, and then three at two thirds.
    expect(tookMs).toStrictEqual([[50], [100, 175, 175, 175]]);
  });

  it('stands still in a stall', async () => {
    const { tookMs } = await fireAt(
      (world) => {
        const handler = poolOf(1)(world);
        return function* handle(call) {
          if (call.nth === 0) world.stalls.push({ at: world.nowMs + 150, ms: 70 });
          return yield* handler(call);
        };
      },
      [3],
    );
    expect(tookMs).toStrictEqual([[100, 270, 370]]);
  });

  it('lets calls give up waiting, and fails those with an error status', async () => {
    const { bursts, tookMs } = await fireAt(
      (world) => {
        const pool = new Pool(world, 1);
        return function* handle() {
          const worker = yield pool.take({ patienceMs: 150 });
          if (worker === GAVE_UP) return { status: 500 };
          yield* world.serve(100);
          pool.give(worker);
          return {};
        };
      },
      [4],
    );
    expect(tookMs).toStrictEqual([[100, 200, 150, 150]]);
    expect(bursts[0]?.invocations.map(({ outcome }) => outcome)).toStrictEqual([
      'answered',
      'answered',
      'failed',
      'failed',
    ]);
  });

  it("fails calls that outlast the command's time-out", async () => {
    const { bursts } = await fireAt(
      (world) =>
        function* handle() {
          yield* world.serve(31_000);
          return {};
        },
      [1],
    );
    expect(bursts[0]?.invocations).toMatchObject([
      { outcome: 'failed', error: { code: 'timeout' } },
    ]);
  });
});
