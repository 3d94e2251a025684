import { lengthMs, peakOverlap, type Interval } from '../../src/core/timeline/overlap.ts';
import { judgeOnly, type Run } from '../../src/core/run.ts';
import { SCHEMA_VERSION } from '../../src/core/run-file/schema-version.ts';
import type { Recording } from '../../src/core/recording.ts';
import { largest, median, smallest, sum } from '../../src/core/statistics.ts';
import { decline, type Declined } from '../../src/core/verdict.ts';
import { heldMs, type BrowserCall } from './browser-call.ts';

/** What the browser did to a burst before anything left for the server. */
export interface BrowserShare {
  readonly calls: number;
  /** Calls that left before any was answered. The browser held the others back. */
  readonly together: number;
  /** The most calls that were in flight at the same time. */
  readonly onTheWay: number;
  /** The median time that a call was in flight. */
  readonly typicalMs: number;
  readonly longestHeldMs: number;
  /** Total time that the browser held calls back, and total duration including it. */
  readonly heldMs: number;
  readonly totalMs: number;
  readonly sameUrl: boolean;
  readonly protocol?: string;
}

export interface Judged {
  /** The run of the calls that left together: only they could compete at the server. */
  readonly run: Run;
  /** The run of all calls. Its verdict attributes the browser's delays to the server. */
  readonly all: Run;
  readonly browser: BrowserShare;
}

export interface Measured {
  readonly target: NonNullable<Recording['target']>;
  readonly sameUrl: boolean;
  readonly solo: readonly BrowserCall[];
  readonly epoch: number;
  readonly burst: readonly BrowserCall[];
}

/**
 * Judges the server by the calls that left the browser together. Calls that left only after others had
 * ended look like a limit of the server, so they are excluded. With fewer than two calls left, the
 * verdict declines.
 */
export function judgeFromBrowser(measured: Measured): Judged {
  const { burst, sameUrl } = measured;
  const together = leftTogether(burst);
  const run = judgeCalls({ ...measured, burst: together });
  const declined = burst.some(isUntimed)
    ? UNTIMED
    : together.length < 2
      ? oneByOne(sameUrl)
      : undefined;
  return {
    run: declined === undefined ? run : { ...run, verdict: declined, warnings: [] },
    all: judgeCalls(measured),
    browser: shareOf(burst, together.length, sameUrl),
  };
}

function judgeCalls({ target, solo, epoch, burst }: Measured): Run {
  const invocations = burst.map(({ invocation }) => invocation);
  return judgeOnly({
    schemaVersion: SCHEMA_VERSION,
    target,
    solo: solo.map(({ invocation }) => invocation),
    bursts: [{ epoch, invocations }],
  });
}

/** The calls that left before the first was answered. A refusal occupies no worker, so it does not count. */
function leftTogether(burst: readonly BrowserCall[]): readonly BrowserCall[] {
  const firstAnswer = smallest(
    burst.flatMap(({ invocation, answeredAt }) =>
      invocation.outcome === 'answered' && answeredAt !== undefined ? [answeredAt] : [],
    ),
  );
  if (firstAnswer === undefined) return burst;
  return burst.filter(({ invocation }) => invocation.sentAt < firstAnswer);
}

/** Whether the browser does not report when an answered call left it, so its own delay is unknown. */
function isUntimed({ invocation, answeredAt }: BrowserCall): boolean {
  return invocation.outcome === 'answered' && answeredAt === undefined;
}

const UNTIMED = decline({ code: 'browser-hides-sending' }, { code: 'other-browser' });

function oneByOne(sameUrl: boolean): Declined {
  return decline(
    { code: 'browser-sent-one-by-one', sameUrl },
    { code: sameUrl ? 'distinct-urls' : 'longer-calls-in-browser' },
  );
}

function shareOf(burst: readonly BrowserCall[], together: number, sameUrl: boolean): BrowserShare {
  const held = burst.map(heldMs);
  const protocol = burst.find((call) => call.protocol !== undefined)?.protocol;
  return {
    calls: burst.length,
    together,
    onTheWay: peakOverlap(burst.flatMap(onTheWay)),
    typicalMs: median(burst.flatMap(onTheWay).map(lengthMs)) ?? 0,
    longestHeldMs: largest(held) ?? 0,
    heldMs: sum(held),
    totalMs: sum(burst.map(({ invocation, askedAt }) => (invocation.receivedAt ?? 0) - askedAt)),
    sameUrl,
    ...(protocol === undefined ? {} : { protocol }),
  };
}

/** In flight until the first byte of the answer, which lets a connection or a cache release the next call. */
function onTheWay({ invocation, answeredAt }: BrowserCall): Interval[] {
  return answeredAt === undefined ? [] : [{ start: invocation.sentAt, end: answeredAt }];
}
