/**
 * Calls that the page has given up. The service goes on with them, since nobody tells it, and what is
 * measured meanwhile is slower for it. Times are ms on one clock.
 */
export class Leftover {
  #until = -Infinity;

  /** Notes calls that were stopped, each of which takes so long alone: at worst they run one by one. */
  add(calls: number, eachMs: number, now: number): void {
    this.#until = Math.max(this.#until, now) + calls * eachMs;
  }

  /** What is to be said of a run that begins now. */
  cautions(now: number): string[] {
    return now < this.#until ? [CAUTION] : [];
  }
}

const CAUTION =
  'Calls that you had stopped before may still have been running at the service, so that these calls, those alone as well, may have waited for them. Fire again for a result of its own.';
