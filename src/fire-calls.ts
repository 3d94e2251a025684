import { defined } from './core/defined.ts';
import { durationMs, type Invocation } from './core/invocation.ts';
import type { Plan } from './core/plan.ts';
import { needsAnotherSolo } from './core/judge/baseline.ts';
import { areLost, mayBeGone, serverGone } from './core/judge/server-gone.ts';
import type { NeededTests } from './core/judge/needed-tests.ts';
import { judgedCalls } from './core/timeline/first-byte.ts';
import { warmSolo } from './core/timeline/timeline.ts';
import type { Recording } from './core/recording.ts';
import { median } from './core/statistics.ts';
import { harmfulStall } from './core/timeline/stalls.ts';
import { fireSteadily } from './fire-steadily.ts';
import { assertNotAllFailed, assertReachable } from './reachable.ts';
import type { RunContext } from './run-context.ts';
import type { PrepareOptions, StartedServer, Target } from './targets/target.ts';

/** Whether no more calls make sense: the check was interrupted, or the server went away. */
export function isOver({ signal }: RunContext, recording: Recording): boolean {
  return signal.aborted || serverGone(recording) !== undefined;
}

/** Fires the solo calls of the plan, and more while they are still getting faster. */
export async function fireSolo(
  target: Target,
  plan: Plan,
  context: RunContext,
  solo: Invocation[],
): Promise<void> {
  const isWanted = (nth: number): boolean =>
    nth <= plan.solo || needsAnotherSolo(judgedCalls(solo, target.description));
  for (let nth = 1; isWanted(nth) && !context.signal.aborted; nth += 1) {
    await fireSoloCall(target, { nth, of: Math.max(nth, plan.solo) }, context, solo);
    if (nth === 1) solo.forEach((first) => assertReachable(target.description, first));
  }
  assertNotAllFailed(target.description, solo);
}

async function fireSoloCall(
  target: Target,
  { nth, of }: { readonly nth: number; readonly of: number },
  { clock, watchStalls, serverWatch, signal, onProgress }: RunContext,
  solo: Invocation[],
): Promise<void> {
  onProgress({ phase: 'solo', nth, of });
  const burst = await fireSteadily(target, () => ({ calls: 1, signal }), {
    clock,
    watchStalls,
    serverWatch,
    repeatable: true,
  });
  solo.push(...(burst?.invocations ?? []).map((invocation) => ({ ...invocation, call: nth - 1 })));
}

/** Fires a burst, again if this client was stalled, and adds it to the recording. */
export async function fireBurst(
  target: Target,
  { calls, bursts, grow }: Plan,
  context: RunContext,
  recording: Recording,
): Promise<void> {
  const { signal, onProgress } = context;
  const nth = recording.bursts.length + 1;
  const of = grow ? undefined : bursts;
  let answered = 0;
  const showProgress = (): void =>
    onProgress({ phase: 'burst', nth, ...defined({ of }), answered, calls });
  const onAnswer = (): void => {
    answered += 1;
    showProgress();
  };
  let endUsage: ReturnType<StartedServer['measureUsage']> | undefined;
  const begin = (): PrepareOptions => {
    answered = 0;
    endUsage = target.server?.measureUsage();
    showProgress();
    return { calls, signal, onAnswer };
  };
  const soloMs = median(warmSolo(judgedCalls(recording.solo, recording.target)).map(durationMs));
  // If an earlier burst was stalled in spite of repeats, more of them would not help.
  const repeatable =
    recording.target?.madeCold !== true &&
    !recording.bursts.some((earlier) => harmfulStall(earlier, soloMs) !== undefined);
  const burst = await fireSteadily(target, begin, { ...context, soloMs, repeatable });
  if (burst === undefined) return;
  const usage = endUsage?.();
  const printed = await target.server?.wordsSince(burst.epoch);
  recording.bursts.push({ ...burst, ...defined({ printed, usage }) });
  if (!mayBeGone(recording)) return;
  const after: Invocation[] = [];
  await fireSoloCall(target, { nth: 1, of: 1 }, context, after);
  if (areLost(after)) recording.soloAfter = after;
}

/** Makes solo calls after the bursts, each after a rest. */
export async function fireSoloAfter(
  target: Target,
  { soloAfter, restMs }: NeededTests,
  context: RunContext,
  recording: Recording,
): Promise<void> {
  const after: Invocation[] = [];
  for (let nth = 1; nth <= soloAfter && !isOver(context, recording); nth += 1) {
    await context.pause(restMs);
    await fireSoloCall(target, { nth, of: soloAfter }, context, after);
  }
  if (after.length > 0) recording.soloAfter = [...(recording.soloAfter ?? []), ...after];
}
