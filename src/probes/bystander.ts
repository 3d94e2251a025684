import { fire } from '../core/fire.ts';
import { roundToMicroseconds } from '../core/statistics.ts';
import type { RunContext } from '../run-context.ts';
import type { Target } from '../targets/target.ts';

/** How many calls to the other path are made alone, and how many while calls wait. */
export const BYSTANDERS = 3;

/** When they are made, in solo calls after the release: all while the first calls are in progress. */
const MOMENTS = [0.25, 0.5, 0.75];

/** Calls the other path once. Returns how long that took with its connection, ms; nothing if it failed. */
export async function callBystander(
  target: Target,
  { clock, signal }: Pick<RunContext, 'clock' | 'signal'>,
): Promise<number[]> {
  const startedAt = clock.now();
  try {
    const prepared = await target.prepare({ calls: 1, signal });
    const connectedMs = clock.now() - startedAt;
    const { invocations } = await fire(prepared, clock);
    return invocations.flatMap(({ sentAt, receivedAt }) =>
      receivedAt === undefined ? [] : [roundToMicroseconds(connectedMs + receivedAt - sentAt)],
    );
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
  context: RunContext,
): { readonly begin: () => void; readonly end: () => Promise<number[]> } {
  let coming: Promise<number[]>[] = [];
  return {
    begin: () => {
      coming = MOMENTS.map(async (moment) => {
        await context.pause(moment * soloMs);
        return callBystander(target, context);
      });
    },
    end: async () => (await Promise.all(coming)).flat(),
  };
}
