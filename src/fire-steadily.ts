import { fire, type Clock, type FiredBurst } from './core/fire.ts';
import { harmfulStall } from './core/timeline/stalls.ts';
import { stallWatch } from './targets/stall-watch.ts';
import type { PrepareOptions, Target } from './targets/target.ts';

/** A burst is fired again at most so often: a machine that stalls three times in a row goes on to stall. */
const MOST_REPEATS = 2;

/** How to fire calls. */
interface Steadiness {
  readonly clock: Clock;
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
  { clock, soloMs, repeatable }: Steadiness,
): Promise<FiredBurst | undefined> {
  for (let repeats = 0; ; repeats += 1) {
    const burst = await firePrepared(target, begin(), clock);
    if (burst === undefined || harmfulStall(burst, soloMs) === undefined) return burst;
    if (!repeatable || repeats === MOST_REPEATS || metColdInstance(burst)) return burst;
  }
}

async function firePrepared(
  target: Target,
  options: PrepareOptions,
  clock: Clock,
): Promise<FiredBurst | undefined> {
  try {
    const burst = await fire(await target.prepare(options), clock, stallWatch(clock.now));
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
