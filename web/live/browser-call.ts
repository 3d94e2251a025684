import type { Invocation } from '../../src/core/invocation.ts';

/** A call from a browser. Times are in ms after its burst was released. */
export interface BrowserCall {
  /** Sent when the request left the browser, which is the time to judge the server by. */
  readonly invocation: Invocation;
  /** When the page asked for the call. Any wait until it left is the browser's doing. */
  readonly askedAt: number;
  /** When the first byte of the answer came. */
  readonly answeredAt?: number;
  /** `http/1.1` or `h2`, if the browser reports it. */
  readonly protocol?: string;
}

/** The error code of a call that the page aborted. */
export const STOPPED = 'stopped';

/** Whether the page aborted the call. Such a call was not refused and did not fail. */
export function isStopped({ invocation }: BrowserCall): boolean {
  return invocation.error?.code === STOPPED;
}

/** Whether the call met an instance that had not served any before, as far as it says. */
export function isCold({ invocation }: BrowserCall): boolean {
  return invocation.served?.cold === true;
}

/** How long the browser held the call back, in ms, including the time to open a connection. */
export function heldMs({ invocation, askedAt }: BrowserCall): number {
  return Math.max(0, invocation.sentAt - askedAt);
}
