import { defined } from '../defined.ts';
import type { Invocation } from '../invocation.ts';
import type { Recording } from '../recording.ts';
import { SCHEMA_VERSION } from '../run-file/schema-version.ts';
import { largest, roundToMicroseconds } from '../statistics.ts';
import { choiceText, isChosen, type Choice } from './choice.ts';
import { heldBack } from './held-back.ts';
import type { Held } from './recorded-by.ts';
import type { Recorded, RecordedCall } from './recorded-call.ts';
import { findCandidates, type Candidate, type Release } from './releases.ts';
import { maskedUrl } from './request.ts';

/** Why a file holds no run of calls that could be judged. */
export type NoRun = NoRunReason & {
  /** Calls for which the file does not say when or where they were sent. */
  readonly leftOut?: number;
};

type NoRunReason =
  | { readonly code: 'all-cached'; readonly cached: number }
  | { readonly code: 'all-failed'; readonly calls: number; readonly message: string }
  /** No two calls were in flight together, which is up to the client. */
  | {
      readonly code: 'one-by-one';
      readonly calls: number;
      readonly cached?: number;
      readonly held?: Held;
    }
  /** Calls overlapped, but none were released together. */
  | { readonly code: 'not-together'; readonly requests: readonly string[] }
  | NoSuchRequest;

/** The request that was chosen is not in the file. */
interface NoSuchRequest {
  readonly code: 'no-such-request';
  readonly received: string;
  /** Those that are, the ones with the largest bursts first; none if the format has no addresses. */
  readonly requests: readonly { readonly request: string; readonly calls: number }[];
  /** Answers from the browser's own cache, maybe to the request that was chosen. */
  readonly cached?: number;
}

/** Whether a file holds a run of calls. */
export function isRun(found: Recording | NoRunReason): found is Recording {
  return 'schemaVersion' in found;
}

/** The largest bursts are kept; more of them add nothing. */
const MOST_BURSTS = 10;

/** Solo calls that are kept: the last before the bursts, which are closest to these. */
const MOST_SOLO = 50;

/**
 * Finds a run in what another program recorded: the calls of the request that was chosen or, of several, of the one
 * with the largest burst.
 */
export function findRun(recorded: Recorded, choice: Choice = {}): Recording | NoRun {
  const found = findAny(recorded, choice);
  return isRun(found) ? found : { ...found, ...defined({ leftOut: recorded.leftOut }) };
}

function findAny(recorded: Recorded, choice: Choice): Recording | NoRunReason {
  const all = findCandidates(recorded.calls).toSorted(
    (a, b) => sizeOf(b) - sizeOf(a) || b.calls.length - a.calls.length,
  );
  if (all.length === 0) return { code: 'all-cached', cached: recorded.cached ?? 0 };
  const candidates = all.filter(({ calls }) => isChosen(calls, choice));
  const [best] = candidates;
  if (best === undefined) {
    const received = choiceText(choice);
    const { cached } = recorded;
    return { code: 'no-such-request', received, requests: callCounts(all), ...defined({ cached }) };
  }
  const calls = candidates.flatMap((candidate) => candidate.calls);
  const [failed] = calls;
  if (calls.every(({ outcome }) => outcome === 'failed')) {
    const { message = '' } = failed?.error ?? {};
    return { code: 'all-failed', calls: calls.length, message };
  }
  return best.bursts.length === 0
    ? noRun({ ...recorded, calls }, candidates)
    : runOf(recorded, best);
}

/** The requests that can be chosen. */
function callCounts(all: readonly Candidate[]): NoSuchRequest['requests'] {
  return all
    .filter(({ request }) => request !== '')
    .map(({ request, calls }) => ({ request, calls: calls.length }));
}

function sizeOf({ bursts }: Candidate): number {
  return largest(bursts.map(({ calls }) => calls.length)) ?? 0;
}

function noRun({ calls, cached }: Recorded, candidates: readonly Candidate[]): NoRunReason {
  const overlapping = candidates.filter(({ solo, calls: all }) => solo.length < all.length);
  const held = heldBack(calls);
  if (overlapping.length > 0 && held?.because !== 'same-url') {
    return { code: 'not-together', requests: overlapping.map(({ request }) => request) };
  }
  return { code: 'one-by-one', calls: calls.length, ...defined({ cached, held }) };
}

function runOf(recorded: Recorded, { calls, solo, bursts: all }: Candidate): Recording {
  const bursts = largestOf(all);
  const startsAt = startOf(bursts[0]);
  const before = solo.filter(({ sentAt }) => sentAt < startsAt).slice(-MOST_SOLO);
  const after = solo.filter(({ sentAt }) => sentAt >= startsAt).slice(0, MOST_SOLO);
  const judged = bursts.flatMap((burst) => burst.calls);
  const { format, creator, cached, leftOut } = recorded;
  return {
    schemaVersion: SCHEMA_VERSION,
    recordedBy: {
      format,
      calls: calls.length,
      ...defined({
        creator,
        cached,
        leftOut,
        followers: calls.length - solo.length - all.flatMap((one) => one.calls).length || undefined,
        otherCalls: recorded.calls.length - calls.length || undefined,
        held: heldBack(calls),
      }),
    },
    target: targetOf(judged),
    solo: (before.length > 0 ? before : after).map((call, nth) => asInvocation(call, nth)),
    bursts: bursts.map((burst) => burstOf(burst, recorded)),
  };
}

function largestOf(bursts: readonly Release[]): Release[] {
  return bursts
    .toSorted((a, b) => b.calls.length - a.calls.length)
    .slice(0, MOST_BURSTS)
    .toSorted((a, b) => startOf(a) - startOf(b));
}

function startOf(release: Release | undefined): number {
  return release?.calls[0]?.sentAt ?? 0;
}

function targetOf(judged: readonly RecordedCall[]): NonNullable<Recording['target']> {
  const { method, url, name } = judged[0] ?? {};
  if (url === undefined) return { kind: 'requests' };
  const urls = new Set(judged.map((call) => call.url));
  return {
    kind: 'http',
    ...defined({
      name,
      method,
      url: maskedUrl(url),
      requestsDiffer: urls.size > 1 || undefined,
    }),
  };
}

function burstOf(
  release: Release,
  { dated }: Pick<Recorded, 'dated'>,
): Recording['bursts'][number] {
  const zero = startOf(release);
  return {
    ...defined({
      epoch: dated ? zero : undefined,
      others: release.others || undefined,
    }),
    invocations: release.calls.map((call, nth) => asInvocation(call, nth, zero)),
  };
}

/** A call as a run file holds it, without anything that may be secret. */
function asInvocation(recorded: RecordedCall, call: number, zero = recorded.sentAt): Invocation {
  const { firstByteAt, outcome, status, error, bodyBytes, contentType, cached, served } = recorded;
  const sinceZero = (at: number): number => roundToMicroseconds(at - zero);
  return {
    call,
    outcome,
    sentAt: sinceZero(recorded.sentAt),
    ...defined({
      firstByteAt: firstByteAt === undefined ? undefined : sinceZero(firstByteAt),
      receivedAt: sinceZero(recorded.receivedAt),
      status,
      error,
      bodyBytes,
      contentType,
      cached,
      served,
    }),
  };
}
