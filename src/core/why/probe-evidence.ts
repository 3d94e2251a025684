import { defined } from '../defined.ts';
import { largest } from '../statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Verdict } from '../verdict.ts';
import { bystanderEvidence, type BystanderEvidence } from './bystander-evidence.ts';
import type { Fact } from './diagnosis.ts';
import type { JudgedProbe, ProbeName } from './probes.ts';
import type { Place, Stacks, StacksMissing } from './stacks.ts';

const VARIANTS = ['other-requests', 'other-sessions', 'other-sources'] as const;

/** A way in which the calls of a probe differed from each other. */
export type Variant = (typeof VARIANTS)[number];

function isVariant(probe: ProbeName): probe is Variant {
  return VARIANTS.some((variant) => variant === probe);
}

/** What the probes showed. */
export interface ProbeEvidence {
  /** Whether the cause was asked for. */
  readonly asked: boolean;
  readonly bystander?: BystanderEvidence;
  /** How the same calls went when they were fired once more. */
  readonly control?: Timeline;
  /**
   * Bursts right after others that were refused calls, from that of the bystander on: how long after those, ms, and
   * how many calls were answered.
   */
  readonly nextBursts: readonly { readonly afterMs: number; readonly answered: number }[];
  readonly variants: Partial<Record<Variant, VariantEvidence>>;
  /** How calls went that had one session in common. */
  readonly sharedSession?: JudgedProbe;
  readonly places: readonly SampledPlace[];
  readonly stacksMissing?: StacksMissing;
}

/** Whether calls that differ got more done at a time than those of the check. */
export interface VariantEvidence {
  readonly calls: number;
  readonly atATime: number;
  readonly effect: 'opened' | 'limited' | 'unclear';
}

/** A place in the code, and how it was found. */
export interface SampledPlace extends Place {
  readonly tool: Stacks['tool'];
  readonly samples: number;
}

/** The burst that the probes are held against. */
interface Reference {
  readonly verdict: Verdict;
  readonly timeline: Timeline;
  /** The same calls again, as the probes were fired: by then something may have warmed up. */
  readonly control?: Timeline | undefined;
  /** How many processes served its calls, as far as that was seen. */
  readonly processes?: number;
}

/** Reads what the probes showed; `undefined` stands for a run without --why. */
export function readProbes(
  probes: readonly JudgedProbe[] | undefined,
  reference: Reference,
): ProbeEvidence {
  const all = probes ?? [];
  const control = all.find(({ fired }) => fired.probe === 'bystander')?.timeline;
  const variants: Partial<Record<Variant, VariantEvidence>> = {};
  for (const one of all) {
    const { probe } = one.fired;
    if (!isVariant(probe)) continue;
    variants[probe] = variantEvidence(one, { ...reference, control });
  }
  const stacks = all.flatMap(({ fired }) => fired.stacks ?? []);
  return {
    asked: probes !== undefined,
    variants,
    nextBursts: nextBursts(all),
    places: stacks.flatMap(({ places, tool, samples }) =>
      places.map((place) => ({ ...place, tool, samples })),
    ),
    ...defined({
      bystander: bystanderEvidence(all, reference.timeline),
      control,
      sharedSession: all.find(({ fired }) => fired.probe === 'shared-session'),
      stacksMissing: all.flatMap(({ fired }) => fired.stacksMissing ?? [])[0],
    }),
  };
}

function nextBursts(probes: readonly JudgedProbe[]): ProbeEvidence['nextBursts'] {
  const from = probes.findIndex(({ fired }) => fired.probe === 'bystander');
  return probes.slice(Math.max(0, from)).flatMap((earlier, index, all) => {
    const next = all[index + 1];
    const [start, end] = [earlier.fired.epoch, next?.fired.epoch];
    // A burst of which no call was refused may have left a limiter some.
    if (next === undefined || earlier.timeline.throttled === 0) return [];
    if (start === undefined || end === undefined) return [];
    return [{ afterMs: end - start, answered: next.timeline.answered.length }];
  });
}

