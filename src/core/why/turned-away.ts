import { defined } from '../defined.ts';
import { durationMs, isAnswered, type Answered, type Invocation } from '../invocation.ts';
import { isUnusualSize, otherTraitOf } from '../judge/other-answers.ts';
import type { AnswerTrait } from '../reason.ts';
import type { Recording } from '../recording.ts';
import { fisherExact, largest, median, sum } from '../statistics.ts';
import { AT_ONCE, UNSLOWED } from '../timeline/failures.ts';
import type { TargetDescription } from '../target-description.ts';
import { warmSolo, type Timeline } from '../timeline/timeline.ts';
import { hasReason, type Verdict } from '../verdict.ts';
import type { DiagnosedRun } from './evidence.ts';

// Servers may refuse calls with a normal status and a body that says so. Timing alone can't tell such answers from
// those of a cache, so the verdict declines. The calls that look for the cause treat them as refused, and then have to
// show that a limit explains them.

/** Calls that may have been refused with a normal status. */
export interface TurnedAway {
  /** One of their answers: all are like it, and it differs in this from those of solo calls. */
  readonly answer: Answered;
  readonly trait: AnswerTrait;
  /** They took no longer than this, ms, and count if they take less than `belowMs`. */
  readonly withinMs: number;
  readonly belowMs: number;
  /** How many solo calls there were, all with the usual answer. */
  readonly solo: number;
}

/** A fact: calls were refused; if with a normal status, by what their answers differ, and how soon they came. */
export interface CallsRefused {
  readonly code: 'calls-refused';
  readonly refused: number;
  readonly calls: number;
  readonly otherwise?: { readonly trait: AnswerTrait; readonly withinMs: number };
}

/** What shows it: the calls of a run. */
export interface FiredCalls {
  readonly target?: TargetDescription;
  readonly solo: readonly Invocation[];
  readonly soloAfter?: readonly Invocation[];
  readonly bursts: readonly { readonly invocations: readonly Invocation[] }[];
}

/**
 * What calls may have been turned away with: answers unlike those of solo calls, but like each other, that came at
 * once while other calls of their burst got the usual answer in the usual time. `undefined` if it fits any worse.
 */
export function turnedAwayIn(run: FiredCalls): TurnedAway | undefined {
  const { target, solo, soloAfter = [], bursts } = run;
  if (target?.kind !== 'http' || target.until !== undefined) return undefined;
  const soloMs = median(warmSolo(solo).map(durationMs));
  const isWhole = bursts.every(({ invocations }) => invocations.every(isAnswered));
  if (soloMs === undefined || !isWhole) return undefined;
  const baseline = warmSolo([...solo, ...soloAfter]);
  const answered = bursts.map(({ invocations }) => invocations.filter(isAnswered));
  const turnedAway = firstUnlike(answered.flat(), baseline, AT_ONCE * soloMs);
  return turnedAway !== undefined &&
    answered.every((calls) => isServedAsUsual(calls, turnedAway, UNSLOWED * soloMs))
    ? turnedAway
    : undefined;
}

/** The same if a judged burst has no verdict because of other answers: only those can be of a limit. */
export function turnedAwayOf(
  bursts: readonly { readonly verdict: Verdict }[],
  calls: FiredCalls,
): TurnedAway | undefined {
  const areOther = bursts.some(({ verdict }) => hasReason(verdict, 'other-answers'));
  return areOther ? turnedAwayIn(calls) : undefined;
}

/** What answers that differ from those of solo calls have in common; `undefined` if they are not alike. */
function firstUnlike(
  answered: readonly Answered[],
  baseline: readonly Answered[],
  belowMs: number,
): TurnedAway | undefined {
  const traitOf = otherTraitOf(baseline);
  const others = answered.filter((call) => traitOf(call) !== undefined);
  const [answer] = others;
  const trait = answer && traitOf(answer);
  if (answer === undefined || trait === undefined) return undefined;
  const withinMs = largest(others.map(durationMs)) ?? 0;
  const turnedAway = { answer, trait, withinMs, belowMs, solo: baseline.length };
  const areAlike = others.every((call) => isTurnedAway(call, turnedAway) && call.cached !== true);
  return areAlike ? turnedAway : undefined;
}

