import { defined } from '../core/defined.ts';
import type { Recording } from '../core/recording.ts';
import { forDiagnosis, withProbes, type Run, type RunToDiagnose } from '../core/run.ts';
import { mayHaveWaited } from '../core/why/diagnose.ts';
import { gatherEvidence } from '../core/why/evidence.ts';
import { mayRefill, mostProbes, nextProbe, probeCalls } from '../core/why/next-probe.ts';
import type { Probe, ProbeName } from '../core/why/probes.ts';
import { PAUSE_MS } from '../core/why/refill.ts';
import { TargetError } from '../errors.ts';
import { isOver } from '../fire-calls.ts';
import { fireSteadily } from '../fire-steadily.ts';
import type { ProbedCalls, RunContext } from '../run-context.ts';
import type { Target, TargetVariants } from '../targets/target.ts';
import { Quiet } from './stacks/quiet.ts';
import { watchStacks } from './watch-stacks.ts';
import {
  bystanderTimes,
  BYSTANDERS,
  callBystander,
  LATECOMERS,
  latecomerTimes,
  watchBystanders,
  watchLatecomers,
  type MeanwhileCall,
} from './bystander.ts';

/** If calls waited, fires what tells the possible causes apart, and adds it to the recording. */
export async function fireProbes(
  target: Target,
  context: RunContext,
  recording: Recording,
): Promise<void> {
  if (context.signal.aborted) return;
  recording.probes = [];
  Object.assign(recording, defined({ observed: context.serverWatch?.report() }));
  const { variants } = target;
  const run = forDiagnosis(recording);
  if (variants === undefined || isOver(context, recording)) return;
  const calls = probeCalls(run);
  const available = availableProbes(variants, run);
  if (nextProbe(run, available) === undefined) return;
  context.onProbes?.({
    calls: mostCalls(available, { variants, calls, run }),
    others: whatOthersDid(run),
  });
  while (!isOver(context, recording)) {
    const name = nextProbe(withProbes(recording, run), available);
    if (name === undefined) return;
    const probing = { target, variants, calls: probeCalls(run, name), run };
    context.onProgress({ phase: 'probe', probe: name, calls: probing.calls });
    const probe = await fireProbe(name, probing, context).catch(withoutProbe);
    if (probe === undefined) available.delete(name);
    else recording.probes.push(probe);
  }
}

function whatOthersDid(run: Probing['run']): ProbedCalls {
  if (run.turnedAway !== undefined) return 'answered-otherwise';
  return mayHaveWaited(run) ? 'waited' : 'did-not-wait';
}

/** What was measured counts, even if a probe cannot be made. */
function withoutProbe(error: unknown): undefined {
  if (!(error instanceof TargetError)) throw error;
}

/** Whether calls of the last burst were refused. */
function areRefused({ bursts }: Run): boolean {
  return (bursts.at(-1)?.timeline.throttled ?? 0) > 0;
}

/** The most calls that probes make, with those that open sessions. */
function mostCalls(
  available: ReadonlySet<ProbeName>,
  { variants, calls, run }: Pick<Probing, 'variants' | 'calls' | 'run'>,
): number {
  const latecomers = areRefused(run) ? LATECOMERS : 0;
  // Alone, and while calls wait.
  const bystanders = available.has('bystander') ? 2 * BYSTANDERS + latecomers : 0;
  const opening = variants.sessions === undefined ? 0 : calls;
  return Math.min(mostProbes(run), available.size) * calls + bystanders + opening;
}

/** Those that can be made, of those that tell something. */
function availableProbes(variants: TargetVariants, run: Run): Set<ProbeName> {
  const { otherRequests, sessions, otherSources, otherConnections } = variants;
  if (!mayHaveWaited(run)) {
    return new Set(
      variants.newSessions?.() === undefined ? [] : ['shared-session', 'other-sessions'],
    );
  }
  const all: readonly (readonly [ProbeName, unknown])[] = [
    ['bystander', true],
    ['after-pause', mayRefill(gatherEvidence(run)) || undefined],
    ['same-again', otherRequests ?? sessions ?? otherSources ?? otherConnections],
    ['other-requests', otherRequests],
    ['other-sessions', sessions],
    ['other-sources', otherSources],
    ['other-connections', otherConnections],
  ];
  return new Set(all.flatMap(([name, variant]) => (variant === undefined ? [] : [name])));
}