/** A burst that is served so many times as fast is served in another way; by less, in the same. */
export const OPENED = 1.7;
const LIMITED = 1.25;

function variantEvidence(probe: JudgedProbe, reference: Reference): VariantEvidence {
  const { calls, answered, speedUp = 0, stalled } = probe.timeline;
  const atATime = Math.min(speedUp, answered.length);
  if (stalled !== undefined) return { calls, atATime, effect: 'unclear' };
  const byRefusals = reference.timeline.throttled > 0;
  const effect = byRefusals ? refusals(probe, reference) : throughput(probe, reference);
  return { calls, atATime, effect };
}

function refusals({ timeline }: JudgedProbe, reference: Reference): VariantEvidence['effect'] {
  const unanswered = timeline.calls - timeline.answered.length;
  if (unanswered === 0) return 'opened';
  const share = timeline.throttled / timeline.calls;
  const before = reference.timeline.throttled / reference.timeline.calls;
  return share >= before / LIMITED ? 'limited' : 'unclear';
}

/** Other answers, such as those of an error page, make a verdict inconclusive: they open nothing. */
function throughput(probe: JudgedProbe, reference: Reference): VariantEvidence['effect'] {
  const { timeline, verdict } = probe;
  const { speedUp, calls, answered } = timeline;
  const most = mostAtATime(reference);
  if (speedUp === undefined || most === undefined || answered.length < calls) return 'unclear';
  if (speedUp <= LIMITED * most) return isLeftToOne(probe, reference) ? 'unclear' : 'limited';
  const isOpen = speedUp >= OPENED * most && verdict.kind !== 'inconclusive';
  return isOpen && isFirm(reference.verdict) ? 'opened' : 'unclear';
}

/** How far the time of a burst may be above that of the calls of one process. */
const TOLERANCE = 0.15;

/** Whether one of several processes got so many calls that they took all the time, whatever they had in common. */
function isLeftToOne({ fired, timeline }: JudgedProbe, { processes = 0 }: Reference): boolean {
  const { makespanMs, soloMs } = timeline;
  const calls = (fired.observed?.processes ?? []).flatMap((one) =>
    one.calls > 0 ? one.calls : [],
  );
  const most = largest(calls);
  if (most === undefined || makespanMs === undefined || soloMs === undefined) return false;
  const areSeveral = Math.max(processes, calls.length) > 1;
  return areSeveral && most > 1 && makespanMs <= (1 + TOLERANCE) * most * soloMs;
}

/** Whether there is an upper limit: without one, calls may just have been spread better over the workers this time. */
function isFirm(verdict: Verdict): boolean {
  return verdict.kind !== 'inconclusive' && verdict.workers.high !== null;
}

/** The most calls that got done at a time: the upper limit, or what was measured if that stays open. */
export function mostAtATime({ verdict, timeline, control }: Reference): number | undefined {
  const high = verdict.kind === 'inconclusive' ? null : verdict.workers.high;
  return largest([high ?? timeline.speedUp ?? [], control?.speedUp ?? []].flat());
}

/** Whether another path was served at once, so it isn't the whole server that waits. */
export function isPrompt({ bystander }: ProbeEvidence): boolean {
  return bystander?.reaction === 'at-once';
}

/** The fact of a bystander, if it is clear. */
export function bystanderFact({ bystander }: ProbeEvidence): Fact[] {
  if (bystander === undefined || bystander.reaction === 'unclear') return [];
  const { path, aloneMs, waitingMs, reaction, refused } = bystander;
  if (reaction === 'refused') return [{ code: 'bystander-refused', path, refused }];
  return [{ code: `bystander-${reaction}`, path, aloneMs, waitingMs }];
}

/** The facts of variants that were tried, if they are clear. */
export function variantFacts({ variants }: ProbeEvidence): Fact[] {
  return VARIANTS.flatMap((variant): Fact[] => {
    const { calls = 0, atATime = 0, effect = 'unclear' } = variants[variant] ?? {};
    return effect === 'unclear' ? [] : [{ code: `variant-${effect}`, variant, calls, atATime }];
  });
}
