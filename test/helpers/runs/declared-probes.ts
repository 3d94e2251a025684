import type { Probe } from '../../../src/core/why/probes.ts';
import { queue, withoutServed } from './bursts.ts';

/** A bystander that took so long while calls waited, and 2 ms alone. */
export function bystander(waitingMs: number, more: Partial<Probe> = {}): Probe {
  const times = { path: '/-/bystander', aloneMs: [2, 2, 2], waitingMs: [waitingMs] };
  return { probe: 'bystander', invocations: burst(1), bystander: times, ...more };
}

/** A burst of six calls of 300 ms, so many at a time. */
export const burst = (workers: number) =>
  queue({ calls: 6, workers, eachMs: 300 }).map(withoutServed);

/** A burst whose calls differ from those of the check, so many at a time. */
export const variant = (probe: Exclude<Probe['probe'], 'bystander'>, workers: number): Probe => ({
  probe,
  invocations: burst(workers),
});

/** A bystander that did not wait, and one that waited for the calls. */
export const AT_ONCE = bystander(3);
export const WAITED = bystander(900);
