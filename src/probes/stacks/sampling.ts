import type { Quiet } from './quiet.ts';
import type { Stacks, StacksMissing } from '../../core/why/stacks.ts';

/** How to sample. */
export interface SamplingOptions {
  /** The most samples to take; the inspector of Node.js takes more, all the time. */
  readonly samples: number;
  /** The pause from one sample to the next, ms; a sample may take longer. */
  readonly everyMs: number;
  /** Ends it early. `end` has to be awaited all the same: it cleans up. */
  readonly signal: AbortSignal;
  /** Decides when a sample may stop the server; if absent, at any time. */
  readonly quiet?: Quiet;
  /** Inspectors that are open already, as Node.js prints them: `ws://127.0.0.1:9229/ID`. */
  readonly inspectorUrls?: readonly string[];
}

/** A sampling of a server that has begun, but does not count yet. */
export interface Sampling {
  /** Counts from now on: the calls were released. */
  readonly released: () => void;
  /** Ends it, undoes what it has changed in the server, and says where threads were. */
  readonly end: () => Promise<Stacks | StacksMissing>;
}

/** Why a tool showed nothing. */
export type Reason = StacksMissing['reason'];
