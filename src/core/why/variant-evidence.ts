import { defined } from '../defined.ts';
import { largest } from '../statistics.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Verdict } from '../verdict.ts';
import type { Fact } from './diagnosis.ts';
import type { JudgedProbe, ProbeName } from './probes.ts';
import { callsPerServer, spreadOf, type SpreadOfRun } from './spread.ts';

// Calls that differ from each other in one way: whether more of them get done at a time.

/** The ways in which the calls of a probe may differ from each other. */
export const VARIANTS = [
  'other-requests',
  'other-sessions',
  'other-sources',
  'other-connections',
] as const;

/** A way in which the calls of a probe differed from each other. */
export type Variant = (typeof VARIANTS)[number];

/** Whether the calls of a probe differed from each other. */
export function isVariant(probe: ProbeName): probe is Variant {
  return VARIANTS.some((variant) => variant === probe);
}

/** Whether calls that differ got more done at a time than those of the check. */
export interface VariantEvidence {
  readonly calls: number;
  readonly atATime: number;
  readonly effect: 'opened' | 'limited' | 'unclear';
  /** The servers that got calls, if they may be why more got done at a time. */
  readonly spreadOver?: SpreadOver;
}

/** Servers over which calls were spread better than before. */
interface SpreadOver {
  readonly servers: number;
  /** Whether about as many more got done as these serve, and more than by chance. */
  readonly isEnough: boolean;
}

/** What the variants showed that were tried. */
export type Variants = Partial<Record<Variant, VariantEvidence>>;

/** The burst that the probes are held against. */
export interface Reference {
  readonly verdict: Verdict;
  readonly timeline: Timeline;
  /** The same calls again, as the probes were fired: by then something may have warmed up. */
  readonly control?: Timeline | undefined;
  /** How its calls, and those of bursts like it, were spread over servers, if that was seen. */
  readonly spread?: SpreadOfRun | undefined;
  /** Whether these are behind a proxy. */
  readonly isProxied?: boolean;
}

/** A burst that is served so many times as fast is served in another way; by less, in the same. */
export const OPENED = 1.7;
export const LIMITED = 1.25;

/** What a probe shows whose calls differed. */
export function variantEvidence(probe: JudgedProbe, reference: Reference): VariantEvidence {
  const { calls, answered, speedUp = 0, stalled } = probe.timeline;
  const atATime = Math.min(speedUp, answered.length);
  if (stalled !== undefined) return { calls, atATime, effect: 'unclear' };
  const byRefusals = reference.timeline.throttled > 0;
  const effect = byRefusals ? refusals(probe, reference) : throughput(probe, reference);
  const spreadOver = serversInstead(probe, reference);
  return { calls, atATime, effect, ...defined({ spreadOver }) };
}

/** The servers that got calls, if no more got done at a time than a better spread explains. */
function serversInstead(
  { fired, timeline }: JudgedProbe,
  reference: Reference,
): SpreadOver | undefined {
  const { isProxied = false, spread: before } = reference;
  const { calls, answered, speedUp } = timeline;
  const spread = spreadOf({ timeline, ...defined({ observed: fired.observed }) }, isProxied);
  const most = mostDone(reference);
  if (spread === undefined || before === undefined || answered.length < calls) return undefined;
  if (most === undefined || speedUp === undefined || speedUp <= LIMITED * most) return undefined;
  const gained = spread.gain / before.gain;
  if (speedUp > LIMITED * gained * most) return undefined;
  const isEnough = gained >= LIMITED && speedUp >= (gained * most) / LIMITED;
  return { servers: spread.servers, isEnough };
}

/** How many calls got done at a time; if some are refused, those that were not. */
function mostDone(reference: Reference): number | undefined {
  const { throttled, answered } = reference.timeline;
  return throttled > 0 ? answered.length : mostAtATime(reference);
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

/** How far the time of a burst may be above that of the calls of one server. */
const TOLERANCE = 0.15;

/** Whether one of several servers got so many calls that they took all the time, whatever they had in common. */
export function isLeftToOne(
  { fired, timeline }: JudgedProbe,
  { spread, isProxied = false }: Reference,
): boolean {
  const { makespanMs, soloMs } = timeline;
  const calls = [...callsPerServer(fired.observed, isProxied).values()];
  const most = largest(calls);
  if (most === undefined || makespanMs === undefined || soloMs === undefined) return false;
  const areSeveral = Math.max(spread?.servers ?? 0, calls.length) > 1;
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

/** Whether calls that differ got done faster: because of that, or because they went elsewhere. */
export function isAnyFaster({ variants }: { readonly variants: Variants }): boolean {
  return VARIANTS.some((variant) => {
    const { effect, spreadOver } = variants[variant] ?? {};
    return effect === 'opened' || spreadOver !== undefined;
  });
}

/** The facts of variants that were tried, if they are clear. */
export function variantFacts({ variants }: { readonly variants: Variants }): Fact[] {
  return VARIANTS.flatMap((variant): Fact[] => {
    const { calls = 0, atATime = 0, effect = 'unclear' } = variants[variant] ?? {};
    return effect === 'unclear' ? [] : [{ code: `variant-${effect}`, variant, calls, atATime }];
  });
}
