import type { VerdictKind } from '../../src/core/verdict.ts';
import { Cores, equalShares, type Rate } from '../simulated/cores.ts';
import { drawMs, type Draw, type Shape } from '../simulated/draw.ts';
import { Pool } from '../simulated/pool.ts';
import { limitedTo, type Seen, type SimulatedServer, type Truth } from '../simulated/server.ts';

// Calls that slow each other, or wait in one part of their work.

export const SHARING_SHAPES: readonly Shape[] = [
  { name: 'threads under one lock', draw: (draw) => slots(draw, () => 1) },
  { name: 'slots that slow each other', draw: (draw) => slots(draw, anyRate) },
  { name: 'slower beyond so many calls', draw: convoys },
  { name: 'cores, and a part that waits', draw: coresAndWaiting },
  { name: 'serial stage inside the call', draw: serialStage },
  { name: 'two stages in series', draw: twoStages },
  { name: 'network as slow as the service', draw: slowNetwork },
  { name: 'client sends slowly', draw: slowClient },
];

/** How many calls the slots get done together in the time of a solo call. */
type DrawRate = (draw: Draw, slots: number) => number;

function anyRate(draw: Draw, count: number): number {
  return draw.between(1, count);
}

/** Up to so many calls at a time, each slower the more there are. */
function slots(draw: Draw, drawRate: DrawRate): SimulatedServer {
  const [count, times] = [draw.count(2, 16), draw.times()];
  const rate = drawRate(draw, count);
  const slowed: Rate = (active) => 1 / (1 + ((count / rate - 1) * (active - 1)) / (count - 1));
  return {
    parameters: { slots: count, rate, ...times },
    start: (world) => {
      const pool = new Pool(world, count);
      const cores = new Cores(world, slowed);
      return function* handle() {
        const worker = yield pool.take();
        yield* cores.work(drawMs(world, times));
        pool.give(worker);
        return {};
      };
    },
    truth: ({ calls }) => {
      const together = Math.min(count, calls);
      return slowedTruth({ rate: together * slowed(together), together });
    },
    ...draw.network(),
  };
}

/** Contended if most of the overlap is only apparent; near the border both kinds are right. */
function slowedTruth({ rate, together }: { rate: number; together: number }): Truth {
  const share = rate / (together / 2 + Math.SQRT2 - 1);
  const interval = { low: Math.ceil(rate), high: Math.floor(rate) };
  if (share < 0.85) return { kinds: ['contended'], ...interval };
  if (share > 1.15) return { kinds: ['overlapping'], low: together, high: Math.floor(rate) };
  return { kinds: ['contended', 'overlapping'], low: together, high: Math.floor(rate) };
}

function withKind(kinds: Truth['kinds'], kind: VerdictKind): Truth['kinds'] {
  return kinds.includes(kind) ? kinds : [...kinds, kind];
}

/** No slower up to so many calls, and then even less throughput the more there are. */
function convoys(draw: Draw): SimulatedServer {
  const [upTo, times] = [draw.count(1, 16), draw.times()];
  const worse = draw.between(0, 0.5);
  const rate: Rate = (active) => Math.min(1, (upTo / active) ** (1 + worse));
  return {
    parameters: { upTo, worse, ...times },
    start: (world) => {
      const cores = new Cores(world, rate);
      return function* handle() {
        yield* cores.work(drawMs(world, times));
        return {};
      };
    },
    truth: ({ calls }) => {
      if (calls <= upTo) return { kinds: ['overlapping'], low: calls, high: upTo };
      const { kinds, high } = slowedTruth({ rate: calls * rate(calls), together: calls });
      const low = kinds.includes('overlapping') ? calls : upTo;
      // So many at a time are no slower than a call alone, which is overlap, too.
      const both = upTo > 1 ? withKind(kinds, 'overlapping') : kinds;
      return { kinds: both, low, high: Math.max(1, high) };
    },
    ...draw.network(),
  };
}

