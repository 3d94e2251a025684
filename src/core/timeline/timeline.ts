import { alignClocks, offsetFor, type Alignment } from './clock.ts';
import { groupBy } from '../group-by.ts';
import { sanitizeLine } from '../sanitize.ts';
import { coldParts, isBeforehand, type ColdParts } from './cold-starts.ts';
import { sureSpans, type HandlerSpan } from './handler-spans.ts';
import {
  durationMs,
  handlerMs,
  isAnswered,
  hasServerTimes,
  type Answered,
  type Invocation,
  type ServerTimed,
} from '../invocation.ts';
import { peakOverlap } from './overlap.ts';
import { largest, median, smallest } from '../statistics.ts';
import { refusalOf } from './throttling.ts';

/** One burst, set in order. Times are ms; what the target does not tell is absent. */
export interface Timeline {
  readonly calls: number;
  readonly answered: readonly Answered[];
  readonly throttled: number;
  /** Why calls were throttled, as the target words it. */
  readonly refusal?: string;
  readonly failed: number;
  /** How most of the failed calls ended. */
  readonly failure?: { readonly code: string; readonly message: string };
  /** When each handler ran, where the target told of every call that it answered. */
  readonly handlings?: readonly HandlerSpan[];
  readonly alignment?: Alignment;
  readonly instances?: number;
  /** Where instances are worker threads: the execution environments around them. */
  readonly environments?: number;
  readonly cold?: number;
  /** Of the cold calls, those whose instance was initialised before they were sent. */
  readonly beforehand?: number;
  readonly warm?: number;
  /** The most handlers in progress at one time. */
  readonly peakOverlap?: number;
  /** How long a warm call takes with nothing else in flight, as the client sees it. */
  readonly soloMs?: number;
  /** From the first sending to the last answer. */
  readonly makespanMs?: number;
  /** Answered calls x solo duration / makespan. */
  readonly speedUp?: number;
  readonly sentWithinMs: number;
  readonly startedWithinMs?: number;
  /** What cold calls spent outside their handlers beyond what warm ones did. */
  readonly coldAddedMs?: { readonly median: number; readonly worst: number };
  readonly coldParts?: ColdParts;
}

export function buildTimeline(
  invocations: readonly Invocation[],
  solo: readonly Invocation[],
): Timeline {
  const answered = invocations.filter(isAnswered);
  const sent = invocations.map((call) => call.sentAt);
  const refusal = refusalOf(invocations);
  const timeline: Timeline = {
    calls: invocations.length,
    answered,
    throttled: countOf(invocations, 'throttled'),
    ...(refusal === undefined ? {} : { refusal }),
    failed: countOf(invocations, 'failed'),
    ...failureOf(invocations),
    sentWithinMs: spread(sent),
    ...baselineAndMakespan(answered, solo),
  };
  return { ...timeline, ...testimony(answered, solo) };
}

/** `one instance`, `10 instances`, `8 worker threads of one environment`; empty where nobody tells. */
export function placeWords({ instances, environments }: Timeline): string {
  if (instances === undefined) return '';
  if (environments === undefined) return some(instances, 'instance');
  return `${some(instances, 'worker thread')} of ${some(environments, 'environment')}`;
}

function some(count: number, noun: string): string {
  return count === 1 ? `one ${noun}` : `${count} ${noun}s`;
}

/** Solo calls that may serve as a baseline: answered, and not cold as far as anybody knows. */
export function warmSolo(solo: readonly Invocation[]): Answered[] {
  return solo.filter(isAnswered).filter((call) => call.served?.cold !== true);
}

/** A call that takes no longer is lost in what sockets and schedulers add. */
const SHORT_MS = 10;

/** Whether calls are over before it can be seen how they share the target with others. */
export function isTooShort({ soloMs, sentWithinMs, calls }: Timeline): boolean {
  return soloMs !== undefined && calls > 1 && soloMs < Math.max(SHORT_MS, 2 * sentWithinMs);
}

function baselineAndMakespan(
  answered: readonly Answered[],
  solo: readonly Invocation[],
): Pick<Timeline, 'soloMs' | 'makespanMs' | 'speedUp'> {
  const soloMs = median(warmSolo(solo).map(durationMs));
  const baseline = soloMs === undefined ? {} : { soloMs };
  const firstSent = smallest(answered.map((call) => call.sentAt));
  const lastReceived = largest(answered.map((call) => call.receivedAt));
  if (firstSent === undefined || lastReceived === undefined) return baseline;
  const makespanMs = lastReceived - firstSent;
  if (soloMs === undefined || makespanMs <= 0) return { ...baseline, makespanMs };
  return { soloMs, makespanMs, speedUp: (answered.length * soloMs) / makespanMs };
}

