import { readAnswer } from '../../src/core/answers/answer.ts';
import { STOPPED, type BrowserCall } from './browser-call.ts';
import { browserCall, nextUnclaimed, type Seen } from './resource-timing.ts';

export interface Burst {
  /** Wall clock at the release, ms since 1970. */
  readonly epoch: number;
  readonly calls: readonly BrowserCall[];
}

export interface FireOptions {
  /** `default` lets the browser do what it does with a tab; `no-store` keeps its cache out. */
  readonly cache: 'default' | 'no-store';
  readonly signal: AbortSignal;
  readonly onRelease?: () => void;
  readonly onAnswer?: (call: BrowserCall) => void;
}

/** Fires calls together and waits for all of them; never rejects because a call failed. */
export async function fire(urls: readonly string[], options: FireOptions): Promise<Burst> {
  performance.clearResourceTimings();
  performance.setResourceTimingBufferSize(ROOM_FOR_NOTES);
  const claimed = new Set<PerformanceResourceTiming>();
  const zero = performance.now();
  const epoch = performance.timeOrigin + zero;
  const calling = urls.map(async (url, call) => {
    const seen = await callOnce(url, options);
    const notes = seen.said.status === undefined ? undefined : await claimNotes(url, claimed);
    const done = browserCall({ call, zero }, seen, notes);
    options.onAnswer?.(done);
    return done;
  });
  options.onRelease?.();
  return { epoch, calls: await Promise.all(calling) };
}

/** Browsers keep 250 unless asked for more; the most calls of a burst and whatever else there is. */
const ROOM_FOR_NOTES = 1_000;

async function callOnce(url: string, { cache, signal }: FireOptions): Promise<Seen> {
  const askedAt = performance.now();
  try {
    const response = await fetch(url, { cache, signal });
    const { status, headers } = response;
    const body = await response.text();
    const receivedAt = performance.now();
    const answer = { status, headers: Object.fromEntries(headers), body };
    return { askedAt, receivedAt, said: readAnswer(answer, { pongExpected: true }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = signal.aborted ? STOPPED : 'no-answer';
    const said = { outcome: 'failed', error: { code, message } } as const;
    return { askedAt, receivedAt: performance.now(), said };
  }
}

/** The browser's notes on a call that has just ended; they may come a moment after the answer. */
async function claimNotes(
  url: string,
  claimed: Set<PerformanceResourceTiming>,
): Promise<PerformanceResourceTiming | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const notes = performance
      .getEntriesByName(url, 'resource')
      .filter((entry) => entry instanceof PerformanceResourceTiming);
    const next = nextUnclaimed(notes, claimed);
    if (next !== undefined) {
      claimed.add(next);
      return next;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return undefined;
}
