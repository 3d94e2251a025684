/**
 * How calls that arrive together are served: one shared queue, a queue for each worker, a queue for each
 * pool of threads, processor sharing, or starts at a pace. Each model turns service times into the times at which the calls
 * end, sorted, counted from the release.
 */
export type Model = 'shared' | 'own' | 'pools' | 'sharing' | 'paced';

/** Threads of each pool, as in a gunicorn process: four stand for any small number. */
export const POOL = 4;

/** Random numbers from a constant seed, so a recording always gets the same verdict. */
export interface Random {
  /** Uniform on [0, 1). */
  readonly next: () => number;
  /** Uniform on 0 ... count - 1. */
  readonly below: (count: number) => number;
}

/** A small generator of random numbers: mulberry32, by Tommy Ettinger. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, below: (count) => Math.floor(next() * count) };
}

/** Service times, as drawn and sorted: sorting is what takes the time. */
export interface Services {
  readonly drawn: Float64Array;
  readonly sorted: Float64Array;
}

/** Serves calls that arrive together, by a model: when they end, sorted, counted from the release. */
export function serve(
  { drawn, sorted }: Services,
  { model, workers, random }: { model: Model; workers: number; random: Random },
): Float64Array {
  switch (model) {
    case 'shared':
      return workers >= drawn.length ? sorted : sharedQueue(drawn, workers);
    case 'own':
      return ownQueues(drawn, { queues: workers, threads: 1, random });
    case 'pools':
      return ownQueues(drawn, { queues: Math.round(workers / POOL), threads: POOL, random });
    case 'sharing':
      return processorSharing(sorted, workers);
    case 'paced':
      return paced(drawn, workers);
  }
}

/** One queue, first come, first served: the next free worker takes the next call. */
function sharedQueue(services: Float64Array, workers: number): Float64Array {
  const calls = services.length;
  const ends = new Float64Array(calls);
  if (workers === 1) {
    let at = 0;
    for (let call = 0; call < calls; call += 1) ends[call] = at += services[call]!;
    return ends;
  }
  const busy = services.slice(0, workers).toSorted();
  let size = workers;
  for (let call = 0; call < calls; call += 1) {
    const end = busy[0]!;
    ends[call] = end;
    const next = workers + call;
    if (next < calls) sinkRoot(busy, size, end + services[next]!);
    else {
      size -= 1;
      sinkRoot(busy, size, busy[size]!);
    }
  }
  return ends;
}

/** Replaces the smallest of a binary heap. */
function sinkRoot(heap: Float64Array, size: number, value: number): void {
  let at = 0;
  for (let child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && heap[child + 1]! < heap[child]!) child += 1;
    if (heap[child]! >= value) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = value;
}

/** Each call joins a random queue, and `threads` threads serve each queue. */
function ownQueues(
  services: Float64Array,
  { queues, threads, random }: { queues: number; threads: number; random: Random },
): Float64Array {
  const freeAt = new Float64Array(queues * threads);
  const ends = new Float64Array(services.length);
  for (let call = 0; call < services.length; call += 1) {
    const from = random.below(queues) * threads;
    let next = from;
    for (let thread = from + 1; thread < from + threads; thread += 1) {
      if (freeAt[thread]! < freeAt[next]!) next = thread;
    }
    ends[call] = freeAt[next]! += services[call]!;
  }
  return ends.toSorted();
}

/**
 * All calls are in progress, each with an equal share of the cores but at most one (egalitarian processor
 * sharing: Kleinrock, "Queueing Systems, Volume 2: Computer Applications", 1976).
 */
function processorSharing(sorted: Float64Array, cores: number): Float64Array {
  const calls = sorted.length;
  const ends = new Float64Array(calls);
  let at = 0;
  let done = 0;
  for (let call = 0; call < calls; call += 1) {
    const work = sorted[call]!;
    at += (work - done) * Math.max(1, (calls - call) / cores);
    done = work;
    ends[call] = at;
  }
  return ends;
}

/**
 * Calls are started one by one, `perService` during a service time, and then do not wait for each other: a
 * limiter, or a stage that serves one call at a time.
 */
function paced(services: Float64Array, perService: number): Float64Array {
  return services.map((service, call) => call / perService + service).toSorted();
}
