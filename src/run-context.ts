import type { Client } from './core/client.ts';
import type { Clock, StallWatch } from './core/fire.ts';
import type { Load } from './core/observed/load.ts';
import type { Progress } from './core/plan.ts';
import type { ServerWatch } from './observe/server-watch.ts';

/** What came of the calls before others are made to find a cause. */
export type ProbedCalls = 'waited' | 'answered-otherwise' | 'did-not-wait';

/** What a check needs from the process that runs it. */
export interface RunContext {
  /** What the run file says of the client, but for the time. */
  readonly client?: Omit<Client, 'startedAt'>;
  readonly clock: Clock;
  readonly watchStalls: StallWatch;
  /** Watches a server on this machine; absent if nobody is to look. */
  readonly serverWatch?: ServerWatch;
  /** Interrupts the check: what has finished by then is kept. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Called before calls are made to find a cause, with the most that there will be, and what came of the others. */
  readonly onProbes?: (probes: { readonly calls: number; readonly others: ProbedCalls }) => void;
  /** How long each call may take. */
  readonly timeoutMs: number;
  /** How busy this machine is; `undefined` if the system does not say. */
  readonly machineLoad: () => Load | undefined;
  /** Waits so many ms, or until the check is interrupted. */
  readonly pause: (ms: number) => Promise<void>;
}
