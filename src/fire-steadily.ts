import { fire, type Clock, type FiredBurst, type StallWatch } from './core/fire.ts';
import { harmfulStall } from './core/timeline/stalls.ts';
import type { PrepareOptions, Target } from './targets/target.ts';

/** How often a burst may be repeated. A machine that stalled three times in a row will keep stalling. */
const MOST_REPEATS = 2;

/** How to fire calls. */
interface Steadiness {
  readonly clock: Clock;
  readonly watchStalls: StallWatch;
  /** Duration of a solo call, ms, if it is known. */
  readonly soloMs?: number | undefined;
  /** Whether calls can be made again: not if the first ones are to meet cold instances. */
  readonly repeatable: boolean;
}

/**
 * Prepares calls and fires them; does both again if the client itself was stalled meanwhile. `begin` is
 * called each time. Returns `undefined` if interrupted: half a burst cannot be judged.
 */
export async function fireSteadily(
  target: Target,
  begin: () => PrepareOptions,
  { soloMs, repeatable, ...context }: Steadiness,
): Promise<FiredBurst | undefined> {
  for (let repeats = 0; ; repeats += 1) {
    const burst = await firePrepared(target, begin(), context);
    if (burst === undefined || harmfulStall(burst, soloMs) === undefined) return burst;
    if (!repeatable || repeats === MOST_REPEATS || metColdInstance(burst)) return burst;
  }
}

async function firePrepared(
  target: Target,
  options: PrepareOptions,
  { clock, watchStalls }: Pick<Steadiness, 'clock' | 'watchStalls'>,
): Promise<FiredBurst | undefined> {
  try {
    const burst = await fire(await target.prepare(options), clock, watchStalls);
    return options.signal.aborted ? undefined : burst;
  } catch (error) {
    if (options.signal.aborted) return undefined;
    throw error;
  }
}

/** A cold start comes once. */
function metColdInstance({ invocations }: FiredBurst): boolean {
  return invocations.some(({ served }) => served?.cold === true);
}
