import { Cores, equalShares } from '../simulated/cores.ts';
import { drawMs, type Draw, type Shape, type Times } from '../simulated/draw.ts';
import { Pool } from '../simulated/pool.ts';
import { limitedTo, type Handler, type Seen, type Truth } from '../simulated/server.ts';
import type { World } from '../simulated/world.ts';
import type { ServiceTimes } from '../../test/helpers/runs/virtual-server.ts';

// The servers that the judge has models of.

interface Model {
  readonly threads?: number;
  readonly start: (world: World, about: { workers: number; times: Times }) => Handler;
  readonly truth?: (workers: number) => (seen: Seen) => Truth;
}

const MODELS: Record<string, Model> = {
  'shared queue': { start: sharedQueue },
  'own queues': { start: (world, about) => ownQueues(world, { ...about, threads: 1 }) },
  'own, 4 threads': {
    threads: 4,
    start: (world, about) => ownQueues(world, { ...about, threads: 4 }),
  },
  'sharing cores': { start: sharing, truth: shares },
};

const SERVICES: Record<string, (draw: Draw) => ServiceTimes> = {
  constant: () => ({ form: 'constant' }),
  'cv 2 %': () => ({ form: 'normal', cv: 0.02 }),
  'cv 10 %': () => ({ form: 'normal', cv: 0.1 }),
  'uniform 50 %': () => ({ form: 'uniform', halfWidth: 0.5 }),
  'uniform 100 %': () => ({ form: 'uniform', halfWidth: 1 }),
  'lognormal 30 %': () => ({ form: 'lognormal', cv: 0.3 }),
  'lognormal 100 %': () => ({ form: 'lognormal', cv: 1 }),
  exponential: () => ({ form: 'exponential' }),
  mixture: (draw) => ({
    form: 'mixture',
    share: draw.logBetween(0.05, 0.5),
    factor: draw.logBetween(2, 10),
  }),
};

export const MODEL_SHAPES: readonly Shape[] = Object.entries(MODELS).flatMap(([name, model]) =>
  Object.entries(SERVICES).map(([form, service]) => ({
    name: `${name}, ${form}`,
    draw: (draw: Draw) => drawModel(model, draw, service(draw)),
  })),
);

function drawModel(model: Model, draw: Draw, service: ServiceTimes): ReturnType<Shape['draw']> {
  const { threads = 1, truth = limitedTo } = model;
  const workers = Math.max(1, Math.round(draw.workers() / threads));
  const times = { meanMs: draw.logBetween(50, 2_000), service };
  return {
    parameters: { workers: workers * threads, ...times },
    start: (world) => model.start(world, { workers, times }),
    truth: truth(workers * threads),
    ...draw.network(),
  };
}

function sharedQueue(world: World, about: { workers: number; times: Times }): Handler {
  const pool = new Pool(world, about.workers);
  return function* handle() {
    yield* pool.serve(drawMs(world, about.times));
    return {};
  };
}

/** Calls are spread over the processes at random, and wait for one of its threads. */
function ownQueues(
  world: World,
  { workers, times, threads }: { workers: number; times: Times; threads: number },
): Handler {
  const processes = Array.from({ length: workers }, () => new Pool(world, threads));
  return function* handle() {
    const chosen = processes[Math.floor(world.uniform() * workers)];
    yield* chosen!.serve(drawMs(world, times));
    return {};
  };
}

function sharing(world: World, about: { workers: number; times: Times }): Handler {
  const cores = new Cores(world, equalShares(about.workers));
  return function* handle() {
    yield* cores.work(drawMs(world, about.times));
    return {};
  };
}

/** If more than half of the calls get a core, sharing is not contention. */
function shares(cores: number): (seen: Seen) => Truth {
  return ({ calls }) => {
    if (calls <= cores) return { kinds: ['overlapping'], low: calls, high: cores };
    if (calls < 1.25 * cores) return { kinds: ['overlapping'], low: calls, high: cores };
    const few = calls < 2 * cores + 2;
    return { kinds: few ? ['contended', 'overlapping'] : ['contended'], low: cores, high: cores };
  };
}
