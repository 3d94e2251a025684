import { defined } from '../core/defined.ts';
import { fire } from '../core/fire.ts';
import { roundToMicroseconds } from '../core/statistics.ts';
import { WAITED } from '../core/why/bystander-evidence.ts';
import { BYSTANDER_MOMENTS, type Probe } from '../core/why/probes.ts';
import type { RunContext } from '../run-context.ts';
import type { Quiet } from './stacks/quiet.ts';
import type { PrepareOptions, Target } from '../targets/target.ts';

/** Servers that limit the calls in progress refuse others with this status or with 429 (RFC 9110, 15.6.4). */
const UNAVAILABLE = 503;

/** How many calls to the other path are made alone, and how many while calls wait. */
export const BYSTANDERS = BYSTANDER_MOMENTS.length;

/** A call to another path. */
export interface BystanderCall {
  /** How long it took, including the time to open its connection. */
  readonly ms: number;
  readonly refused: boolean;
}

/** Calls the other path once; returns nothing if no answer came. */
export async function callBystander(
  target: Target,
  { clock, signal, serverWatch }: Pick<RunContext, 'clock' | 'signal' | 'serverWatch'>,
): Promise<BystanderCall[]> {
  const startedAt = clock.now();
  try {
    const onConnected: PrepareOptions['onConnected'] = (ends) => {
      serverWatch?.also(ends);
      return Promise.resolve();
    };
    const prepared = await target.prepare({ calls: 1, signal, onConnected });
    const connectedMs = clock.now() - startedAt;
    const { invocations } = await fire(prepared, clock);
    return invocations.flatMap(({ sentAt, receivedAt, outcome, status }) => {
      if (receivedAt === undefined) return [];
      const refused = outcome === 'throttled' || status === UNAVAILABLE;
      return [{ ms: roundToMicroseconds(connectedMs + receivedAt - sentAt), refused }];
    });
  } catch {
    return []; // a path that cannot be called says nothing
  }
}

/**
 * Calls the other path while the calls of a burst wait. Its connections are opened only then: a worker that
 * takes one connection at a time would wait for the request of one that came before.
 */
export function watchBystanders(
  target: Target,
  soloMs: number,
  { quiet, ...context }: RunContext & { readonly quiet: Quiet },
): { readonly begin: () => void; readonly end: () => Promise<BystanderCall[]> } {
  let coming: Promise<BystanderCall[]>[] = [];
  return {
    begin: () => {
      coming = BYSTANDER_MOMENTS.map(async (moment) => {
        await context.pause(moment * soloMs);
        // If it takes this long, it counts as waiting for the calls, whatever else stops the server.
        return quiet.keep(() => callBystander(target, context), WAITED * soloMs);
      });
    },
    end: async () => (await Promise.all(coming)).flat(),
  };
}

/** What is recorded of calls to another path, alone and while the calls of a burst waited. */
export function bystanderTimes(
  path: string,
  alone: readonly BystanderCall[],
  waiting: readonly BystanderCall[],
): NonNullable<Probe['bystander']> {
  const refusesAlone = alone.some(({ refused }) => refused);
  const refused = refusesAlone ? 0 : waiting.filter((one) => one.refused).length;
  return {
    path,
    aloneMs: alone.map(({ ms }) => ms),
    waitingMs: waiting.map(({ ms }) => ms),
    ...defined({ refused: refused === 0 ? undefined : refused }),
  };
}
