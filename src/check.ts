import type { Client } from './core/client.ts';
import { defined } from './core/defined.ts';
import type { Clock, StallWatch } from './core/fire.ts';
import { durationMs, type Invocation } from './core/invocation.ts';
import type { Plan, Progress } from './core/plan.ts';
import type { Load } from './core/load.ts';
import { needsAnotherSolo } from './core/judge/baseline.ts';
import { areLost, mayBeGone, serverGone } from './core/judge/server-gone.ts';
import { neededTests } from './core/judge/needed-tests.ts';
import { betweenServedAndRefused, FIRST_CALLS, nextCalls } from './core/ramp.ts';
import { isHanging, isPartlyRefused, warmSolo } from './core/timeline/timeline.ts';
import { maskTarget, runsHere } from './core/target-description.ts';
import { relevantReport } from './core/timeline/server-report.ts';
import { judge, SCHEMA_VERSION, type Recording } from './core/run.ts';
import { median } from './core/statistics.ts';
import { harmfulStall } from './core/timeline/stalls.ts';
import { TargetError } from './errors.ts';
import { fireSteadily } from './fire-steadily.ts';
import { assertNotAllFailed, assertReachable } from './reachable.ts';
import type { PrepareOptions, Target } from './targets/target.ts';

/** What a check needs from the process that runs it. */
export interface RunContext {
  /** What the run file says of the client, but for the time. */
  readonly client?: Omit<Client, 'startedAt'>;
  readonly clock: Clock;
  readonly watchStalls: StallWatch;
  /** Interrupts the check: what has finished by then is kept. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** How busy this machine is; `undefined` if the system does not say. */
  readonly machineLoad: () => Load | undefined;
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
    ...defined({ load: runsHere(description) ? context.machineLoad() : undefined }),
    solo: [],
    bursts: [],
  };
  try {
    await fireAll(target, plan, context, recording);
  } catch (error) {
    if (error instanceof TargetError) {
      error.measured = recording;
      error.message += target.server?.explain() ?? '';
    }
    throw error;
  } finally {
    const report = target.server?.report();
    if (report !== undefined) recording.server = relevantReport(report, recording);
  }
  return recording;
}

async function fireAll(
  target: Target,
  plan: Plan,
  context: RunContext,
  recording: Recording,
): Promise<void> {
  await fireSolo(target, plan, context, recording.solo);
  if (await replaceInstances(target, context)) {
    recording.target = { ...maskTarget(target.description), madeCold: true };
  }
  const calls = plan.grow ? await fireGrowing(target, plan, context, recording) : plan.calls;
  for (let nth = plan.grow ? 2 : 1; nth <= plan.bursts && !isOver(context, recording); nth += 1) {
    await fireBurst(target, { ...plan, calls }, context, recording);
  }
  await testClaims(target, { ...plan, calls }, context, recording);
  recording.target = {
    ...maskTarget(target.description),
    ...recording.target,
    ...target.observed?.(),
  };
}

/** Whether no more calls make sense: the check was interrupted, or the server went away. */
function isOver({ signal }: RunContext, recording: Recording): boolean {
  return signal.aborted || serverGone(recording) !== undefined;
}

/** Fires what a claimed limit, or a doubtful baseline, needs to be tested. Nothing if there is neither. */
async function testClaims(
  target: Target,
  plan: Plan,
  context: RunContext,
  recording: Recording,
): Promise<void> {
  const { secondSize, soloAfter, restMs } = neededTests(judge(recording));
  if (isOver(context, recording)) return;
  if (secondSize !== undefined) {
    const withOneMore = { ...plan, calls: secondSize, bursts: plan.bursts + 1 };
    await fireBurst(target, withOneMore, context, recording);
  }
  if (soloAfter === 0 || plan.solo === 0 || isOver(context, recording)) return;
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
  while (!isOver(context, recording)) {
    await fireBurst(target, { ...plan, calls }, context, recording);
    const [judged] = judge({ ...recording, bursts: recording.bursts.slice(-1) }).bursts;
    if (judged === undefined || isOver(context, recording)) break;
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
    if (nth === 1) solo.forEach((first) => assertReachable(target.description, first));
  }
  assertNotAllFailed(target.description, solo);
}

async function fireSoloCall(
  target: Target,
  { nth, of }: { readonly nth: number; readonly of: number },
  { clock, watchStalls, signal, onProgress }: RunContext,
  solo: Invocation[],
): Promise<void> {
  onProgress({ phase: 'solo', nth, of });
  const burst = await fireSteadily(target, () => ({ calls: 1, signal }), {
    clock,
    watchStalls,
    repeatable: true,
  });
  solo.push(...(burst?.invocations ?? []).map((invocation) => ({ ...invocation, call: nth - 1 })));
}

async function fireBurst(
  target: Target,
  { calls, bursts, grow }: Plan,
  context: RunContext,
  recording: Recording,
): Promise<void> {
  const { clock, watchStalls, signal, onProgress } = context;
  const nth = recording.bursts.length + 1;
  const of = grow ? undefined : bursts;
  let answered = 0;
  const showProgress = (): void =>
    onProgress({ phase: 'burst', nth, ...defined({ of }), answered, calls });
  const onAnswer = (): void => {
    answered += 1;
    showProgress();
  };
  const begin = (): PrepareOptions => {
    answered = 0;
    showProgress();
    return { calls, signal, onAnswer };
  };
  const soloMs = median(warmSolo(recording.solo).map(durationMs));
  // If an earlier burst was stalled in spite of repeats, more of them would not help.
  const repeatable =
    recording.target?.madeCold !== true &&
    !recording.bursts.some((earlier) => harmfulStall(earlier, soloMs) !== undefined);
  const burst = await fireSteadily(target, begin, { clock, watchStalls, soloMs, repeatable });
  if (burst === undefined) return;
  const printed = await target.server?.wordsSince(burst.epoch);
  recording.bursts.push({ ...burst, ...defined({ printed }) });
  if (!mayBeGone(recording)) return;
  const after: Invocation[] = [];
  await fireSoloCall(target, { nth: 1, of: 1 }, context, after);
  if (areLost(after)) recording.soloAfter = after;
}
