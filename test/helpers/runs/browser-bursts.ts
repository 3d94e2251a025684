import type { BrowserCall } from '../../../web/live/browser-call.ts';
import { soloCalls, served, SERVER_CLOCK } from './bursts.ts';

/** A browser in front of a server: what each lets through at a time. */
export interface Setting {
  readonly calls: number;
  /** Connections that the browser opens, or 1 if its cache lets calls of the same URL go one by one. */
  readonly connections: number;
  readonly workers: number;
  readonly eachMs: number;
  /** Whether all workers are on one instance; otherwise each is on its own. */
  readonly oneInstance?: boolean;
}

/** Calls that a page starts at 0; they leave when a connection is free, then queue for a worker. */
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

/** Solo calls made by a browser. */
export function browserSolo(eachMs: number): BrowserCall[] {
  return soloCalls(eachMs).map((invocation) => ({
    invocation,
    askedAt: 0,
    answeredAt: 1 + eachMs,
    protocol: 'http/1.1',
  }));
}

/** A call that failed or, with status 429, was throttled. */
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

/** When the burst was released, by the browser's clock. */
export const EPOCH = SERVER_CLOCK;
