import type { BrowserCall } from '../../../web/live/browser-call.ts';
import { alone, served, SERVER_CLOCK } from './bursts.ts';

/** A browser in front of a server: what each lets through at a time. */
export interface Setting {
  readonly calls: number;
  /** Connections of the browser, or 1 for a URL that its cache holds back. */
  readonly connections: number;
  readonly workers: number;
  readonly eachMs: number;
  /** All workers in one process, or an instance for each. */
  readonly oneInstance?: boolean;
}

/** Calls that are all asked for at 0, leave as connections get free, and queue for workers. */
export function browserBurst(setting: Setting): BrowserCall[] {
  const { calls, connections, workers, eachMs, oneInstance = false } = setting;
  const connectionFree = Array.from({ length: connections }, () => 0);
  const workerFree = Array.from({ length: workers }, () => 0);
  const times = Array.from({ length: calls }, () => {
    const sent = Math.min(...connectionFree);
    const ready = Math.min(...workerFree);
    const worker = workerFree.indexOf(ready);
    const from = Math.max(sent + 1, ready);
    const to = from + eachMs;
    workerFree[worker] = to;
    connectionFree[connectionFree.indexOf(sent)] = to + 1;
    return { sent, from, to, received: to + 1.5, on: oneInstance ? 'i0' : `i${worker}` };
  });
  return served(times).map((invocation, call) => ({
    invocation,
    askedAt: 0,
    answeredAt: (times[call]?.to ?? 0) + 1,
    protocol: 'http/1.1',
  }));
}

/** Calls that a browser made alone. */
export function browserSolo(eachMs: number): BrowserCall[] {
  return alone(eachMs).map((invocation) => ({
    invocation,
    askedAt: 0,
    answeredAt: 1 + eachMs,
    protocol: 'http/1.1',
  }));
}

/** A call that never came back. */
export function unanswered(call: number, status?: number): BrowserCall {
  const code = status === undefined ? 'no-answer' : `status-${status}`;
  return {
    askedAt: 0,
    invocation: {
      call,
      outcome: status === 429 ? 'throttled' : 'failed',
      sentAt: 0,
      receivedAt: 5,
      ...(status === undefined ? {} : { status }),
      error: { code, message: 'refused' },
    },
  };
}

export const EPOCH = SERVER_CLOCK;
