import type { Client } from './core/client.ts';
import { defined } from './core/defined.ts';
import { fire, type Clock } from './core/fire.ts';
import type { Invocation } from './core/invocation.ts';
import type { Plan, Progress } from './core/plan.ts';
import { needsAnotherSolo } from './core/judge/baseline.ts';
import { neededTests } from './core/judge/needed-tests.ts';
import { betweenServedAndRefused, FIRST_CALLS, nextCalls } from './core/ramp.ts';
import { isHanging, isPartlyRefused } from './core/timeline/timeline.ts';
import { maskTarget, type TargetDescription } from './core/target-description.ts';
import { judge, SCHEMA_VERSION, type Recording } from './core/run.ts';
import { sanitizeLine } from './core/sanitize.ts';
import { TargetError } from './errors.ts';
import type { PrepareOptions, Target } from './targets/target.ts';

/** What a check needs from the process that runs it. */
export interface RunContext {
  /** What the run file says of the client, but for the time. */
  readonly client?: Omit<Client, 'startedAt'>;
  readonly clock: Clock;
  /** Interrupts the check: what has finished by then is kept. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Waits so many ms, or until the check is interrupted. */
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * Fires the solo calls one at a time, then the bursts. If it is interrupted, it returns what had
 * finished by then.
 * @throws TargetError if the target cannot be reached, or if every solo call fails.
 */
export async function measure(target: Target, plan: Plan, context: RunContext): Promise<Recording> {
  const description = maskTarget(target.description);
  const recording: Recording = {
    schemaVersion: SCHEMA_VERSION,
    ...(context.client && { client: { ...context.client, startedAt: context.clock.wall() } }),
    target: description,
    solo: [],
    bursts: [],
  };
  await fireSolo(target, plan, context, recording.solo);
  if (await replaceInstances(target, context)) {
    recording.target = { ...description, madeCold: true };
  }
  const calls = plan.grow ? await fireGrowing(target, plan, context, recording) : plan.calls;
  for (let nth = plan.grow ? 2 : 1; nth <= plan.bursts && !context.signal.aborted; nth += 1) {
    await fireBurst(target, { ...plan, calls }, context, recording);
  }
  await testClaims(target, { ...plan, calls }, context, recording);
  recording.target = { ...(recording.target ?? description), ...target.observed?.() };
  return recording;
}

/** Fires what a claimed limit, or a doubtful baseline, needs to be tested. Nothing if there is neither. */
async function testClaims(
  target: Target,
  plan: Plan,
  context: RunContext,
  recording: Recording,
): Promise<void> {
  const { secondSize, soloAfter, restMs } = neededTests(judge(recording));
  if (secondSize !== undefined && !context.signal.aborted) {
    const withOneMore = { ...plan, calls: secondSize, bursts: plan.bursts + 1 };
    await fireBurst(target, withOneMore, context, recording);
  }
  if (soloAfter === 0 || plan.solo === 0) return;
  const after: Invocation[] = [];
  for (let nth = 1; nth <= soloAfter && !context.signal.aborted; nth += 1) {
    await context.pause(restMs);
    await fireSoloCall(target, { nth, of: soloAfter }, context, after);
  }
  if (after.length > 0) recording.soloAfter = after;
}

/** Returns whether all instances were replaced: false if nobody asked for it, or if interrupted. */
async function replaceInstances(
  { forceColdStart }: Target,
  { signal, onProgress }: RunContext,
): Promise<boolean> {
  if (forceColdStart === undefined || signal.aborted) return false;
  onProgress({ phase: 'forcing-cold-start' });
  try {
    await forceColdStart(signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** Fires larger and larger bursts; returns the number of calls at which a larger one adds nothing. */
async function fireGrowing(
  target: Target,
  plan: Plan,
  context: RunContext,
  recording: Recording,
): Promise<number> {
  let calls = Math.min(FIRST_CALLS, plan.calls);
  let [served, repeated]: [number, number] = [0, 0];
  let refused: number | undefined;
  while (!context.signal.aborted) {
    await fireBurst(target, { ...plan, calls }, context, recording);
    const [judged] = judge({ ...recording, bursts: recording.bursts.slice(-1) }).bursts;
    if (judged === undefined) break;
    if (!isPartlyRefused(judged.timeline)) served = calls;
    else if (calls === repeated || isHanging(judged.timeline)) refused = calls;
    else {
      // Calls may fail by chance, too, but not all of them hang.
      repeated = calls;
      continue;
    }
    const next =
      refused === undefined
        ? nextCalls(judged, plan.calls)
        : betweenServedAndRefused(served, refused);
    if (next === undefined) break;
    calls = next;
  }
  return served > 0 ? served : calls;
}

async function fireSolo(
  target: Target,
  plan: Plan,
  context: RunContext,
  solo: Invocation[],
): Promise<void> {
  const isWanted = (nth: number): boolean => nth <= plan.solo || needsAnotherSolo(solo);
  for (let nth = 1; isWanted(nth) && !context.signal.aborted; nth += 1) {
    await fireSoloCall(target, { nth, of: Math.max(nth, plan.solo) }, context, solo);
    if (nth === 1) solo.forEach((first) => assertReachable(target, first));
  }
  assertNotAllFailed(solo);
}

async function fireSoloCall(
  target: Target,
  { nth, of }: { readonly nth: number; readonly of: number },
  { clock, signal, onProgress }: RunContext,
  solo: Invocation[],
): Promise<void> {
  onProgress({ phase: 'solo', nth, of });
  const burst = await firePrepared(target, { calls: 1, signal }, clock);
  solo.push(...(burst?.invocations ?? []).map((invocation) => ({ ...invocation, call: nth - 1 })));
}

async function fireBurst(
  target: Target,
  { calls, bursts, grow }: Plan,
  { clock, signal, onProgress }: RunContext,
  recording: Recording,
): Promise<void> {
  const nth = recording.bursts.length + 1;
  const of = grow ? undefined : bursts;
  let answered = 0;
  const showProgress = (): void =>
    onProgress({ phase: 'burst', nth, ...defined({ of }), answered, calls });
  const onAnswer = (): void => {
    answered += 1;
    showProgress();
  };
  showProgress();
  const burst = await firePrepared(target, { calls, signal, onAnswer }, clock);
  if (burst !== undefined) recording.bursts.push(burst);
}

/** Returns `undefined` if interrupted: half a burst cannot be judged. */
async function firePrepared(
  target: Target,
  options: PrepareOptions,
  clock: Clock,
): Promise<Recording['bursts'][number] | undefined> {
  try {
    const burst = await fire(await target.prepare(options), clock);
    return options.signal.aborted ? undefined : burst;
  } catch (error) {
    if (options.signal.aborted) return undefined;
    throw error;
  }
}

function assertNotAllFailed(solo: readonly Invocation[]): void {
  if (solo.length === 0 || solo.some(({ outcome }) => outcome !== 'failed')) return;
  throw new TargetError(`every solo call failed: ${errorText(solo.at(-1)?.error)}`);
}

/** If the first call does not even get through, there is nothing to measure. */
function assertReachable({ description }: Target, first: Invocation): void {
  const { outcome, status, error } = first;
  const code = error?.code ?? '';
  if (outcome !== 'failed' || status !== undefined || isTransient(code)) return;
  const advice = [ADVICE[code], apiUrlAdvice(description)].filter(Boolean);
  const problem = UNREACHABLE[code] ?? errorText(error);
  const { url, path, name = 'the target' } = maskTarget(description);
  throw new TargetError([`cannot call ${url ?? path ?? name}: ${problem}`, ...advice].join('. '));
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: nothing is listening there',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve right now',
};

const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Start the server or fix the address',
  ENOTFOUND: 'Fix the address',
  EAI_AGAIN: 'Fix the address or try again',
  timeout: 'Is it running? If it is only slow, raise --timeout',
};

/** A single connection may be lost by chance. If all are, the end of the solo calls reports it. */
function isTransient(code: string): boolean {
  return code === 'ECONNRESET' || code === 'answer-incomplete';
}

/** A stack names AWS's own address even if an emulator created it. */
function apiUrlAdvice({ kind }: TargetDescription): string | undefined {
  return kind === 'deployed'
    ? 'If the API is at another address, give that address with --api-url'
    : undefined;
}

function errorText(error: Invocation['error']): string {
  return sanitizeLine(error?.message ?? 'no answer');
}