function testimony(answered: readonly Answered[], solo: readonly Invocation[]): Partial<Timeline> {
  const handled = handlingsOf(answered);
  const cold = temperatures(answered, { solo, alignment: handled.alignment });
  return { ...instancesOf(answered), ...cold, ...handled };
}

function instancesOf(answered: readonly Answered[]): Pick<Timeline, 'instances' | 'environments'> {
  const instances = distinct(answered.map((call) => call.served?.instance));
  const environments = distinct(answered.map((call) => call.served?.environment));
  return {
    ...(instances === undefined ? {} : { instances }),
    ...(environments === undefined ? {} : { environments }),
  };
}

/** How many names there are, where every call has one. */
function distinct(names: readonly (string | undefined)[]): number | undefined {
  if (names.length === 0 || names.includes(undefined)) return undefined;
  return new Set(names).size;
}

function handlingsOf(
  answered: readonly Answered[],
): Pick<Timeline, 'handlings' | 'alignment' | 'peakOverlap' | 'startedWithinMs'> {
  const witnessed = answered.filter(hasServerTimes);
  if (witnessed.length === 0 || witnessed.length < answered.length) return {};
  const alignment = alignClocks(witnessed);
  if (alignment.state === 'contradictory') return { alignment };
  const handlings = witnessed.map((call) => handling(call, alignment));
  return {
    alignment,
    handlings,
    peakOverlap: peakOverlap(sureSpans(handlings)),
    startedWithinMs: spread(handlings.map(({ start }) => start)),
  };
}

function handling(call: ServerTimed, alignment: Alignment): HandlerSpan {
  const { instance, startedAt, endedAt } = call.served;
  const offsetMs = offsetFor(alignment, instance) ?? 0;
  return { call: call.call, instance, start: startedAt - offsetMs, end: endedAt - offsetMs };
}

function temperatures(
  answered: readonly Answered[],
  beside: { readonly solo: readonly Invocation[]; readonly alignment: Alignment | undefined },
): Pick<Timeline, 'cold' | 'warm' | 'beforehand' | 'coldAddedMs' | 'coldParts'> {
  const told = answered.filter((call) => call.served?.cold !== undefined);
  if (told.length === 0) return {};
  const cold = told.filter((call) => call.served?.cold === true);
  const warm = told.filter((call) => call.served?.cold === false);
  const waited = cold.filter((call) => !isBeforehand(call, beside.alignment));
  const beforehand = cold.length - waited.length;
  // Solo calls first: warm calls of the burst may have waited in a queue.
  const usual = median(outsideHandlerMs(warmSolo(beside.solo))) ?? median(outsideHandlerMs(warm));
  const beyond = usual === undefined ? [] : outsideHandlerMs(waited).map((spent) => spent - usual);
  const [middle, worst] = [median(beyond), largest(beyond)];
  const parts = coldParts(cold, beside.alignment);
  return {
    cold: cold.length,
    warm: warm.length,
    ...(beforehand === 0 ? {} : { beforehand }),
    ...(middle === undefined || worst === undefined
      ? {}
      : { coldAddedMs: { median: middle, worst } }),
    ...(parts === undefined ? {} : { coldParts: parts }),
  };
}

/** Both differences are taken on one clock each, so that no alignment is needed. */
function outsideHandlerMs(calls: readonly Answered[]): number[] {
  return calls.flatMap((call) => {
    const handler = hasServerTimes(call) ? handlerMs(call) : call.served?.report?.durationMs;
    return handler === undefined ? [] : [durationMs(call) - handler];
  });
}

/** Whether more calls failed than were answered: then fewer competed than were sent. */
export function isMostlyFailed({ failed, answered }: Timeline): boolean {
  return failed > answered.length;
}

/** Of a growing series the bursts with the most calls: smaller ones could not show the limit. */
export function largestBursts<Burst extends { readonly timeline: Timeline }>(
  bursts: readonly Burst[],
): readonly Burst[] {
  const most = largest(bursts.map(({ timeline }) => timeline.calls));
  return bursts.filter(({ timeline }) => timeline.calls === most);
}

/** `: status 500: ...`; empty where nothing failed. */
export function endedWords({ failure }: Timeline): string {
  return failure === undefined ? '' : `: ${sanitizeLine(failure.message)}`;
}

function failureOf(invocations: readonly Invocation[]): Pick<Timeline, 'failure'> {
  const errors = invocations.flatMap(({ outcome, error }) =>
    outcome === 'failed' && error !== undefined ? [error] : [],
  );
  const alike = [...groupBy(errors, ({ code }) => code).values()];
  const [failure] = alike.toSorted((a, b) => b.length - a.length)[0] ?? [];
  return failure === undefined ? {} : { failure };
}

function countOf(invocations: readonly Invocation[], outcome: Invocation['outcome']): number {
  return invocations.filter((call) => call.outcome === outcome).length;
}

function spread(times: readonly number[]): number {
  return (largest(times) ?? 0) - (smallest(times) ?? 0);
}
