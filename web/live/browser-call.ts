import type { Invocation } from '../../src/core/invocation.ts';

/** A call from a browser. Times are ms after its burst was released. */
export interface BrowserCall {
  /** Sent when it really left the browser, which is what the server may be judged by. */
  readonly invocation: Invocation;
  /** When the page asked for it. Until it left, the waiting is the browser's own. */
  readonly askedAt: number;
  /** When the first byte of the answer came. */
  readonly answeredAt?: number;
  /** `http/1.1`, `h2`; where the browser tells. */
  readonly protocol?: string;
}

/** What the error of a call says that the page itself gave up. */
export const STOPPED = 'stopped';

/** Whether the page gave the call up: nobody refused it, and it did not fail. */
export function isStopped({ invocation }: BrowserCall): boolean {
  return invocation.error?.code === STOPPED;
}

/** How long the browser held the call back, ms; opening a connection is part of it. */
export function heldMs({ invocation, askedAt }: BrowserCall): number {
  return Math.max(0, invocation.sentAt - askedAt);
}
