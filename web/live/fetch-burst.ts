import { readAnswer } from '../../src/core/answers/answer.ts';
import { STOPPED, type BrowserCall } from './browser-call.ts';
import { browserCall, firstUnclaimed, type PageObservation } from './resource-timing.ts';

/** The calls of a burst, once all have ended. */
export interface FetchedBurst {
  /** Wall clock at the release, in ms since 1970. */
  readonly epoch: number;
  readonly calls: readonly BrowserCall[];
}

/** How to fetch a burst, and what to call as it proceeds. */
export interface FetchOptions {
  /** `default` caches as for any tab; `no-store` bypasses the cache. */
  readonly cache: 'default' | 'no-store';
  readonly signal: AbortSignal;
  readonly onRelease?: () => void;
  /** Called as each call ends, whatever its outcome. */
  readonly onEnd?: (call: BrowserCall) => void;
}

/** Fetches all URLs at once and waits for all answers. Never rejects because a call failed. */
export async function fetchBurst(
  urls: readonly string[],
  options: FetchOptions,
): Promise<FetchedBurst> {
  performance.clearResourceTimings();
  performance.setResourceTimingBufferSize(TIMING_BUFFER_SIZE);
  const claimed = new Set<PerformanceResourceTiming>();
  const zero = performance.now();
  const epoch = performance.timeOrigin + zero;
  const calling = urls.map(async (url, call) => {
    const observed = await fetchOnce(url, options);
    const answered = observed.exchange.status !== undefined;
    const timing = answered ? await claimTiming(url, claimed) : undefined;
    const ended = browserCall({ call, zero }, observed, timing);
    options.onEnd?.(ended);
    return ended;
  });
  options.onRelease?.();
  return { epoch, calls: await Promise.all(calling) };
}

/** Entries. The browsers' default is 250; this has room for the largest burst and for page assets. */
const TIMING_BUFFER_SIZE = 1_000;

async function fetchOnce(url: string, { cache, signal }: FetchOptions): Promise<PageObservation> {
  const askedAt = performance.now();
  try {
    const response = await fetch(url, { cache, signal });
    const { status, headers } = response;
    const body = await response.text();
    const receivedAt = performance.now();
    const answer = { status, headers: Object.fromEntries(headers), body };
    return { askedAt, receivedAt, exchange: readAnswer(answer, { pongExpected: true }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = signal.aborted ? STOPPED : 'no-answer';
    const exchange = { outcome: 'failed', error: { code, message } } as const;
    return { askedAt, receivedAt: performance.now(), exchange };
  }
}

/** The timing entry of a call that has just ended. Browsers may add it shortly after the answer. */
async function claimTiming(
  url: string,
  claimed: Set<PerformanceResourceTiming>,
): Promise<PerformanceResourceTiming | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const entries = performance
      .getEntriesByName(url, 'resource')
      .filter((entry) => entry instanceof PerformanceResourceTiming);
    const first = firstUnclaimed(entries, claimed);
    if (first !== undefined) {
      claimed.add(first);
      return first;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return undefined;
}
