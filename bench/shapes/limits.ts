import { drawMs, type Draw, type Shape, type Times } from '../simulated/draw.ts';
import { GAVE_UP, Pool } from '../simulated/pool.ts';
import { limitedTo, rateLimited, type Reply, type SimulatedServer } from '../simulated/server.ts';
import type { World } from '../simulated/world.ts';

// Rates that are limited, and calls that are refused or fail.

export const LIMIT_SHAPES: readonly Shape[] = [
  { name: 'token bucket that delays', draw: delayingBucket },
  { name: 'token bucket that refuses, 429', draw: refusingBucket },
  { name: 'leaky bucket with a queue', draw: leakyBucket },
  { name: 'sheds load with 200', draw: (draw) => shedding(draw, busyPage(draw)) },
  { name: 'sheds load with 503', draw: (draw) => shedding(draw, UNAVAILABLE) },
  { name: 'pool that gives up waiting', draw: timeouts },
  { name: 'random failures, 2 %', draw: failures },
];

const FAILED: Reply = { status: 500, body: 'internal error', type: 'text/plain' };
const UNAVAILABLE: Reply = { status: 503, body: 'unavailable', type: 'text/plain' };

/** Time that it takes to refuse a call, ms. */
const REFUSAL_MS = 3;

/** The size of the bucket, and how often a token drips into it. */
interface Bucket {
  readonly size: number;
  readonly everyMs: number;
}

function drawBucket(draw: Draw, { meanMs }: Times): Bucket {
  return { size: draw.count(1, 20), everyMs: meanMs * draw.logBetween(0.05, 2) };
}

/** A limiter that starts a call as often as a call takes looks the same as one worker. */
const SERIAL_STEP = { from: 0.84, to: 1.2 } as const;

/** Without free calls, such a limiter may be called serial. */
function pacedOneByOne(everyMs: number, { meanMs }: Times): SimulatedServer['truth'] {
  const step = everyMs / meanMs;
  return step >= SERIAL_STEP.from && step <= SERIAL_STEP.to
    ? (seen) => ({ kinds: ['overlapping', 'serial'], low: seen.peak, high: 1 })
    : rateLimited;
}

/** When the next call may start: the generic cell rate algorithm (ITU-T I.371). */
function bucketOf(world: World, { size, everyMs }: Bucket): { next: () => number } {
  let full = Number.NEGATIVE_INFINITY;
  return {
    next: () => {
      full = Math.max(full, world.nowMs) + everyMs;
      return Math.max(0, full - size * everyMs - world.nowMs);
    },
  };
}

function delayingBucket(draw: Draw): SimulatedServer {
  const times = draw.times();
  const bucket = drawBucket(draw, times);
  return {
    parameters: { ...times, ...bucket },
    start: (world) => {
      const tokens = bucketOf(world, bucket);
      return function* handle() {
        yield world.sleep(tokens.next());
        yield* world.serve(drawMs(world, times));
        return {};
      };
    },
    truth: bucket.size === 1 ? pacedOneByOne(bucket.everyMs, times) : rateLimited,
    ...draw.network(),
  };
}

function refusingBucket(draw: Draw): SimulatedServer {
  const times = draw.times();
  const bucket = drawBucket(draw, times);
  return {
    parameters: { ...times, ...bucket },
    start: (world) => {
      let [tokens, at] = [bucket.size, 0];
      return function* handle() {
        tokens = Math.min(bucket.size, tokens + (world.nowMs - at) / bucket.everyMs);
        at = world.nowMs;
        if (tokens < 1) {
          yield world.sleep(REFUSAL_MS);
          return { status: 429, body: 'too many requests' };
        }
        tokens -= 1;
        yield* world.serve(drawMs(world, times));
        return {};
      };
    },
    truth: rateLimited,
    ...draw.network(),
  };
}

/** As nginx's limit_req: starts at equal steps, and no more than so many calls wait for theirs. */
function leakyBucket(draw: Draw): SimulatedServer {
  const times = draw.times();
  const { everyMs } = drawBucket(draw, times);
  const mostWaiting = draw.count(3, 100);
  return {
    parameters: { ...times, everyMs, mostWaiting },
    start: (world) => {
      let nextAt = 0;
      return function* handle() {
        const startAt = Math.max(nextAt, world.nowMs);
        if (startAt - world.nowMs > mostWaiting * everyMs) {
          yield world.sleep(REFUSAL_MS);
          return UNAVAILABLE;
        }
        nextAt = startAt + everyMs;
        yield world.sleep(startAt - world.nowMs);
        yield* world.serve(drawMs(world, times));
        return {};
      };
    },
    truth: pacedOneByOne(everyMs, times),
    ...draw.network(),
  };
}

/** A page that looks like the answer in type and size, or not. */
function busyPage(draw: Draw): Reply {
  return draw.uniform() < 0.5 ? {} : { body: 'Busy, try again later', type: 'text/html' };
}

function shedding(draw: Draw, refusal: Reply): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  const waitingRoom = draw.uniform() < 0.5 ? 0 : draw.count(1, 16);
  return {
    parameters: { workers, ...times, waitingRoom, refusal },
    start: (world) => {
      const pool = new Pool(world, workers);
      return function* handle() {
        if (pool.idle === 0 && pool.waiting >= waitingRoom) {
          yield world.sleep(REFUSAL_MS);
          return refusal;
        }
        yield* pool.serve(drawMs(world, times));
        return {};
      };
    },
    truth: limitedTo(workers),
    ...draw.network(),
  };
}

/** As a pool of connections to a database: whoever waits too long gets an error. */
function timeouts(draw: Draw): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  const patienceMs = times.meanMs * draw.logBetween(0.5, 5);
  return {
    parameters: { workers, ...times, patienceMs },
    start: (world) => {
      const pool = new Pool(world, workers);
      return function* handle() {
        const worker = yield pool.take({ patienceMs });
        if (worker === GAVE_UP) return FAILED;
        yield* world.serve(drawMs(world, times));
        pool.give(worker);
        return {};
      };
    },
    truth: limitedTo(workers),
    ...draw.network(),
  };
}

function failures(draw: Draw): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  return {
    parameters: { workers, ...times },
    start: (world) => {
      const pool = new Pool(world, workers);
      return function* handle() {
        const fails = world.uniform() < 0.02;
        yield* pool.serve(drawMs(world, times) * (fails ? world.uniform() : 1));
        return fails ? FAILED : {};
      };
    },
    truth: limitedTo(workers),
    ...draw.network(),
  };
}
