import { drawMs, type Draw, type Shape } from '../simulated/draw.ts';
import { Pool } from '../simulated/pool.ts';
import { limitedTo, unlimited, type SimulatedServer } from '../simulated/server.ts';

// What makes calls slower, and is no queue.

export const DELAY_SHAPES: readonly Shape[] = [
  { name: 'constant delay under load', draw: constantDelay },
  { name: 'retry of every second call', draw: retries },
  { name: 'pause of one burst', draw: pauses },
  { name: 'random stalls of 5 to 50 ms', draw: stalls },
  { name: 'warm-up of the process', draw: warmUp },
  { name: 'cold workers, one warm', draw: (draw) => coldWorkers(draw, { any: false }) },
  { name: 'cold workers, in any order', draw: (draw) => coldWorkers(draw, { any: true }) },
  { name: 'cold instances, no limit', draw: coldInstances },
  { name: 'stragglers, 1 of 10', draw: stragglers },
];

function constantDelay(draw: Draw): SimulatedServer {
  const times = draw.times();
  const delayMs = times.meanMs * draw.logBetween(0.2, 3);
  return {
    parameters: { ...times, delayMs },
    start: (world) =>
      function* handle({ of }) {
        yield* world.serve(drawMs(world, times) + (of > 1 ? delayMs : 0));
        return {};
      },
    truth: unlimited,
    ...draw.network(),
  };
}

/** As if the first packet of every second connection was lost. */
function retries(draw: Draw): SimulatedServer {
  const times = draw.times();
  const retryMs = draw.uniform() < 0.5 ? 1_000 : times.meanMs * draw.logBetween(0.3, 3);
  return {
    parameters: { ...times, retryMs },
    start: (world) =>
      function* handle({ nth }) {
        if (nth % 2 === 1) yield world.sleep(retryMs);
        yield* world.serve(drawMs(world, times));
        return {};
      },
    truth: unlimited,
    ...draw.network(),
  };
}

/** As a garbage collector stops the world: once, in one of the bursts. */
function pauses(draw: Draw): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  const pauseMs = times.meanMs * draw.logBetween(0.3, 3);
  const afterMs = times.meanMs * draw.between(0, 1);
  const inBurst = draw.uniform() < 0.7 ? 0 : 1;
  return {
    parameters: { workers, ...times, pauseMs, afterMs, inBurst },
    start: (world) => {
      const pool = new Pool(world, workers);
      return function* handle({ of, burst }) {
        if (of > 1 && burst === inBurst && world.stalls.length === 0) {
          world.stalls.push({ at: world.nowMs + afterMs, ms: pauseMs });
        }
        yield* pool.serve(drawMs(world, times));
        return {};
      };
    },
    truth: limitedTo(workers),
    ...draw.network(),
  };
}

/** Stalls that are drawn beforehand cover the first hour. */
const STALLED_FOR_MS = 3_600_000;

function stalls(draw: Draw): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  const everyMs = draw.logBetween(100, 1_000);
  return {
    parameters: { workers, ...times, everyMs },
    start: (world) => {
      const pool = new Pool(world, workers);
      for (let at = 0; at < STALLED_FOR_MS;) {
        at += -everyMs * Math.log(1 - world.uniform());
        const ms = 5 + 45 * world.uniform();
        world.stalls.push({ at, ms });
        at += ms;
      }
      return function* handle() {
        yield* pool.serve(drawMs(world, times));
        return {};
      };
    },
    truth: limitedTo(workers),
    ...draw.network(),
  };
}

/** The first calls of a process take 10, 6 and 4 times as long. */
const WARMING_UP = [10, 6, 4];

function warmUp(draw: Draw): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  const slower = draw.between(0.1, 1);
  return {
    parameters: { workers, ...times, slower },
    start: (world) => {
      const pool = new Pool(world, workers);
      let served = 0;
      return function* handle() {
        const factor = 1 + slower * ((WARMING_UP[served] ?? 1) - 1);
        served += 1;
        yield* pool.serve(factor * drawMs(world, times));
        return {};
      };
    },
    truth: limitedTo(workers),
    ...draw.network(),
  };
}

/** The first call on each worker takes longer; solo calls meet the same worker, or any. */
function coldWorkers(draw: Draw, { any }: { any: boolean }): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  const coldMs = times.meanMs * draw.logBetween(0.3, 5);
  return {
    parameters: { workers, ...times, coldMs },
    start: (world) => {
      const pool = new Pool(world, workers);
      const warm = new Set<number>();
      return function* handle() {
        const worker = yield pool.take({ any });
        const extraMs = warm.has(worker) ? 0 : coldMs;
        warm.add(worker);
        yield* world.serve(drawMs(world, times) + extraMs);
        pool.give(worker);
        return {};
      };
    },
    truth: limitedTo(workers),
    ...draw.network(),
  };
}

/** As on Lambda: a new instance for each call that finds none idle, each of which starts cold. */
function coldInstances(draw: Draw): SimulatedServer {
  const times = draw.times();
  const coldMs = times.meanMs * draw.logBetween(0.3, 5);
  return {
    parameters: { ...times, coldMs },
    start: (world) => {
      let idle = 0;
      return function* handle() {
        const isCold = idle === 0;
        if (!isCold) idle -= 1;
        yield* world.serve(drawMs(world, times) + (isCold ? coldMs : 0));
        idle += 1;
        return {};
      };
    },
    truth: unlimited,
    ...draw.network(),
  };
}

function stragglers(draw: Draw): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  return {
    parameters: { workers, ...times },
    start: (world) => {
      const pool = new Pool(world, workers);
      return function* handle() {
        const factor = world.uniform() < 0.1 ? 10 : 1;
        yield* pool.serve(factor * drawMs(world, times));
        return {};
      };
    },
    truth: limitedTo(workers),
    ...draw.network(),
  };
}
