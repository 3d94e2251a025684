import { defined } from '../defined.ts';
import type { RecordedBy } from '../recorded/recorded-by.ts';
import type { Diagnosis, FoundCause, ServerName } from './diagnosis.ts';
import { gatherEvidence, type DiagnosedRun, type Evidence } from './evidence.ts';
import { AFTER_ANSWER_SIGNS } from './signs/after-answer-signs.ts';
import { CLIENT_SIGNS } from './signs/client-signs.ts';
import { CORE_SIGNS } from './signs/core-signs.ts';
import { GROWING_SIGNS } from './signs/growing-signs.ts';
import { IN_PROGRESS_SIGNS } from './signs/in-progress-signs.ts';
import { LAMBDA_SIGNS } from './signs/lambda-signs.ts';
import { LOOP_SIGNS, SEVERAL_LOOPS_SIGNS } from './signs/loop-signs.ts';
import { THREAD_LOOP_SIGNS } from './signs/thread-loop-signs.ts';
import { WORKER_SIGNS } from './signs/worker-signs.ts';
import { codePlace, isLocalService, knownRoute } from './places.ts';
import { PLATFORM_SIGNS, REFILL_SIGNS } from './signs/platform-signs.ts';
import { PROXY_SIGNS } from './signs/proxy-signs.ts';
import { ROUTE_SIGNS } from './signs/route-signs.ts';
import { VARIANT_SIGNS } from './signs/variant-signs.ts';
import { REFUSAL_SIGNS } from './signs/refusal-signs.ts';
import { SPREAD_SIGNS } from './signs/spread-signs.ts';
import { SERVER_SIGNS } from './signs/server-signs.ts';
import { UNEVEN_SIGNS, UNEVEN_TOO_SIGNS } from './signs/uneven-signs.ts';
import type { Found, Signs } from './signs/signs.ts';
import { turnedAwayOf, type FiredCalls } from './turned-away.ts';
import { undecided } from './undecided/undecided.ts';
import type { ServerReport } from '../timeline/server-report.ts';
import type { Decided } from '../verdict.ts';
import { isDoneAtOnce, largestBursts, type Timeline } from '../timeline/timeline.ts';

/** The first whose signs were seen is the cause: those before it exclude those after it. */
const CAUSES: readonly Signs[] = [
  ...CLIENT_SIGNS,
  ...REFUSAL_SIGNS,
  ...LAMBDA_SIGNS,
  ...AFTER_ANSWER_SIGNS,
  ...PLATFORM_SIGNS,
  ...SPREAD_SIGNS,
  ...VARIANT_SIGNS,
  ...PROXY_SIGNS,
  ...LOOP_SIGNS,
  ...THREAD_LOOP_SIGNS,
  ...UNEVEN_SIGNS,
  ...WORKER_SIGNS,
  ...GROWING_SIGNS,
  ...SEVERAL_LOOPS_SIGNS,
  ...UNEVEN_TOO_SIGNS,
  ...CORE_SIGNS,
  ...SERVER_SIGNS,
  ...IN_PROGRESS_SIGNS,
  ...ROUTE_SIGNS,
];

/** If calls got other answers with a normal status, only what limits calls can be the cause. */
const CAUSES_OF_OTHER_ANSWERS: readonly Signs[] = [
  ...VARIANT_SIGNS,
  ...REFILL_SIGNS,
  ...IN_PROGRESS_SIGNS,
];

/**
 * Why calls waited: the cause if its signs were seen and its rivals were ruled out; if that was asked for,
 * else the causes that remain. `undefined` if no call waited, or if nobody asked and nothing shows it.
 */
export function diagnose(run: DiagnosedRun): Diagnosis | undefined {
  const evidence = gatherEvidence(run);
  if (evidence === undefined) return undefined;
  for (const signs of causesFor(evidence)) {
    const found = signs.find(evidence);
    if (found !== undefined) return withRoute(foundCause(signs, found, evidence), evidence);
  }
  if (!evidence.probes.asked || !mayHaveWaited(run) || isOtherWork(evidence)) return undefined;
  return undecided(evidence, run);
}

function causesFor({ turnedAway }: Evidence): readonly Signs[] {
  if (turnedAway === undefined) return CAUSES;
  return turnedAway.mayBeChance ? [] : CAUSES_OF_OTHER_ANSWERS;
}

/** Whether answers with a normal status differ for another reason than that calls are refused. */
function isOtherWork({ turnedAway, probes }: Evidence): boolean {
  if (turnedAway === undefined) return false;
  return turnedAway.mayBeChance || (probes.latecomers?.ranBeside ?? 0) > 0;
}

function foundCause(
  { cause, ruledOut }: Signs,
  { seen, certainty = 'sure', place, atATime, notRuledOut = [] }: Found,
  evidence: Evidence,
): FoundCause {
  return {
    cause,
    certainty,
    seen,
    ruledOut: ruledOut.filter((rival) => !notRuledOut.includes(rival)),
    ...defined({ server: serverName(evidence), place: place && codePlace(place), atATime }),
  };
}

/** Who serves the calls. A proxy answers them itself, whatever runs behind it. */
function serverName({ machine, processes, proxy }: Evidence): ServerName | undefined {
  const [server] = machine?.processes ?? processes;
  const program = server?.program ?? proxy;
  if (program === undefined) return undefined;
  return { program, ...defined({ runtime: server?.runtime, cores: machine?.cores }) };
}

/** Adds what is known of a route of our own service; if its code can't be the cause, something else made calls wait. */
function withRoute(found: FoundCause, { target }: Evidence): FoundCause | undefined {
  if (target === undefined || !isLocalService(target)) return found;
  const route = knownRoute(target);
  if (route?.causes.includes(found.cause) !== true) return undefined;
  const { place } = route;
  return { ...found, seen: [...found.seen, { code: 'route-code', place }], place };
}

type Asked = DiagnosedRun &
  FiredCalls & {
    readonly why?: Diagnosis;
    readonly recordedBy?: RecordedBy;
    readonly server?: ServerReport;
  };

/**
 * Whether more calls could show why calls waited: this check made them, nobody asked yet, and no cause shows.
 * Of a server that the check started it always asks, and an interrupted run may not have come to it.
 */
export function couldAskWhy(run: Asked): boolean {
  const { target, server, probes, why, recordedBy, interrupted } = run;
  if (recordedBy !== undefined || server !== undefined || interrupted) return false;
  const isOpen = target?.kind === 'http' && probes === undefined && why === undefined;
  return isOpen && (mayHaveWaited(run) || turnedAwayOf(run.bursts, run) !== undefined);
}

/** Whether calls waited or were refused, so there is a cause to look for. */
export function mayHaveWaited({ verdict, bursts }: DiagnosedRun): boolean {
  if (verdict.kind === 'inconclusive') return false;
  if (verdict.kind === 'contended' || verdict.workers.high !== null) return true;
  const largest = largestBursts(bursts).at(-1)?.timeline;
  if (largest === undefined) return false;
  const mayBeSlower = largest.speedUp !== undefined && !ranAtOnce(verdict, largest);
  return largest.throttled > 0 || mayBeSlower;
}

/** Whether all calls ran at once, even if they took longer together. */
function ranAtOnce({ workers }: Decided, timeline: Timeline): boolean {
  return workers.estimate >= timeline.calls || isDoneAtOnce(timeline);
}