/** Whether a call that was not turned away didn't wait for others. */
function isServedAsUsual(
  calls: readonly Answered[],
  turnedAway: TurnedAway,
  mostMs: number,
): boolean {
  return calls.some((call) => !isTurnedAway(call, turnedAway) && durationMs(call) <= mostMs);
}

/** Whether two answers may say the same: they have the same status, type and fields, and about the same size. */
export function isLikeAnswer(one: Invocation, other: Invocation): boolean {
  const isSame =
    one.status === other.status &&
    one.contentType === other.contentType &&
    one.bodyKeys === other.bodyKeys;
  return isSame && !isUnusualSize(one.bodyBytes ?? 0, other.bodyBytes ?? 0);
}

/** Whether a call was answered as those were that may have been turned away. */
export function isTurnedAway(call: Invocation, { answer, belowMs }: TurnedAway): boolean {
  return isAnswered(call) && durationMs(call) < belowMs && isLikeAnswer(call, answer);
}

/** The same recording, with the calls that may have been turned away as refused. */
export function asRefused(recording: Recording, turnedAway: TurnedAway): Recording {
  const mark = (call: Invocation): Invocation =>
    isTurnedAway(call, turnedAway) ? { ...call, outcome: 'throttled' } : call;
  const { bursts, probes } = recording;
  return {
    ...recording,
    bursts: bursts.map((one) => ({ ...one, invocations: one.invocations.map(mark) })),
    ...defined({
      probes: probes?.map((one) => ({ ...one, invocations: one.invocations.map(mark) })),
    }),
  };
}

/** What shows whether a limit turned calls away. */
export interface TurnedAwayEvidence {
  readonly trait: AnswerTrait;
  /** In what time all of them were answered, ms. */
  readonly withinMs: number;
  /** Whether answers may differ by chance, whatever the other calls do. */
  readonly mayBeChance: boolean;
  /** How many calls of each burst were served, if that was the same in all of which some were turned away. */
  readonly servedEach?: number;
}

/** Strict, as of calls that fail by chance: a feature for some of the users must not look like a limit. */
const SIGNIFICANT = 0.01;

/** What the bursts of a run show of calls that were turned away; `undefined` if none was. */
export function turnedAwayEvidence({
  turnedAway,
  bursts,
  probes = [],
}: DiagnosedRun): TurnedAwayEvidence | undefined {
  if (turnedAway === undefined) return undefined;
  const { trait, withinMs, solo } = turnedAway;
  // Calls that differ may all be served because they do.
  const alike = probes.filter(
    ({ fired, timeline }) => SAME_CALLS.has(fired.probe) || timeline.throttled > 0,
  );
  const timelines = [...bursts, ...alike].map(({ timeline }) => timeline);
  const latecomers = probes.flatMap(({ fired }) => fired.latecomers ?? []);
  const served = {
    of: sum(timelines.map(({ calls }) => calls)) + latecomers.length,
    hits:
      sum(timelines.map(({ answered }) => answered.length)) +
      latecomers.filter(({ refused }) => !refused).length,
  };
  const servedEach = sameInEach([...bursts, ...probes].map(({ timeline }) => timeline));
  return {
    trait,
    withinMs,
    mayBeChance: fisherExact(served, { of: solo, hits: solo }) > SIGNIFICANT,
    ...defined({ servedEach }),
  };
}

/** The probes whose calls are those of the check. */
const SAME_CALLS: ReadonlySet<string> = new Set(['bystander', 'after-pause', 'same-again']);

/** How many calls were served in each burst of which some were refused; `undefined` if the bursts differ. */
function sameInEach(timelines: readonly Timeline[]): number | undefined {
  const refused = timelines.filter(({ throttled }) => throttled > 0);
  const [served, ...others] = new Set(refused.map(({ answered }) => answered.length));
  if (served === undefined || others.length > 0) return undefined;
  const most = largest(timelines.filter((one) => !refused.includes(one)).map(({ calls }) => calls));
  return (most ?? 0) <= served ? served : undefined;
}
