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

/** A call that is made while others wait. */
export interface MeanwhileCall {
  /** When it was sent, ms since 1970. */
  readonly epoch: number;
  /** How long it took, without the time to open its connection, and how long that took. */
  readonly ms: number;
  readonly connectedMs: number;
  readonly refused: boolean;
}

/** Calls the other path once, and has its connection watched; returns nothing if no answer came. */
export function callBystander(
  target: Target,
  context: Pick<RunContext, 'clock' | 'signal' | 'serverWatch'>,
): Promise<MeanwhileCall[]> {
  const onConnected: PrepareOptions['onConnected'] = (ends) => {
    context.serverWatch?.also(ends);
    return Promise.resolve();
  };
  return callOnce(target, context, { onConnected });
}

async function callOnce(
  target: Target,
  { clock, signal }: Pick<RunContext, 'clock' | 'signal'>,
  options: Pick<PrepareOptions, 'onConnected'> = {},
): Promise<MeanwhileCall[]> {
  const startedAt = clock.now();
  try {
    const prepared = await target.prepare({ calls: 1, signal, ...options });
    const connectedMs = clock.now() - startedAt;
    const { epoch, invocations } = await fire(prepared, clock);
    return invocations.flatMap(({ sentAt, receivedAt, outcome, status }) => {
      if (receivedAt === undefined) return [];
      const refused = outcome === 'throttled' || status === UNAVAILABLE;
      return [{ epoch, ms: receivedAt - sentAt, connectedMs, refused }];
    });
  } catch {
    return []; // what cannot be called says nothing
  }
}

/** Calls that are made while those of a burst wait. */
export interface Meanwhile {
  /** Begins at the release. */
  readonly begin: () => void;
  readonly end: () => Promise<MeanwhileCall[]>;
}

/**
 * Calls the other path while the calls of a burst wait. Its connections are opened only then: a worker that
 * takes one connection at a time would wait for the request of one that came before.
 */
export function watchBystanders(
  target: Target,
  soloMs: number,
  { quiet, ...context }: RunContext & { readonly quiet: Quiet },
): Meanwhile {
  // If it takes this long, it counts as waiting for the calls, whatever else stops the server.
  const call = (): Promise<MeanwhileCall[]> =>
    quiet.keep(() => callBystander(target, context), WAITED * soloMs);
  return meanwhile(call, soloMs, context);
}

/**
 * Makes the same call as those of a burst while these are in progress, if there is a target for it: a limit of
 * calls in progress refuses it.
 */
export function watchLatecomers(
  target: Target | undefined,
  soloMs: number,
  context: RunContext,
): Meanwhile {
  if (target === undefined) return { begin: () => {}, end: () => Promise.resolve([]) };
  return meanwhile(() => callOnce(target, context), soloMs, context);
}

function meanwhile(
  call: () => Promise<MeanwhileCall[]>,
  soloMs: number,
  { pause }: Pick<RunContext, 'pause'>,
): Meanwhile {
  let coming: Promise<MeanwhileCall[]>[] = [];
  return {
    begin: () => {
      coming = BYSTANDER_MOMENTS.map(async (moment) => {
        await pause(moment * soloMs);
        return call();
      });
    },
    end: async () => (await Promise.all(coming)).flat(),
  };
}

/** What is recorded of calls to another path, alone and while the calls of a burst waited. */
export function bystanderTimes(
  path: string,
  alone: readonly MeanwhileCall[],
  waiting: readonly MeanwhileCall[],
): NonNullable<Probe['bystander']> {
  const refusesAlone = alone.some(({ refused }) => refused);
  const refused = refusesAlone ? 0 : waiting.filter((one) => one.refused).length;
  return {
    path,
    aloneMs: alone.map(withConnecting),
    waitingMs: waiting.map(withConnecting),
    ...defined({ refused: refused === 0 ? undefined : refused }),
  };
}

/** A busy server accepts the connection late, too. */
function withConnecting({ connectedMs, ms }: MeanwhileCall): number {
  return roundToMicroseconds(connectedMs + ms);
}

/** What is recorded of calls like those of a burst that was released at this time, ms since 1970. */
export function latecomerTimes(
  calls: readonly MeanwhileCall[],
  releasedAt: number,
): NonNullable<Probe['latecomers']> {
  return calls.map(({ epoch, ms, refused }) => ({
    sentAt: roundToMicroseconds(epoch - releasedAt),
    ms: roundToMicroseconds(ms),
    refused,
  }));
}
