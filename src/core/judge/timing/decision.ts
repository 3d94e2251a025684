import type { DecidedReason, FittedKind } from '../../reason.ts';
import type { Remedy } from '../../remedy.ts';
import type { Model } from './queue-models.ts';
import { largest, smallest, sum, type Spread } from '../../statistics.ts';
import { syntheticLikelihood } from './likelihood.ts';
import { orderLikelihood } from './order.ts';
import { weigh, type Effort, type Weighed } from './posterior.ts';
import type { Profile } from './profile.ts';
import { isSteady } from './steps.ts';
import { isContended } from '../contention.ts';
import { decline, type Decided, type Verdict, type Workers } from '../../verdict.ts';

/** A kind is reported if it is this probable. A bottleneck that is none is the worse mistake. */
const SURE_ENOUGH = { serial: 0.95, contended: 0.95, overlapping: 0.93 } as const;

/** The probability that an interval leaves out at either end. */
const TAIL = 0.003;

/** Calls simulated for each candidate in the first pass: with many calls, few simulations are enough. */
const EFFORT = 1600;

const KINDS: readonly FittedKind[] = ['serial', 'overlapping', 'contended'];

/** Judges calls whose service times vary, or says which kinds fit equally well. */
export function decideByLikelihood(profile: Profile): Verdict {
  const weighed = weigh(profile.calls, syntheticLikelihood(profile), {
    effort: effortFor(profile.calls),
    evidence: orderEvidence(profile),
  });
  const kinds = KINDS.map((kind) => {
    const members = weighed.filter((one) => fittedKind(one, profile.calls) === kind);
    return { kind, members, probability: probabilityOf(members) };
  }).toSorted((a, b) => b.probability - a.probability);
  const [best, second] = kinds;
  if (best === undefined || second === undefined || !(best.probability >= SURE_ENOUGH[best.kind])) {
    const explained = best !== undefined && second !== undefined && best.probability > 0;
    return undecided(profile, explained ? [best.kind, second.kind] : undefined);
  }
  const members = best.kind === 'overlapping' ? best.members.map(withoutLimit) : best.members;
  const workers = workersOf(members, profile.calls);
  return {
    kind: best.kind,
    workers,
    reasons: reasonsFor(best.kind, members, { workers, profile }),
  };
}

function effortFor(calls: number): Effort {
  const simulations = EFFORT / calls;
  return {
    coarse: Math.round(Math.min(6, Math.max(3, simulations))),
    fine: Math.round(Math.min(20, Math.max(6, 3 * simulations))),
  };
}

/** `undefined` if calls start at the pace of one worker: then hardly any two may have been in progress together. */
function fittedKind({ model, workers }: Weighed, calls: number): FittedKind | undefined {
  if (model === 'sharing') return isContended(workers, calls) ? 'contended' : 'overlapping';
  if (workers > 1) return 'overlapping';
  return model === 'paced' ? undefined : 'serial';
}

/** Neither a pace nor sharing that hardly slows calls limits how many are in progress. */
function withoutLimit(one: Weighed): Weighed {
  return one.model === 'sharing' || one.model === 'paced'
    ? { ...one, upTo: Number.POSITIVE_INFINITY }
    : one;
}

function probabilityOf(members: readonly Weighed[]): number {
  return sum(members.map(({ probability }) => probability));
}

function orderEvidence(profile: Profile): (model: Model, workers: number) => number {
  const { serial, queued, unordered } = orderLikelihood(profile);
  return (model, workers) => {
    if (model === 'sharing' || workers >= profile.calls) return Math.log(unordered);
    return Math.log(workers === 1 && model !== 'paced' ? serial : queued);
  };
}

/** Whether members without a limit are more probable than what an interval leaves out. */
function mayBeUnlimited(members: readonly Weighed[]): boolean {
  const unlimited = members.filter(({ upTo }) => upTo === Number.POSITIVE_INFINITY);
  return probabilityOf(unlimited) > TAIL * probabilityOf(members);
}

/** The median and the outer quantiles; with `calls` calls no more workers than that can be seen. */
function workersOf(members: readonly Weighed[], calls: number): Workers {
  const unknown = { workers: calls, upTo: calls };
  const [first = unknown, middle = unknown, last = unknown] = [TAIL, 0.5, 1 - TAIL].map((share) =>
    memberAt(members, share),
  );
  const low = Math.min(calls, first.workers);
  const high = mayBeUnlimited(members) ? calls : last.upTo;
  const typical = Math.round(Math.sqrt(middle.workers * middle.upTo));
  return {
    estimate: Math.max(low, Math.min(calls, high, typical)),
    low,
    high: high >= calls ? null : high,
  };
}

/** The member up to which, in the order of workers, this share of the probability lies. */
function memberAt(members: readonly Weighed[], share: number): Weighed | undefined {
  const sorted = members.toSorted((a, b) => a.workers - b.workers);
  const total = probabilityOf(members);
  let below = 0;
  return sorted.find(({ probability }) => (below += probability / total) >= share) ?? sorted.at(-1);
}

function reasonsFor(
  kind: Decided['kind'],
  members: readonly Weighed[],
  { workers: { estimate, low, high }, profile }: { workers: Workers; profile: Profile },
): DecidedReason[] {
  const solo = { ...soloRange(profile), steady: isSteady(profile.solo) };
  if (kind === 'serial') return [{ code: 'fitted-serial', solo }];
  if (kind === 'contended') return [{ code: 'fitted-sharing', workers: estimate }];
  const unlimited = members.filter(({ workers }) => workers === Number.POSITIVE_INFINITY);
  const mostlyUnlimited = probabilityOf(unlimited) > probabilityOf(members) / 2;
  return [
    mostlyUnlimited
      ? { code: 'fitted-unlimited', solo }
      : { code: 'fitted', workers: { low, high }, solo },
    { code: 'instance-unknown' },
  ];
}

/** With fewer calls than this, one more would change the picture. */
const FEW_CALLS = 12;

/** Enough calls that one more no longer matters. */
const ENOUGH_CALLS = 4 * FEW_CALLS;

function undecided(
  profile: Profile,
  kinds: readonly [FittedKind, FittedKind] | undefined,
): Verdict {
  const { calls, solo } = profile;
  const soloMs = soloRange(profile);
  return decline(
    kinds === undefined
      ? { code: 'no-model-fits', soloMs }
      : { code: 'kinds-not-separable', kinds, soloMs },
    remedyFor(calls, solo),
  );
}

function remedyFor(calls: number, solo: Profile['solo']): Remedy {
  if (calls < FEW_CALLS) return { code: 'more-calls', calls: ENOUGH_CALLS };
  return isSteady(solo) ? { code: 'another-size' } : { code: 'steadier-calls', solo: 20 };
}

function soloRange({ solo }: Profile): Spread {
  return { least: smallest(solo), most: largest(solo) };
}
