import { defined } from '../core/defined.ts';
import { fire } from '../core/fire.ts';
import type { Invocation } from '../core/invocation.ts';
import { roundToMicroseconds } from '../core/statistics.ts';
import { WAITED } from '../core/why/bystander-evidence.ts';
import { isLikeAnswer, isTurnedAway, type TurnedAway } from '../core/why/turned-away.ts';
import { BYSTANDER_MOMENTS, LATECOMER_MOMENTS, type Probe } from '../core/why/probes.ts';
import type { RunContext } from '../run-context.ts';
import type { Quiet } from './stacks/quiet.ts';
import type { PrepareOptions, Target } from '../targets/target.ts';

/** Servers that limit the calls in progress refuse others with this status or with 429 (RFC 9110, 15.6.4). */
const UNAVAILABLE = 503;

/** How many calls to the other path are made alone, and how many while calls wait. */
export const BYSTANDERS = BYSTANDER_MOMENTS.length;
/** How many calls like those of a burst are made meanwhile. */
export const LATECOMERS = LATECOMER_MOMENTS.length;

/** A call that is made while others wait. */
export interface MeanwhileCall {
  /** When it was sent, ms since 1970. */
  readonly epoch: number;
  /** How long it took, without the time to open its connection, and how long that took. */
  readonly ms: number;
  readonly connectedMs: number;
  readonly call: Invocation;
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
    return invocations.flatMap((call) => {
      const { sentAt, receivedAt } = call;
      return receivedAt === undefined
        ? []
        : [{ epoch, ms: receivedAt - sentAt, connectedMs, call }];
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
  return meanwhile(call, momentsMs(BYSTANDER_MOMENTS, soloMs), context);
}

/**
 * Makes the same call as those of a burst while these are in progress, if there is a target for it: a limit of
 * calls in progress refuses it.
 */
export function watchLatecomers(
  target: Target | undefined,
  soloMs: number,
  context: Pick<RunContext, 'clock' | 'signal' | 'pause'>,
): Meanwhile {
  if (target === undefined) return { begin: () => {}, end: () => Promise.resolve([]) };
  const call = (): Promise<MeanwhileCall[]> => callOnce(target, context);
  return meanwhile(call, momentsMs(LATECOMER_MOMENTS, soloMs), context);
}

function momentsMs(moments: readonly number[], soloMs: number): readonly number[] {
  return moments.map((moment) => moment * soloMs);
}

function meanwhile(
  call: () => Promise<MeanwhileCall[]>,
  atMs: readonly number[],
  { pause }: Pick<RunContext, 'pause'>,
): Meanwhile {
  let coming: Promise<MeanwhileCall[]>[] = [];
  return {
    begin: () => {
      coming = atMs.map(async (ms) => {
        await pause(ms);
        return call();
      });
    },
    end: async () => (await Promise.all(coming)).flat(),
  };
}

/** What is recorded of calls to another path, alone and while the calls of a burst waited. */
export function bystanderTimes(
  path: string,
  { alone, waiting, turnedAway }: Bystanders,
): NonNullable<Probe['bystander']> {
  const isLikeAlone = ({ call }: MeanwhileCall): boolean =>
    alone.some((one) => isLikeAnswer(one.call, call));
  const refusedAlone = alone.some((one) => isRefused(one, turnedAway));
  const refused = waiting.filter((one) => isRefused(one, turnedAway));
  const served = waiting.filter((one) => !refused.includes(one));
  const areOther = turnedAway !== undefined && !served.every(isLikeAlone);
  return {
    path,
    aloneMs: alone.map(withConnecting),
    waitingMs: waiting.map(withConnecting),
    ...defined({
      refused: refusedAlone || refused.length === 0 ? undefined : refused.length,
      ambiguous: refusedAlone || areOther ? (true as const) : undefined,
    }),
  };
}

/** Calls to another path, alone and while others waited, and how calls are turned away with a normal status, if they are. */
interface Bystanders {
  readonly alone: readonly MeanwhileCall[];
  readonly waiting: readonly MeanwhileCall[];
  readonly turnedAway: TurnedAway | undefined;
}

function isRefused({ call }: MeanwhileCall, turnedAway: TurnedAway | undefined): boolean {
  if (call.outcome === 'throttled' || call.status === UNAVAILABLE) return true;
  return turnedAway !== undefined && isTurnedAway(call, turnedAway);
}

/** A busy server accepts the connection late, too. */
function withConnecting({ connectedMs, ms }: MeanwhileCall): number {
  return roundToMicroseconds(connectedMs + ms);
}

/** What is recorded of calls like those of a burst that was released at this time, ms since 1970. */
export function latecomerTimes(
  calls: readonly MeanwhileCall[],
  { releasedAt, turnedAway }: { releasedAt: number; turnedAway: TurnedAway | undefined },
): NonNullable<Probe['latecomers']> {
  return calls.map((one) => ({
    sentAt: roundToMicroseconds(one.epoch - releasedAt),
    ms: roundToMicroseconds(one.ms),
    refused: isRefused(one, turnedAway),
  }));
}
