import { defined } from '../defined.ts';
import { durationMs, isAnswered, type Answered, type Invocation } from '../invocation.ts';
import type { Reason } from '../reason.ts';
import type { TargetDescription } from '../target-description.ts';
import { streamsWhileWaiting } from '../timeline/first-byte.ts';
import { judgedBurst, largestBursts, type Timeline } from '../timeline/timeline.ts';
import { hasReason, type Decided, type Verdict } from '../verdict.ts';
import { FIRST_WAVE, isLikeSolo } from './timing/steps.ts';

interface StreamBurst {
  readonly invocations: readonly Invocation[];
  readonly timeline: Timeline;
  readonly verdict: Verdict;
}

/** Says, if so, that a verdict is about when answers begin, and how the streams went on from there. */
export function mindStreams(
  verdict: Verdict,
  bursts: readonly StreamBurst[],
  target: TargetDescription | undefined,
): Verdict {
  if (target?.until === undefined) return verdict;
  const admitted = admittedAsStreamsEnd(verdict, largestBursts(bursts));
  if (admitted.kind === 'inconclusive') return admitted;
  const slowdown = judgedBurst({ verdict, bursts })?.timeline.streamSlowdown;
  const { workers, reasons } = admitted;
  const reason = { code: 'until-first-byte', workers, ...defined({ slowdown }) } as const;
  return { ...admitted, reasons: [reason, ...reasons] };
}

/** Why there is no verdict if no model fits when answers begin. None of them knows when streams end. */
const NO_MODEL: readonly Reason['code'][] = [
  'paced',
  'kinds-not-separable',
  'no-model-fits',
  'answers-too-close',
  'answers-too-soon',
  'faster-than-serial',
  'first-too-late',
  'steps-vary',
  'sizes-disagree',
  'bursts-disagree',
];

/** Judges by when streams end, if just then the next calls are admitted. */
function admittedAsStreamsEnd(verdict: Verdict, bursts: readonly StreamBurst[]): Verdict {
  const isReported = bursts.some(({ timeline }) => timeline.handlers !== undefined);
  if (isReported || (verdict.kind === 'inconclusive' && !hasReason(verdict, ...NO_MODEL))) {
    return verdict;
  }
  const streams = streamsAdmitted(bursts);
  return streams === undefined ? verdict : admits(streams, verdict);
}

function admits(streams: number, verdict: Verdict): Decided {
  const workers = { estimate: streams, low: streams, high: streams };
  const admitted = { code: 'streams-admitted', streams } as const;
  if (streams === 1) return { kind: 'serial', workers, reasons: [admitted] };
  const isPlaced = verdict.kind === 'concurrent' || verdict.kind === 'parallel';
  if (!isPlaced) {
    return { kind: 'overlapping', workers, reasons: [admitted, { code: 'instance-unknown' }] };
  }
  const place = verdict.reasons.filter(({ code }) => PLACES.includes(code));
  return { kind: verdict.kind, workers, reasons: [admitted, ...place] };
}

/** Reasons that say where calls were served. */
const PLACES: readonly Reason['code'][] = [
  'instances-named',
  'processes-seen',
  'one-call-per-environment',
];

/** Fewer waits than this may be as long as a solo call by chance. */
const FEWEST_WAITS = 4;

/** At least this share of the waits is as long as a solo call. A late answer makes one longer. */
const MOST_WAITS = 0.8;

/**
 * How many streams are admitted at a time, if all bursts show the same: so many answers begin as soon as a solo
 * one, and each of the others a solo call after an earlier stream has ended. A limiter does not mind when
 * streams end.
 */
function streamsAdmitted(bursts: readonly StreamBurst[]): number | undefined {
  const [streams, ...others] = bursts.map(({ invocations }) => streamsWhileWaiting(invocations));
  if (streams === undefined || others.some((one) => one !== streams)) return undefined;
  if (!bursts.every(({ timeline }) => beginAtOnce(timeline, streams))) return undefined;
  const waits = bursts.flatMap((burst) => waitsForEnds(burst, streams));
  const asSolo = waits.filter(Boolean).length;
  return waits.length >= FEWEST_WAITS && asSolo >= MOST_WAITS * waits.length ? streams : undefined;
}

/** Whether all calls were answered, and this many without a wait. */
function beginAtOnce({ answered, calls, soloMs = 0 }: Timeline, streams: number): boolean {
  const atOnce = answered.filter((call) => durationMs(call) < FIRST_WAVE * soloMs);
  return answered.length === calls && atOnce.length >= streams;
}

/** For each call that waited for a stream to end: whether its answer began a solo call later. */
function waitsForEnds({ invocations, timeline }: StreamBurst, streams: number): boolean[] {
  const { answered, soloMs = 0 } = timeline;
  const ends = inOrder(invocations.filter(isAnswered));
  const starts = inOrder(answered).slice(streams);
  return starts.map((start, nth) => isLikeSolo(start - (ends[nth] ?? 0), soloMs));
}

/** When calls were answered, the first first. */
function inOrder(calls: readonly Answered[]): number[] {
  return calls.map(({ receivedAt }) => receivedAt).toSorted((a, b) => a - b);
}