/** Each call waits for something first, which costs nothing, and then computes. */
function coresAndWaiting(draw: Draw): SimulatedServer {
  const [count, times] = [draw.count(1, 16), draw.times()];
  const waits = draw.between(0.1, 0.9);
  const rate = count / (1 - waits);
  return {
    parameters: { cores: count, waits, ...times },
    start: (world) => {
      const cores = new Cores(world, equalShares(count));
      return function* handle() {
        const ms = drawMs(world, times);
        yield* world.serve(waits * ms);
        yield* cores.work((1 - waits) * ms);
        return {};
      };
    },
    truth: ({ calls }) => {
      if (calls <= rate) return { kinds: ['overlapping'], low: calls, high: count };
      // A burst of calls that wait together gets less than the rate that the cores can sustain.
      const { kinds } = slowedTruth({ rate, together: calls });
      const burstRate = calls / (waits + ((1 - waits) * calls) / count);
      const mayBeContended = burstRate < calls / 2 + 1;
      return {
        // The part that waits does overlap.
        kinds: withKind(mayBeContended ? withKind(kinds, 'contended') : kinds, 'overlapping'),
        low: kinds.includes('overlapping') ? calls : Math.ceil(rate),
        high: Math.min(count, Math.floor(burstRate)),
      };
    },
    ...draw.network(),
  };
}

/** At most this speed-up may be called serial. */
const SERIAL_SPEED_UP = 1.2;

/** Part of each call runs one at a time, and the rest overlaps: how many are in progress is not limited. */
function serialStage(draw: Draw): SimulatedServer {
  const times = draw.times();
  const share = draw.between(0.2, 0.95);
  const capacity = 1 / share;
  const isFirst = draw.uniform() < 0.5;
  return {
    parameters: { share, capacity, isFirst, ...times },
    start: (world) => {
      const stage = new Pool(world, 1);
      return function* handle() {
        const ms = drawMs(world, times);
        if (!isFirst) yield* world.serve((1 - share) * ms);
        yield* stage.serve(share * ms);
        if (isFirst) yield* world.serve((1 - share) * ms);
        return {};
      };
    },
    truth: (seen) => {
      if (capacity <= SERIAL_SPEED_UP) {
        return { kinds: ['serial', 'overlapping', 'contended'], low: 2, high: 1 };
      }
      return { kinds: ['overlapping'], low: Math.max(seen.peak, 2), high: Infinity };
    },
    ...draw.network(),
  };
}

function twoStages(draw: Draw): SimulatedServer {
  const [first, second, times] = [draw.count(1, 32), draw.count(1, 32), draw.times()];
  const share = draw.between(0.1, 0.9);
  const capacity = Math.min(first / share, second / (1 - share));
  return {
    parameters: { first, second, share, capacity, ...times },
    start: (world) => {
      const pools = [new Pool(world, first), new Pool(world, second)] as const;
      return function* handle() {
        const ms = drawMs(world, times);
        yield* pools[0].serve(share * ms);
        yield* pools[1].serve((1 - share) * ms);
        return {};
      };
    },
    truth: ({ calls }) => ({
      kinds: capacity <= SERIAL_SPEED_UP ? ['serial', 'overlapping'] : ['overlapping'],
      low: Math.min(calls, first + second),
      // The workers of the slower stage are the limit, and more calls are in progress.
      high: first / share < second / (1 - share) ? first : second,
    }),
    ...draw.network(),
  };
}

/** What the network adds overlaps freely, so more calls are in progress than the server serves. */
function slowNetwork(draw: Draw): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  const overheadMs = times.meanMs * draw.logBetween(0.3, 2);
  const capacity = workers * (1 + overheadMs / times.meanMs);
  return {
    parameters: { workers, ...times, capacity },
    start: (world) => {
      const pool = new Pool(world, workers);
      return function* handle() {
        yield* pool.serve(drawMs(world, times));
        return {};
      };
    },
    truth: (seen) => networkTruth(seen, { workers, capacity }),
    ...draw.network(),
    overheadMs,
  };
}

function networkTruth(
  seen: Seen,
  { workers, capacity }: { workers: number; capacity: number },
): Truth {
  const { kinds, high } = limitedTo(workers)(seen);
  const low = Math.min(seen.calls, Math.ceil(capacity));
  return { kinds: [...kinds, 'overlapping'], low, high };
}

function slowClient(draw: Draw): SimulatedServer {
  const [workers, times] = [draw.workers(), draw.times()];
  const sentWithinMs = times.meanMs * draw.between(0.2, 1);
  return {
    parameters: { workers, ...times, sentWithinMs },
    start: (world) => {
      const pool = new Pool(world, workers);
      return function* handle() {
        yield* pool.serve(drawMs(world, times));
        return {};
      };
    },
    truth: limitedTo(workers),
    ...draw.network(),
    sendGapMs: (calls) => sentWithinMs / calls,
  };
}
