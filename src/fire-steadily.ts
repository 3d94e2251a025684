import { fire, type Clock, type FiredBurst, type StallWatch } from './core/fire.ts';
import { nameProcesses } from './core/observed/name-processes.ts';
import type { Sighting } from './core/observed/observed.ts';
import { harmfulStall } from './core/timeline/stalls.ts';
import type { BurstWatch, ServerWatch } from './observe/server-watch.ts';
import type { PrepareOptions, Target } from './targets/target.ts';

/** How often a burst may be repeated. A machine that stalled three times in a row will keep stalling. */
const MOST_REPEATS = 2;

/** How to fire calls. */
interface Steadiness {
  readonly clock: Clock;
  readonly watchStalls: StallWatch;
  readonly serverWatch?: ServerWatch | undefined;
  /** Duration of a solo call, ms, if it is known. */
  readonly soloMs?: number | undefined;
  /** Called when the calls of a burst were just released. */
  readonly onReleased?: (() => void) | undefined;
  /** Whether calls can be made again: not if the first ones are to meet cold instances. */
  readonly repeatable: boolean;
}

/** A burst as it was measured, and what the machine showed meanwhile if the server runs on it. */
type WatchedBurst = FiredBurst & { readonly observed?: Sighting };

/** The burst that counts, and how often its calls had been fired before; absent if never. */
export type SteadyBurst = WatchedBurst & { readonly repeats?: number };

/**
 * Prepares calls and fires them; does both again if the client itself was stalled meanwhile. `begin` is
 * called each time. Returns `undefined` if interrupted: half a burst cannot be judged.
 */
export async function fireSteadily(
  target: Target,
  begin: () => PrepareOptions,
  { soloMs, repeatable, ...context }: Steadiness,
): Promise<SteadyBurst | undefined> {
  for (let repeats = 0; ; repeats += 1) {
    const burst = await firePrepared(target, begin(), context);
    if (burst === undefined) return undefined;
    const mayRepeat = repeatable && repeats < MOST_REPEATS && !metColdInstance(burst);
    if (mayRepeat && harmfulStall(burst, soloMs) !== undefined) continue;
    return repeats === 0 ? burst : { ...burst, repeats };
  }
}

async function firePrepared(
  target: Target,
  options: PrepareOptions,
  { clock, watchStalls, serverWatch, onReleased }: Omit<Steadiness, 'soloMs' | 'repeatable'>,
): Promise<WatchedBurst | undefined> {
  try {
    const watching: { watch?: BurstWatch | undefined } = {};
    const onConnected: PrepareOptions['onConnected'] = async (ends) => {
      watching.watch = await serverWatch?.begin(ends);
    };
    const prepared = await target.prepare(
      mayBeHere(target) ? { ...options, onConnected } : options,
    );
    const fired = fire(prepared, clock, watchStalls); // the calls are released when it returns
    const { watch } = watching;
    watch?.released();
    onReleased?.();
    const burst = await fired;
    const seen = await watch?.end(burst.epoch);
    if (options.signal.aborted) return undefined;
    if (seen === undefined) return burst;
    const { sighting: observed, servedBy } = seen;
    return { ...burst, invocations: nameProcesses(burst.invocations, servedBy), observed };
  } catch (error) {
    if (options.signal.aborted) return undefined;
    throw error;
  }
}

/**
 * Whether the server itself may run on this machine. An emulator of AWS only passes calls on, to
 * environments that serve one at a time.
 */
function mayBeHere({ description: { kind, callsPerInstance } }: Target): boolean {
  return kind === 'local' || (kind === 'http' && callsPerInstance === undefined);
}

/** A cold start comes once. */
function metColdInstance({ invocations }: FiredBurst): boolean {
  return invocations.some(({ served }) => served?.cold === true);
}
