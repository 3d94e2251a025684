import { fire, type Clock } from './core/fire.ts';
import type { Invocation } from './core/invocation.ts';
import type { Plan, Progress } from './core/plan.ts';
import { FIRST_CALLS, nextCalls } from './core/ramp.ts';
import type { TargetDescription } from './core/target-description.ts';
import { judge, SCHEMA_VERSION, type Recording } from './core/run.ts';
import { sanitizeLine } from './core/sanitize.ts';
import { TargetError } from './errors.ts';
import type { PrepareOptions, Target } from './targets/target.ts';

export interface RunContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Fires the solo calls one at a time, then the bursts. When it is interrupted it returns what had
 * finished by then.
 * @throws TargetError where the target cannot be called at all.
 */
export async function measure(target: Target, plan: Plan, context: RunContext): Promise<Recording> {
  const { description } = target;
  const recording: Recording = {
    schemaVersion: SCHEMA_VERSION,
    target: description,
    solo: [],
    bursts: [],
  };
  await fireSolo(target, plan, context, recording.solo);
  if (await madeCold(target, context)) recording.target = { ...description, madeCold: true };
  const calls = plan.grow ? await fireGrowing(target, plan, context, recording) : plan.calls;
  for (let nth = plan.grow ? 2 : 1; nth <= plan.bursts && !context.signal.aborted; nth += 1) {
    await fireBurst(target, { ...plan, calls }, context, recording);
  }
  return recording;
}

async function madeCold(
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

/** Fires bursts of more and more calls; returns the number at which there was no more to be learnt. */
async function fireGrowing(
  target: Target,
  plan: Plan,
  context: RunContext,
  recording: Recording,
): Promise<number> {
  let calls = Math.min(FIRST_CALLS, plan.calls);
  while (!context.signal.aborted) {
    await fireBurst(target, { ...plan, calls }, context, recording);
    const [shown] = judge({ ...recording, bursts: recording.bursts.slice(-1) }).bursts;
    const next = shown === undefined ? undefined : nextCalls(shown, plan.calls);
    if (next === undefined) break;
    calls = next;
  }
  return calls;
}

async function fireSolo(
  target: Target,
  plan: Plan,
  { clock, signal, onProgress }: RunContext,
  solo: Invocation[],
): Promise<void> {
  for (let nth = 1; nth <= plan.solo && !signal.aborted; nth += 1) {
    onProgress({ phase: 'solo', nth, of: plan.solo });
    const burst = await firePrepared(target, { calls: 1, signal }, clock);
    solo.push(
      ...(burst?.invocations ?? []).map((invocation) => ({ ...invocation, call: nth - 1 })),
    );
    if (nth === 1) solo.forEach((first) => refuseUnreachable(target, first));
  }
  refuseFailing(solo);
}

async function fireBurst(
  target: Target,
  { calls, bursts, grow }: Plan,
  { clock, signal, onProgress }: RunContext,
  recording: Recording,
): Promise<void> {
  const nth = recording.bursts.length + 1;
  let answered = 0;
  const tell = (): void =>
    onProgress({ phase: 'burst', nth, ...(grow ? {} : { of: bursts }), answered, calls });
  const onAnswer = (): void => {
    answered += 1;
    tell();
  };
  tell();
  const burst = await firePrepared(target, { calls, signal, onAnswer }, clock);
  if (burst !== undefined) recording.bursts.push(burst);
}

/** A burst that was interrupted tells nothing: `undefined`. */
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

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused); start the server, or mend the address',
  ENOTFOUND: 'the name does not resolve; mend the address',
  EAI_AGAIN: 'the name does not resolve just now; mend the address, or try again',
  timeout: 'it did not answer in time; is it up? Else allow more with --timeout',
};

function refuseFailing(solo: readonly Invocation[]): void {
  if (solo.length === 0 || solo.some(({ outcome }) => outcome !== 'failed')) return;
  const why = sanitizeLine(solo.at(-1)?.error?.message ?? 'no answer');
  throw new TargetError(`every solo call failed: ${why}`);
}

function placeOf({ name, path, url }: TargetDescription): string {
  return url ?? path ?? name ?? 'the target';
}

/** Where not even a single call gets through there is nothing to measure. */
function refuseUnreachable({ description }: Target, { outcome, status, error }: Invocation): void {
  if (outcome !== 'failed' || status !== undefined || isPassing(error?.code)) return;
  const where = placeOf(description);
  const why = UNREACHABLE[error?.code ?? ''] ?? sanitizeLine(error?.message ?? 'no answer');
  throw new TargetError(`cannot call ${where}: ${why}${elsewhere(description)}`);
}

/** A connection may be lost once; where every one is, that is said after the last solo call. */
function isPassing(code: string | undefined): boolean {
  return code === 'ECONNRESET' || code === 'answer-incomplete';
}

/** The stack names AWS's own address, also where an emulator made it. */
function elsewhere({ kind }: TargetDescription): string {
  return kind === 'deployed' ? '; is the API at another address, give that with --api-url' : '';
}
