import { defined } from '../defined.ts';
import { median, sum } from '../statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { JudgedProbe, Probe } from './probes.ts';

/** Whether another path was served while calls waited. */
export interface BystanderEvidence {
  readonly path: string;
  /** `waited-alike`: it does the same work as the calls, or as much, and waited as they did. */
  readonly reaction: 'at-once' | 'waited' | 'waited-alike' | 'refused' | 'unclear';
  /** How many bystanders were refused while calls waited, and whether all were. */
  readonly refused: number;
  readonly allRefused: boolean;
  /** Whether the server soon accepted and read them, and then let them wait; `undefined` if that is unknown. */
  readonly read?: boolean;
  /** Medians, ms. */
  readonly aloneMs: number;
  readonly waitingMs: number;
}

/**
 * A bystander that waits for the burst waits for a good part of a solo call. An unfair lock lets it through next:
 * it is sent during the first call, in the median half-way, and waits for the other half. What merely shares a busy
 * core with it takes some tens of milliseconds.
 */
export const WAITED = 0.4;
const AT_ONCE = 0.15;
/** A bystander that waits for less than this many times its time alone is slow by itself, or its times vary. */
const TIMES_ALONE = 5;
/** Less than this is the noise of a machine, ms. */
const NOISE_MS = 10;

/** What the calls to another path show; `undefined` if none was answered. */
export function bystanderEvidence(
  probes: readonly JudgedProbe[],
  about: Timeline,
): BystanderEvidence | undefined {
  return probes.flatMap((probe) => ofProbe(probe, about) ?? []).at(-1);
}

/** The same of one probe. */
function ofProbe(
  { fired, timeline }: JudgedProbe,
  { soloMs, throttled }: Timeline,
): BystanderEvidence | undefined {
  if (fired.bystander === undefined) return undefined;
  const { path, refused = 0, ...all } = fired.bystander;
  const [aloneMs, waitingMs] = [median(all.aloneMs), median(all.waitingMs)];
  if (aloneMs === undefined || waitingMs === undefined) return undefined;
  const seen = fired.observed?.bystanders;
  const reaction =
    reactionByAnswers(fired.bystander, throttled) ??
    reactionOf({ aloneMs, waitingMs, soloMs, seen });
  // What took long while this client was stalled says nothing about the server.
  if (timeline.stalled !== undefined && reaction !== 'at-once') return undefined;
  return {
    path,
    aloneMs,
    waitingMs,
    refused,
    allRefused: refused === all.waitingMs.length,
    reaction,
    ...defined({ read: areRead(seen, all.waitingMs, soloMs) }),
  };
}

type Seen = NonNullable<NonNullable<Probe['observed']>['bystanders']>;

/** A free server reads calls within this share of the time for which it lets them wait. */
const SOON_READ = 0.2;
/** The looks saw at least this share of the waiting inside the server, or as much as makes it long. */
const MOSTLY_INSIDE = 0.5;

/** Whether calls were read soon and then waited inside the server, so it was free to accept and read. */
function areRead(
  seen: Seen | undefined,
  waitingMs: readonly number[],
  soloMs = 0,
): boolean | undefined {
  if (seen === undefined) return undefined;
  const waitedMs = sum(waitingMs);
  const outsideMs = sum(seen.map((one) => one.outsideMs));
  const insideMs = sum(seen.map((one) => one.insideMs));
  // The looks end with the burst, so they may not have seen all of it.
  const enoughMs = Math.min(MOSTLY_INSIDE * waitedMs, WAITED * soloMs * waitingMs.length);
  return outsideMs <= SOON_READ * waitedMs && insideMs >= enoughMs;
}

/** What answers show if calls are refused, whatever time they took; `undefined` if nothing. */
function reactionByAnswers(
  { waitingMs, refused = 0, ambiguous }: NonNullable<Probe['bystander']>,
  throttled: number,
): 'refused' | 'unclear' | undefined {
  if (ambiguous === true && throttled > 0) return 'unclear';
  return refused > waitingMs.length / 2 ? 'refused' : undefined;
}

interface BystanderTimes extends Pick<BystanderEvidence, 'aloneMs' | 'waitingMs'> {
  readonly soloMs: number | undefined;
  readonly seen: Seen | undefined;
}

function reactionOf(times: BystanderTimes): BystanderEvidence['reaction'] {
  const { aloneMs, waitingMs, soloMs = 0 } = times;
  const longMs = Math.max(NOISE_MS, WAITED * soloMs);
  if (isLikeCall(aloneMs, soloMs) && waitingMs >= aloneMs + longMs) {
    // What it does doesn't matter if it waited before the server read it.
    return medianOutsideMs(times.seen) >= longMs ? 'waited' : 'waited-alike';
  }
  const isLong = waitingMs >= longMs;
  if (isLong && waitingMs >= TIMES_ALONE * aloneMs) return 'waited';
  const isShort = waitingMs <= Math.max(NOISE_MS, AT_ONCE * soloMs) + aloneMs;
  return isShort && !isLong ? 'at-once' : 'unclear';
}

/** How long bystanders were not accepted, or unread, ms: the median. */
function medianOutsideMs(seen: Seen = []): number {
  return median(seen.map((one) => one.outsideMs)) ?? 0;
}

/** A path that alone takes as long as a call, give or take this share, seems to do the same work. */
const LIKE_CALL = 0.2;

/** Whether a path takes about as long as a call when each is alone. */
function isLikeCall(aloneMs: number, soloMs: number): boolean {
  return Math.abs(aloneMs - soloMs) <= LIKE_CALL * soloMs;
}

/** Whether a bystander leaves open if other routes have to wait. */
export function saysNothing(
  bystander: BystanderEvidence | undefined,
): bystander is BystanderEvidence {
  return bystander?.reaction === 'unclear' || bystander?.reaction === 'waited-alike';
}
