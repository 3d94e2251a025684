import type { Process, Step, World } from './world.ts';

/** Which waiting call is next. */
export type Queue = 'fifo' | 'lifo' | 'random';

/** What a call gets that has lost its patience. */
export const GAVE_UP = -1;

interface Waiter {
  readonly resume: (worker: number) => void;
}

/** Workers, numbered from 0, that serve one call each, and the calls that wait for one. */
export class Pool {
  readonly #world: World;
  readonly #queue: Queue;
  readonly #waiting: Waiter[] = [];
  /** The one that was busy last at the end. */
  readonly #idle: number[];
  #size: number;
  /** Told when a call has to wait. */
  onWait: () => void = () => undefined;

  constructor(world: World, size: number, queue: Queue = 'fifo') {
    this.#world = world;
    this.#queue = queue;
    this.#size = size;
    this.#idle = Array.from({ length: size }, (_, worker) => size - 1 - worker);
  }

  get size(): number {
    return this.#size;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get idle(): number {
    return this.#idle.length;
  }

  /** Waits for a worker, for so long; takes the one that was busy last, or any. */
  take({ patienceMs = Infinity, any = false } = {}): Step {
    return (resume) => {
      const worker = any ? this.#anyIdle() : this.#idle.pop();
      if (worker !== undefined) return resume(worker);
      const waiter = { resume };
      this.#waiting.push(waiter);
      if (patienceMs < Infinity) {
        this.#world.plan(this.#world.nowMs + patienceMs, () => this.#giveUp(waiter));
      }
      this.onWait();
    };
  }

  give(worker: number): void {
    const next = this.#next();
    if (next === undefined) this.#idle.push(worker);
    else next.resume(worker);
  }

  /** Adds workers. */
  grow(by = 1): void {
    for (let more = 0; more < by; more += 1) {
      this.#size += 1;
      this.give(this.#size - 1);
    }
  }

  /** Waits for a worker, is served, and lets it go. */
  *serve(ms: number): Process {
    const worker = yield this.take();
    yield* this.#world.serve(ms);
    this.give(worker);
  }

  #anyIdle(): number | undefined {
    const at = Math.floor(this.#world.uniform() * this.#idle.length);
    return this.#idle.splice(at, 1)[0];
  }

  #next(): Waiter | undefined {
    if (this.#queue === 'fifo') return this.#waiting.shift();
    if (this.#queue === 'lifo') return this.#waiting.pop();
    const at = Math.floor(this.#world.uniform() * this.#waiting.length);
    return this.#waiting.splice(at, 1)[0];
  }

  #giveUp(waiter: Waiter): void {
    const at = this.#waiting.indexOf(waiter);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    waiter.resume(GAVE_UP);
  }
}
