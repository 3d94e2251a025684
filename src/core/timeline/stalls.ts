import * as v from 'valibot';
import { time } from '../schemas.ts';
import { durationMs, isAnswered, type Invocation } from '../invocation.ts';
import { smallest } from '../statistics.ts';

/** A time in which the client noticed nothing: it was stopped, or busy with something else. */
export const stallSchema = v.object({
  from: time("Start, ms after the burst's release"),
  to: time("End, ms after the burst's release"),
});

/** A time in which the client noticed nothing: it was stopped, or busy with something else. */
export type Stall = v.InferOutput<typeof stallSchema>;

/** A stall that may have changed the picture. */
export interface HarmfulStall {
  readonly ms: number;
  /** Answers that came in meanwhile, or at its very end: it is unknown when. */
  readonly answers: number;
}

/** Shorter stalls are the rule: timers and a busy scheduler are late by some milliseconds. */
export const LEAST_STALL_MS = 10;

/** From a quarter of a solo call on, a call that came late looks as if it had shared something. */
const HARMFUL_SHARE = 0.25;

/** The longest stall that hid answers and was long compared with a solo call; `undefined` if there is none. */
export function harmfulStall(
  { invocations, stalls = [] }: BurstWithStalls,
  soloMs?: number,
): HarmfulStall | undefined {
  const answered = invocations.filter(isAnswered);
  const callMs = soloMs ?? smallest(answered.map(durationMs)) ?? 0;
  const leastMs = Math.max(LEAST_STALL_MS, HARMFUL_SHARE * callMs);
  return stalls
    .map(({ from, to }) => ({
      ms: to - from,
      answers: answered.filter(({ receivedAt }) => receivedAt >= from && receivedAt <= to).length,
    }))
    .filter(({ ms, answers }) => ms >= leastMs && answers > 0)
    .toSorted((a, b) => b.ms - a.ms)[0];
}

interface BurstWithStalls {
  readonly invocations: readonly Invocation[];
  readonly stalls?: readonly Stall[];
}
