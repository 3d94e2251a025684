import { isAnswered, type Answered, type Invocation } from '../invocation.ts';
import { largest, median } from '../statistics.ts';
import type { TargetDescription } from '../target-description.ts';
import { overlapSteps } from './overlap.ts';

/** Calls as they are judged: if by when their answers begin, then these end there. */
export function judgedCalls(
  calls: readonly Invocation[],
  target: TargetDescription | undefined,
): readonly Invocation[] {
  if (target?.until === undefined) return calls;
  return calls.map((call) =>
    isAnswered(call) && call.firstByteAt !== undefined
      ? { ...call, receivedAt: call.firstByteAt }
      : call,
  );
}

/**
 * The most streams in progress while a call waited for its answer to begin: that many are admitted at a
 * time. `undefined` if no call was waiting when the first streams had begun.
 */
export function streamsWhileWaiting(burst: readonly Invocation[]): number | undefined {
  const begun = burst
    .filter(isAnswered)
    .flatMap(({ firstByteAt, receivedAt }) =>
      firstByteAt === undefined ? [] : [{ start: firstByteAt, end: receivedAt }],
    );
  const lastStart = largest(begun.map(({ start }) => start)) ?? 0;
  const steps = overlapSteps(begun).filter(({ at }) => at < lastStart);
  return largest(steps.map(({ count }) => count));
}

/** The pace of a stream that lasts less than this, in ms, is chance. */
const SHORTEST_STREAM_MS = 100;

/**
 * How many times slower the streams of a burst came in than those of solo calls, by the bytes that
 * followed the first ones: the ratio of the medians. `undefined` if there were no streams.
 */
export function streamSlowdown(
  burst: readonly Invocation[],
  solo: readonly Invocation[],
): number | undefined {
  const [soloPace, pace] = [medianPace(solo), medianPace(burst)];
  return soloPace === undefined || pace === undefined ? undefined : soloPace / pace;
}

function medianPace(calls: readonly Invocation[]): number | undefined {
  const paces = calls.filter(isAnswered).flatMap((call) => paceOf(call) ?? []);
  return median(paces);
}

/** Bytes per ms, from the first byte of the body to the last one that was read. */
function paceOf({ firstByteAt, receivedAt, laterBytes = 0 }: Answered): number | undefined {
  const ms = firstByteAt === undefined ? 0 : receivedAt - firstByteAt;
  return ms < SHORTEST_STREAM_MS || laterBytes === 0 ? undefined : laterBytes / ms;
}
