import { defined } from '../defined.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { bystanderEvidence, type BystanderEvidence } from './bystander-evidence.ts';
import type { Fact } from './diagnosis.ts';
import type { JudgedProbe } from './probes.ts';
import { latecomerEvidence, type LatecomerEvidence } from './latecomer-evidence.ts';
import { sessionEvidence, type SessionEvidence } from './session-evidence.ts';
import type { Place, Stacks, StacksMissing } from './stacks.ts';
import {
  isVariant,
  variantEvidence,
  type Reference,
  type Variant,
  type VariantEvidence,
  type Variants,
} from './variant-evidence.ts';

/** What the probes showed. */
export interface ProbeEvidence {
  /** Whether the cause was asked for. */
  readonly asked: boolean;
  readonly bystander?: BystanderEvidence;
  /** What became of the same calls while others were in progress, if some were refused. */
  readonly latecomers?: LatecomerEvidence;
  /** How the same calls went when they were fired once more. */
  readonly control?: Timeline;
  /**
   * Bursts right after others that were refused calls, from that of the bystander on: how long after those, ms, and
   * how many calls were answered.
   */
  readonly nextBursts: readonly { readonly afterMs: number; readonly answered: number }[];
  readonly variants: Variants;
  /** How the same calls went after some that differed had run together, held against those of the check. */
  readonly again?: Again;
  /** How calls went that had one session in common, if the others sent no cookie. */
  readonly sharedSession?: SessionEvidence;
  /** Whether stacks were seen, even if they showed no place: that of an idle thread is none. */
  readonly isSampled: boolean;
  readonly places: readonly SampledPlace[];
  readonly stacksMissing?: StacksMissing;
}

/** The same calls, fired after some that differed. */
interface Again {
  readonly timeline: Timeline;
  /** Whether they still wait: if they don't, it was not the difference that let the others through. */
  readonly effect: VariantEvidence['effect'];
}

/** A place in the code, and how it was found. */
export interface SampledPlace extends Place {
  readonly tool: Stacks['tool'];
  readonly samples: number;
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
  const again = againIn(all, { ...reference, control });
  const stacks = all.flatMap(({ fired }) => fired.stacks ?? []);
  return {
    asked: probes !== undefined,
    variants,
    nextBursts: nextBursts(all),
    isSampled: stacks.length > 0,
    places: stacks.flatMap(({ places, tool, samples }) =>
      places.map((place) => ({ ...place, tool, samples })),
    ),
    ...defined({
      bystander: bystanderEvidence(all, reference.timeline),
      latecomers: latecomerEvidence(all),
      control,
      again,
      sharedSession: sessionEvidence(all, reference),
      stacksMissing: all.flatMap(({ fired }) => fired.stacksMissing ?? [])[0],
    }),
  };
}

function againIn(probes: readonly JudgedProbe[], reference: Reference): Again | undefined {
  const again = probes.find(({ fired }) => fired.probe === 'same-again');
  if (again === undefined) return undefined;
  const { timeline } = again;
  return { timeline, effect: variantEvidence(again, reference).effect };
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
