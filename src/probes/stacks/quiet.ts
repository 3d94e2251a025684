import { setTimeout as pause } from 'node:timers/promises';

/** Keeps whatever stops a server for a moment away from calls whose times count. */
export class Quiet {
  readonly #disturbances = new Set<Promise<unknown>>();
  readonly #kept = new Set<Promise<unknown>>();

  /** Runs a task that disturbs the server, as soon as no call has to be kept from that. */
  async disturb<T>(task: () => Promise<T>): Promise<T> {
    while (this.#kept.size > 0) await Promise.all(this.#kept);
    return noted(this.#disturbances, task());
  }

  /** Runs a task that nothing may disturb, until it is done or `mostMs` have passed. */
  async keep<T>(task: () => Promise<T>, mostMs: number): Promise<T> {
    const ended = new AbortController();
    const turn = Promise.all(this.#disturbances);
    const doing = turn.then(task).finally(() => ended.abort());
    const over = turn.then(() => pause(mostMs, undefined, { signal: ended.signal }));
    void noted(this.#kept, Promise.allSettled([over]));
    return doing;
  }
}

/** Adds what goes on to `all` until it has ended. */
async function noted<T>(all: Set<Promise<unknown>>, one: Promise<T>): Promise<T> {
  const ended = Promise.allSettled([one]);
  all.add(ended);
  try {
    return await one;
  } finally {
    all.delete(ended);
  }
}
