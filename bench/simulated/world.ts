import type { Uniform } from '../../test/helpers/runs/virtual-server.ts';

// A discrete-event simulation: processes are generators that yield what they wait for, and nothing sleeps.

/** Something to wait for: it calls `resume`, now or later, with what came of it. */
export type Step = (resume: (got: number) => void) => void;

/** What happens in order in virtual time, such as the handling of one call. */
export type Process<Result = void> = Generator<Step, Result, number>;

/** A time in which the whole machine stands still. */
export interface Stall {
  readonly at: number;
  readonly ms: number;
}

/** Virtual time, and how many calls are being worked on. */
export class World {
  readonly uniform: Uniform;
  /** In the order in which they come; they do not overlap. */
  readonly stalls: Stall[] = [];
  /** The most calls that were in service at one time. */
  peak = 0;
  #nowMs = 0;
  #inService = 0;
  /** What is going to happen, the next one last. */
  readonly #agenda: { readonly at: number; readonly act: () => void }[] = [];

  constructor(uniform: Uniform) {
    this.uniform = uniform;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Does something at a time; of the same time, what was planned first comes first. */
  plan(at: number, act: () => void): void {
    const agenda = this.#agenda;
    let [low, high] = [0, agenda.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((agenda[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    agenda.splice(low, 0, { at, act });
  }

  /** Lets time pass until something is done. */
  runUntil(isDone: () => boolean): void {
    while (!isDone()) {
      const next = this.#agenda.pop();
      if (next === undefined) throw new Error('nothing is left to happen');
      this.#nowMs = Math.max(this.#nowMs, next.at);
      next.act();
    }
  }

  /** Lets time pass, with all that goes on in the background. */
  pass(ms: number): void {
    let isOver = false;
    this.plan(this.#nowMs + ms, () => (isOver = true));
    this.runUntil(() => isOver);
  }

  start<Result>(process: Process<Result>, onEnd: (result: Result) => void): void {
    const resume = (got: number): void => {
      const { done, value } = process.next(got);
      if (done === true) onEnd(value);
      else value(resume);
    };
    resume(0);
  }

  sleep(ms: number): Step {
    return (resume) => this.plan(this.#afterStalls(ms), () => resume(0));
  }

  /** Sleeps while a call counts as in service. */
  *serve(ms: number): Process {
    this.enter();
    yield this.sleep(ms);
    this.leave();
  }

  enter(): void {
    this.#inService += 1;
    this.peak = Math.max(this.peak, this.#inService);
  }

  leave(): void {
    this.#inService -= 1;
  }

  /** When something that takes so long from now on is over. */
  #afterStalls(ms: number): number {
    let end = this.#nowMs + ms;
    for (const stall of this.stalls) {
      const over = stall.at + stall.ms;
      if (over > this.#nowMs && stall.at < end) end += over - Math.max(stall.at, this.#nowMs);
    }
    return end;
  }
}
