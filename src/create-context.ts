import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { defined } from './core/defined.ts';
import type { Progress } from './core/plan.ts';
import { clock, readLoad, thisClient } from './machine.ts';
import { serverWatch } from './observe/server-watch.ts';
import type { RunContext } from './run-context.ts';
import type { AwsOptions } from './targets/aws/aws-client.ts';
import { stallWatch } from './targets/stall-watch.ts';

/** How the caller follows a run, and stops it. */
export interface Hooks {
  /** Interrupts the run: what has finished by then is kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Called before more calls look for a cause. */
  readonly onProbes?: RunContext['onProbes'];
  /** Receives a line that the user should see: what changes, and what could not be done. */
  readonly onNotice?: (notice: string) => void;
  /** Receives a line about something that was changed and could not be restored. */
  readonly onLeftover?: (leftover: string) => void;
  /** The AWS region if neither the environment nor the profile names one. */
  readonly region?: string;
}

/** The region of our service unless another is configured, as in serverless.yml. */
const DEFAULT_REGION = 'us-east-1';

/** What a run needs from the process that it runs in. */
export type Context = RunContext & AwsOptions;

/** Calls `run` with a new context, and afterwards ends what the context started. */
export async function withContext<Result>(
  hooks: Hooks,
  timeoutMs: number,
  run: (context: Context) => Promise<Result>,
): Promise<Result> {
  const context = createContext(hooks, timeoutMs);
  try {
    return await run(context);
  } finally {
    await context.serverWatch?.close();
  }
}

function createContext(hooks: Hooks, timeoutMs: number): Context {
  const signal = AbortSignal.any(hooks.signal === undefined ? [] : [hooks.signal]);
  setMaxListeners(0, signal); // each connection of a burst adds one
  const { onProgress, onNotice, onLeftover, region } = hooks;
  return {
    client: thisClient(),
    clock,
    watchStalls: stallWatch(clock.now),
    serverWatch: serverWatch(clock.wall),
    signal,
    onProgress: (progress) => onProgress?.(progress),
    ...defined({ onProbes: hooks.onProbes }),
    machineLoad: readLoad,
    pause: pauseUntil(signal),
    timeoutMs,
    fallbackRegion: region ?? DEFAULT_REGION,
    notify: (notice) => onNotice?.(notice),
    onLeftover: (leftover) => onLeftover?.(leftover),
  };
}

/** Returns a function that waits so many ms, or until the signal aborts. */
function pauseUntil(signal: AbortSignal): RunContext['pause'] {
  return (ms) =>
    wait(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
}
