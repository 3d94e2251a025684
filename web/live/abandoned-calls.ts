/**
 * Calls that the page has aborted. The service is not notified and goes on serving them, which slows
 * down whatever is measured meanwhile. Times are in ms on one clock.
 */
export class AbandonedCalls {
  #until = -Infinity;

  /** Adds aborted calls that take `eachMs` alone. In the worst case they run one by one. */
  add(calls: number, eachMs: number, now: number): void {
    this.#until = Math.max(this.#until, now) + calls * eachMs;
  }

  /** Warnings for a run that starts now; empty once all aborted calls must have ended. */
  warnings(now: number): string[] {
    return now < this.#until ? [WARNING] : [];
  }
}

const WARNING =
  'Calls that you stopped earlier may still have been running on the service, so these calls, including the solo calls, may have waited for them. Fire again for a clean result.';
