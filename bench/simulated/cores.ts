import type { Process, World } from './world.ts';

/** How fast each of so many calls gets ahead; 1 is as fast as alone. */
export type Rate = (active: number) => number;

/** A machine of so many cores: calls share them equally, and none gets more than one. */
export function equalShares(cores: number): Rate {
  return (active) => Math.min(1, cores / active);
}

/** Something that all calls work on at the same time, and that slows them the more there are. */
export class Cores {
  readonly #world: World;
  readonly #rate: Rate;
  /** Work that is left, by what goes on when it is done. */
  readonly #active = new Map<(got: number) => void, number>();
  #since = 0;
  /** Plans made before the last change no longer hold. */
  #changes = 0;

  constructor(world: World, rate: Rate) {
    this.#world = world;
    this.#rate = rate;
  }

  /** Does so much work: ms, if it is alone. */
  *work(ms: number): Process {
    this.#world.enter();
    yield (resume) => {
      this.#progress();
      this.#active.set(resume, ms);
      this.#planNext();
    };
    this.#world.leave();
  }

  #progress(): void {
    const { nowMs } = this.#world;
    const done = (nowMs - this.#since) * this.#rate(Math.max(1, this.#active.size));
    for (const [resume, left] of this.#active) this.#active.set(resume, left - done);
    this.#since = nowMs;
  }

  #planNext(): void {
    this.#changes += 1;
    const change = this.#changes;
    const shortest = Math.min(...this.#active.values());
    if (shortest === Infinity) return;
    const inMs = Math.max(0, shortest) / this.#rate(this.#active.size);
    this.#world.plan(this.#world.nowMs + inMs, () => {
      if (change === this.#changes) this.#finish();
    });
  }

  #finish(): void {
    this.#progress();
    const done = [...this.#active].filter(([, left]) => left < 1e-6).map(([resume]) => resume);
    for (const resume of done) this.#active.delete(resume);
    this.#planNext();
    for (const resume of done) resume(0);
  }
}