interface Probing {
  readonly target: Target;
  readonly variants: TargetVariants;
  readonly calls: number;
  /** What was measured and judged before the probes. */
  readonly run: RunToDiagnose;
}

/** Fires one probe; `undefined` if it cannot be made, or if the check was interrupted. */
async function fireProbe(
  name: ProbeName,
  { target, variants, calls, run }: Probing,
  context: RunContext,
): Promise<Probe | undefined> {
  switch (name) {
    case 'bystander':
      return fireWithBystander(target, { variants, calls, run }, context);
    case 'after-pause':
      await context.pause(PAUSE_MS);
      return fireVariant(name, target, calls, context);
    case 'same-again':
      return fireVariant(name, target, calls, context);
    case 'other-requests':
      return fireVariant(name, variants.otherRequests, calls, context);
    case 'other-sessions':
      return fireVariant(name, await openSessions(variants, calls, context), calls, context);
    case 'other-sources':
      return fireVariant(name, variants.otherSources, calls, context);
    case 'other-connections':
      return fireVariant(name, variants.otherConnections, calls, context);
    case 'shared-session':
      return fireVariant(name, sharedSession(variants), calls, context);
  }
}

function sharedSession({ newSessions }: TargetVariants): Target | undefined {
  return newSessions?.()?.shared;
}

async function fireVariant(
  probe: ProbeName,
  variant: Target | undefined,
  calls: number,
  context: RunContext,
): Promise<Probe | undefined> {
  if (variant === undefined) return undefined;
  const { signal } = context;
  const burst = await fireSteadily(variant, () => ({ calls, signal }), {
    ...context,
    repeatable: true,
  });
  return burst && { probe, ...burst };
}

/** Gets a separate session for each call, if answers have not set enough; `undefined` if the target gives none. */
async function openSessions(
  { sessions, newSessions }: TargetVariants,
  calls: number,
  context: RunContext,
): Promise<Target | undefined> {
  if (sessions === undefined) return newSessions?.()?.own;
  const opened = await fireVariant('other-sessions', sessions.open, calls, context);
  return opened && sessions.own();
}

async function fireWithBystander(
  target: Target,
  { variants, calls, run }: Omit<Probing, 'target'>,
  context: RunContext,
): Promise<Probe | undefined> {
  const { bystander } = variants;
  const { soloMs = 0 } = run.bursts.at(-1)?.timeline ?? {};
  const alone = await callAlone(bystander.target, context);
  const quiet = new Quiet();
  const watch = watchBystanders(bystander.target, soloMs, { ...context, quiet });
  const late = watchLatecomers(areRefused(run) ? target : undefined, soloMs, context);
  const { turnedAway } = run;
  const stacks = await watchStacks(run, calls, { ...context, quiet });
  const { signal } = context;
  const burst = await fireSteadily(target, () => ({ calls, signal }), {
    ...context,
    onReleased: () => {
      watch.begin();
      late.begin();
      stacks.released();
    },
    repeatable: false,
  });
  const sampled = await stacks.end();
  const [waiting, latecomers] = await Promise.all([watch.end(), late.end()]);
  if (burst === undefined) return undefined;
  return {
    probe: 'bystander',
    ...burst,
    ...sampled,
    ...(waiting.length === 0
      ? {}
      : { bystander: bystanderTimes(bystander.path, { alone, waiting, turnedAway }) }),
    ...(latecomers.length === 0
      ? {}
      : { latecomers: latecomerTimes(latecomers, { releasedAt: burst.epoch, turnedAway }) }),
  };
}

async function callAlone(bystander: Target, context: RunContext): Promise<MeanwhileCall[]> {
  const alone: MeanwhileCall[] = [];
  for (let nth = 0; nth < BYSTANDERS && !context.signal.aborted; nth += 1) {
    alone.push(...(await callBystander(bystander, context)));
  }
  return alone;
}
