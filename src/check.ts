import { defined } from './core/defined.ts';
import type { Plan } from './core/plan.ts';
import { neededTests } from './core/judge/needed-tests.ts';
import { betweenServedAndRefused, FIRST_CALLS, nextCalls } from './core/ramp.ts';
import { isHanging, isPartlyRefused } from './core/timeline/timeline.ts';
import { maskTarget, runsHere } from './core/target-description.ts';
import type { Recording } from './core/recording.ts';
import { judge, type Burst, type Run } from './core/run.ts';
import { relevantReport } from './core/timeline/server-report.ts';
import { hasReason } from './core/verdict.ts';
import { TargetError } from './errors.ts';
import { fireBurst, fireSolo, fireSoloAfter, isOver } from './fire-calls.ts';
import { fireProbes } from './probes/fire-probes.ts';
import type { RunContext } from './run-context.ts';
import type { OpenTarget, Target } from './targets/target.ts';
import { unmeasured } from './unmeasured.ts';

/**
 * Measures and judges an open target, and closes it. An interruption that comes while it closes is
 * none.
 * @throws TargetError as `measure` does.
 */
export async function checkOnce(
  { target, close }: OpenTarget,
  plan: Plan,
  context: RunContext,
): Promise<Run> {
  try {
    return judge(await measure(target, plan, context));
  } finally {
    await close();
  }
}

/**
 * Fires the solo calls one at a time, then the bursts. If it is interrupted, it returns what had
 * finished by then.
 * @throws TargetError if the target cannot be reached, or if every solo call fails.
 */
export async function measure(target: Target, plan: Plan, context: RunContext): Promise<Recording> {
  const load = runsHere(maskTarget(target.description)) ? context.machineLoad() : undefined;
  const recording = { ...unmeasured(target.description, context), ...defined({ load }) };
  try {
    await fireAll(target, plan, context, recording);
  } catch (error) {
    if (error instanceof TargetError) {
      error.measured = recording;
      error.message = error.message.replace(/\.$/, '') + (target.server?.explain() ?? '');
    }
    throw error;
  } finally {
    addCircumstances(recording, target, context);
  }
  return recording;
}

/** Adds how the run ended, and what is known of the server by then. */
function addCircumstances(
  recording: Recording,
  { server }: Target,
  { signal, serverWatch }: RunContext,
): void {
  if (signal.aborted) recording.interrupted = true;
  Object.assign(recording, defined({ observed: serverWatch?.report() }));
  const report = server?.report();
  if (report !== undefined) recording.server = relevantReport(report, recording);
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
  if (plan.grow) await restIfLimited(context, recording);
  for (let nth = plan.grow ? 2 : 1; nth <= plan.bursts && !isOver(context, recording); nth += 1) {
    await fireBurst(target, { ...plan, calls }, context, recording);
  }
  await testClaims(target, { ...plan, calls }, context, recording);
  if (plan.why === true) await fireProbes(target, context, recording);
  recording.target = {
    ...maskTarget(target.description),
    ...recording.target,
    ...target.observed?.(),
  };
}

/**
 * Workers that stay busy after their answers seem to be fewer if bursts follow each other at once, so the burst
 * that tests a claimed limit follows a rest.
 */
async function restIfLimited({ pause }: RunContext, recording: Recording): Promise<void> {
  const { soloAfter, restMs } = neededTests(judge(recording));
  if (soloAfter > 0) await pause(restMs);
}

/** Fires what a claimed limit, or a doubtful baseline, needs to be tested. Nothing if there is neither. */
async function testClaims(
  target: Target,
  plan: Plan,
  context: RunContext,
  recording: Recording,
): Promise<void> {
  const { secondSize, soloAfter, restMs } = neededTests(judge(recording), context.timeoutMs);
  if (isOver(context, recording)) return;
  if (secondSize !== undefined) {
    await context.pause(restMs);
    const withOneMore = { ...plan, calls: secondSize, bursts: plan.bursts + 1 };
    await fireBurst(target, withOneMore, context, recording);
  }
  if (plan.solo > 0) await fireSoloAfter(target, { soloAfter, restMs }, context, recording);
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
  let before: Burst | undefined;
  while (!isOver(context, recording)) {
    await fireBurst(target, { ...plan, calls }, context, recording);
    const judged = await judgeLast(target, plan, context, recording);
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
        ? nextCalls(judged, plan.calls, before)
        : betweenServedAndRefused(served, refused);
    if (next === undefined) break;
    [calls, before] = [next, judged];
  }
  return served > 0 ? served : calls;
}

/** Judges the last burst; if it shows that the solo calls were not warm, with later ones as the baseline. */
async function judgeLast(
  target: Target,
  plan: Plan,
  context: RunContext,
  recording: Recording,
): Promise<Burst | undefined> {
  const judged = (): Run => judge({ ...recording, bursts: recording.bursts.slice(-1) });
  const run = judged();
  const cold = hasReason(run.verdict, 'baseline-cold');
  if (!cold || plan.solo === 0 || recording.soloAfter !== undefined) return run.bursts[0];
  await fireSoloAfter(target, neededTests(run), context, recording);
  return judged().bursts[0];
}
