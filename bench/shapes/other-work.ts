import { drawMs, type Draw, type Shape } from '../simulated/draw.ts';
import { Pool } from '../simulated/pool.ts';
import { limitedTo, unlimited, type Seen, type SimulatedServer } from '../simulated/server.ts';
import type { World } from '../simulated/world.ts';

// Answers that do not stand for separate work.

export const OTHER_WORK_SHAPES: readonly Shape[] = [
  { name: 'cache', draw: cache },
  { name: 'single-flight', draw: singleFlight },
  { name: 'tickets, 202', draw: tickets },
  { name: 'batches', draw: batches },
];

/** Hits are a few ms fast; when an entry expires, all calls compute it until the first one is done. */
function cache(draw: Draw): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  const keptMs = draw.uniform() < 0.3 ? Infinity : times.meanMs * draw.logBetween(0.1, 10);
  return {
    parameters: { workers, ...times, keptMs },
    start: (world) => {
      const pool = new Pool(world, workers);
      let expiresAt = 0;
      return function* handle() {
        if (world.nowMs < expiresAt) {
          yield world.sleep(2);
          return {};
        }
        yield* pool.serve(drawMs(world, times));
        expiresAt = world.nowMs + keptMs;
        return {};
      };
    },
    // Hits are in progress together, too, so no low end claims too much.
    truth: (seen) => {
      const { kinds, high } = limitedTo(workers)(seen);
      return { kinds: [...kinds, 'overlapping'], low: seen.calls, high };
    },
    ...draw.network(),
  };
}

/** All calls that come while one is computed get its answer. How many could run cannot be seen. */
function singleFlight(draw: Draw): SimulatedServer {
  const times = draw.times();
  return {
    parameters: { ...times },
    start: (world) => {
      let waiting: (() => void)[] | undefined;
      return function* handle() {
        if (waiting !== undefined) {
          const queue = waiting;
          yield (resume) => queue.push(() => resume(0));
          return {};
        }
        waiting = [];
        yield* world.serve(drawMs(world, times));
        const others = waiting;
        waiting = undefined;
        for (const resume of others) resume();
        return {};
      };
    },
    truth: unlimited,
    ...draw.network(),
  };
}

/** The answer is a ticket, so any verdict on the work is wrong. */
function tickets(draw: Draw): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  const answerMs = draw.logBetween(3, 30);
  return {
    parameters: { workers, ...times, answerMs },
    start: (world) => {
      const pool = new Pool(world, workers);
      return function* handle() {
        world.start(pool.serve(drawMs(world, times)), () => undefined);
        yield world.sleep(answerMs);
        return { status: 202, body: '{"job":17}' };
      };
    },
    truth: () => ({ kinds: [], low: 0, high: Infinity }),
    ...draw.network(),
  };
}

/** Up to so many calls at a time, which together take a fixed time and some more for each. */
function batches(draw: Draw): SimulatedServer {
  const [most, { meanMs }] = [draw.count(2, 32), draw.times()];
  const share = draw.between(0, 0.5);
  const batch = { most, fixedMs: meanMs * (1 - share), eachMs: meanMs * share };
  const windowMs = draw.uniform() < 0.5 ? 0 : draw.between(2, 20);
  const capacity = (most * meanMs) / (batch.fixedMs + most * batch.eachMs);
  return {
    parameters: { ...batch, windowMs, capacity },
    start: (world) => batchHandler(world, batch, windowMs),
    // A batch is in progress together; if its time grows with its size, that is contention, too.
    truth: ({ calls }: Seen) => ({
      kinds:
        capacity < Math.min(calls, most) / 2 + 1 ? ['overlapping', 'contended'] : ['overlapping'],
      low: most,
      high: Math.floor(capacity),
    }),
    ...draw.network(),
  };
}

function batchHandler(
  world: World,
  batch: { most: number; fixedMs: number; eachMs: number },
  windowMs: number,
): ReturnType<SimulatedServer['start']> {
  const waiting: (() => void)[] = [];
  let isBusy = false;
  function* run(): Generator<(resume: (got: number) => void) => void, void, number> {
    yield world.sleep(windowMs);
    while (waiting.length > 0) {
      const taken = waiting.splice(0, batch.most);
      for (const _ of taken) world.enter();
      yield world.sleep(batch.fixedMs + taken.length * batch.eachMs);
      for (const resume of taken) {
        world.leave();
        resume();
      }
    }
    isBusy = false;
  }
  return function* handle() {
    yield (resume) => {
      waiting.push(() => resume(0));
      if (isBusy) return;
      isBusy = true;
      world.start(run(), () => undefined);
    };
    return {};
  };
}
