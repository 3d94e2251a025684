import { drawMs, type Draw, type Shape, type Times } from '../simulated/draw.ts';
import { Pool, type Queue } from '../simulated/pool.ts';
import {
  limitedTo,
  type Handler,
  type Seen,
  type SimulatedServer,
  type Truth,
} from '../simulated/server.ts';
import type { World } from '../simulated/world.ts';

// Pools of workers unlike those of the models.

export const POOL_SHAPES: readonly Shape[] = [
  { name: 'LIFO queue', draw: (draw) => queued(draw, 'lifo') },
  { name: 'queue in random order', draw: (draw) => queued(draw, 'random') },
  { name: 'queues chosen by the kernel', draw: (draw) => ownQueues(draw, kernelsChoice) },
  { name: 'round robin over workers', draw: (draw) => ownQueues(draw, roundRobin) },
  { name: 'sticky connections', draw: (draw) => ownQueues(draw, sticky) },
  { name: 'unequal workers', draw: unequalWorkers },
  { name: 'worker busy after its answer', draw: busyAfterwards },
  { name: 'pool grows within a burst', draw: growsWithin },
  { name: 'pool grows between bursts', draw: (draw) => growsBetween(draw, (size) => size + 1) },
  { name: 'pool doubles between bursts', draw: (draw) => growsBetween(draw, (size) => 2 * size) },
];

function queued(draw: Draw, queue: Queue): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  return {
    parameters: { workers, ...times },
    start: (world) => {
      const pool = new Pool(world, workers, queue);
      return function* handle() {
        yield* pool.serve(drawMs(world, times));
        return {};
      };
    },
    truth: limitedTo(workers),
    ...draw.network(),
  };
}

/** Which worker's queue a call joins. */
type Choice = (world: World, workers: number) => (nth: number) => number;

/** Of two workers, the kernel wakes the first one more often. */
function kernelsChoice(world: World, workers: number): (nth: number) => number {
  const favor = 0.5 + world.uniform();
  return () => Math.floor(workers * world.uniform() ** favor);
}

function roundRobin(_: World, workers: number): (nth: number) => number {
  let next = 0;
  return () => (next += 1) % workers;
}

/** The same connection, and so the nth call of each burst, always gets the same worker. */
function sticky(world: World, workers: number): (nth: number) => number {
  const chosen: number[] = [];
  return (nth) => (chosen[nth] ??= Math.floor(workers * world.uniform()));
}

function ownQueues(draw: Draw, choice: Choice): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  return {
    parameters: { workers, ...times },
    start: (world) => {
      const pools = Array.from({ length: workers }, () => new Pool(world, 1));
      const choose = choice(world, workers);
      return function* handle({ nth }) {
        yield* pools[choose(nth)]!.serve(drawMs(world, times));
        return {};
      };
    },
    // Workers that no call reached cannot be seen.
    truth: (seen) => ({ ...limitedTo(workers)(seen), high: Math.min(workers, seen.peak) }),
    ...draw.network(),
  };
}

function unequalWorkers(draw: Draw): SimulatedServer {
  const [workers, times] = [draw.count(2, 64), draw.times()];
  const slowest = draw.logBetween(1.2, 4);
  const any = draw.uniform() < 0.5;
  return {
    parameters: { workers, ...times, slowest, any },
    start: (world) => {
      const pool = new Pool(world, workers);
      const factors = Array.from({ length: workers }, () => slowest ** world.uniform());
      return function* handle() {
        const worker = yield pool.take({ any });
        yield* world.serve((factors[worker] ?? 1) * drawMs(world, times));
        pool.give(worker);
        return {};
      };
    },
    truth: limitedTo(workers),
    ...draw.network(),
  };
}

/** As with a background task: the answer comes first, and the worker is free later. */
function busyAfterwards(draw: Draw): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  const afterMs = times.meanMs * draw.logBetween(0.3, 3);
  return {
    parameters: { workers, ...times, afterMs },
    start: (world) => {
      const pool = new Pool(world, workers);
      return function* handle() {
        const worker = yield pool.take();
        yield* world.serve(drawMs(world, times));
        world.plan(world.nowMs + afterMs, () => pool.give(worker));
        return {};
      };
    },
    truth: limitedTo(workers),
    ...draw.network(),
  };
}

/** A closed interval has to reach the most workers that were busy at one time. */
function grown({ calls, peak }: Seen): Truth {
  const kind = peak === 1 ? 'serial' : 'overlapping';
  return { kinds: [kind], low: Math.min(calls, peak), high: peak };
}

/** One more worker after each while in which calls have waited; it stays, or the pool shrinks when idle. */
function growsWithin(draw: Draw): SimulatedServer {
  const [first, times] = [draw.count(1, 16), draw.times()];
  const most = first * draw.count(2, 8);
  const everyMs = times.meanMs * draw.logBetween(0.3, 3);
  const shrinks = draw.uniform() < 0.5;
  return {
    parameters: { first, most, ...times, everyMs, shrinks },
    start: (world) => {
      let [pool, inBurst] = [growingPool(world, { first, most, everyMs }), 0];
      return function* handle({ burst }) {
        if (burst > inBurst && shrinks) pool = growingPool(world, { first, most, everyMs });
        inBurst = burst;
        yield* pool.serve(drawMs(world, times));
        return {};
      };
    },
    truth: grown,
    ...draw.network(),
  };
}

function growingPool(
  world: World,
  { first, most, everyMs }: { first: number; most: number; everyMs: number },
): Pool {
  const pool = new Pool(world, first);
  let isWatched = false;
  const watch = (): void => {
    isWatched = pool.waiting > 0 && pool.size < most;
    if (isWatched) world.plan(world.nowMs + everyMs, grow);
  };
  const grow = (): void => {
    if (pool.waiting > 0) pool.grow();
    watch();
  };
  pool.onWait = () => {
    if (!isWatched) watch();
  };
  return pool;
}

function growsBetween(draw: Draw, next: (size: number) => number): SimulatedServer {
  const [first, times] = [draw.count(1, 16), draw.times()];
  return {
    parameters: { first, ...times },
    start: (world) => growingHandler(world, { first, times, next }),
    truth: grown,
    ...draw.network(),
  };
}

function growingHandler(
  world: World,
  about: { first: number; times: Times; next: (size: number) => number },
): Handler {
  const pool = new Pool(world, about.first);
  let [grownFor, hasWaited] = [0, false];
  pool.onWait = () => (hasWaited = true);
  return function* handle({ burst }) {
    if (burst > grownFor) {
      if (hasWaited) pool.grow(about.next(pool.size) - pool.size);
      [grownFor, hasWaited] = [burst, false];
    }
    yield* pool.serve(drawMs(world, about.times));
    return {};
  };
}
