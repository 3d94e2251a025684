import type { BystanderEvidence } from './bystander-evidence.ts';
import {
  areInTurn,
  gatherEvidence,
  mayHaveOthers,
  type DiagnosedRun,
  type Evidence,
} from './evidence.ts';
import { mayBeRateLimited } from './refill.ts';
import { diagnose, mayHaveWaited } from './diagnose.ts';
import { BYSTANDER_MOMENTS, type ProbeName } from './probes.ts';
import { poolThreads } from './thread-names.ts';

/** At most so many bursts are fired to find a cause, and one more if calls were turned away with a normal status. */
const MOST_PROBES = 3;
const MOST_OF_TURNED_AWAY = 4;

/** How many bursts are fired at most to find a cause. */
export function mostProbes({ turnedAway }: Pick<DiagnosedRun, 'turnedAway'>): number {
  return turnedAway === undefined ? MOST_PROBES : MOST_OF_TURNED_AWAY;
}

/** Enough for a queue of one to show, and few enough to be over soon. */
const FEW_CALLS = 6;
/** With so many times the limit, some calls wait twice. */
const TIMES_LIMIT = 3;

/** How many calls a probe has: enough to wait as those of the check did, and not more than those. */
export function probeCalls(run: DiagnosedRun, probe?: ProbeName): number {
  const { verdict, bursts } = run;
  const most = Math.max(...bursts.map(({ timeline }) => timeline.calls));
  // None waited, and a lock shows with a few.
  if (!mayHaveWaited(run)) return Math.min(most, FEW_CALLS);
  const refused = bursts.some(({ timeline }) => timeline.throttled > 0);
  if (refused || verdict.kind === 'inconclusive') return most;
  const { estimate, high } = verdict.workers;
  const limit = high ?? estimate;
  const calls = Math.min(most, Math.max(FEW_CALLS, TIMES_LIMIT * limit));
  return probe === 'bystander' ? leavingThreads(run, { calls, limit }) : calls;
}

/**
 * If something else than threads holds calls up, as many threads have to be left as there are bystanders: if all
 * wait in one route, none is left for another path.
 */
function leavingThreads(
  run: DiagnosedRun,
  { calls, limit }: { readonly calls: number; readonly limit: number },
): number {
  const machine = gatherEvidence(run)?.machine;
  const threads = machine && poolThreads(machine);
  const room = (threads ?? Infinity) - BYSTANDER_MOMENTS.length;
  return room > limit ? Math.min(calls, room) : calls;
}

/**
 * The probe that separates causes which are still possible; `undefined` if no call waited, the cause is
 * certain, or no probe helps.
 */
export function nextProbe(
  run: DiagnosedRun,
  available: ReadonlySet<ProbeName>,
): ProbeName | undefined {
  const { probes = [] } = run;
  if (probes.length >= mostProbes(run)) return undefined;
  const done = new Set(probes.map(({ fired }) => fired.probe));
  const candidates = (mayHaveWaited(run) ? wanted(run) : wantedOfFree(run)).filter(
    (probe) => available.has(probe) && !done.has(probe),
  );
  return candidates[0];
}

/** If no call waited: whether calls of one session would, as those of one browser have; and if so, whether any would. */
function wantedOfFree(run: DiagnosedRun): ProbeName[] {
  if (run.verdict.kind === 'inconclusive') return [];
  const { sharedSession } = gatherEvidence(run)?.probes ?? {};
  return [
    'shared-session',
    ...(sharedSession?.isSerial === true ? (['other-sessions'] as const) : []),
  ];
}

/** In their order: the cheapest first that rules out the most. */
function wanted(run: DiagnosedRun): ProbeName[] {
  const evidence = gatherEvidence(run);
  const reaction = evidence?.probes.bystander?.reaction;
  // It tells a limit of the whole server from one of the route, and stacks are taken meanwhile.
  if (evidence === undefined || reaction === undefined) return ['bystander'];
  if (isSettled(run)) return [];
  // Calls of the same kind may run together by now, too, so they are fired again at once.
  return hasOpened(evidence) ? ['same-again'] : wantedBeside(reaction, evidence);
}

/** Whether calls that differed got through which the others had waited for. */
function hasOpened({ probes }: Evidence): boolean {
  return Object.values(probes.variants).some(({ effect }) => effect === 'opened');
}

/** What tells apart the causes that a bystander leaves. */
function wantedBeside(reaction: BystanderEvidence['reaction'], evidence: Evidence): ProbeName[] {
  // The rest comes before calls that differ: its burst leaves the limiter empty, so those find nothing that a rest
  // gave back. It is tried even if the bystander waited, since a limiter may apply to all routes.
  const first: ProbeName[] = mayRefill(evidence) ? ['after-pause'] : [];
  const connections: ProbeName[] = evidence.sharesConnections ? ['other-connections'] : [];
  // A limit of each client, or of all, refuses calls. Other addresses have other connections, too.
  if (evidence.timeline.throttled > 0) {
    return [...first, ...wantedOfTurnedAway(evidence), 'other-sources', ...connections];
  }
  // Whatever holds up the whole server holds up every request, session and client, unless there are other servers.
  if (reaction === 'waited') return [...first, ...sharedBeside(evidence)];
  // The bystander had its own connection, so whatever holds up that of the calls did not hold it up.
  return [...first, ...connections, 'other-sessions', 'other-requests', 'other-sources'];
}

/** A cache may have answered identical requests at once. */
function wantedOfTurnedAway({ turnedAway }: Evidence): ProbeName[] {
  return turnedAway === undefined ? [] : ['other-requests'];
}

/** What may keep calls at one server, or what several wait for. The bystander has the same session, and waits for it, too. */
function sharedBeside(evidence: Evidence): readonly ProbeName[] {
  if (mayHaveOthers(evidence)) return KEPT_BY;
  return areInTurn(evidence) ? ['other-sessions'] : [];
}

/** What a proxy may keep calls at one server by. */
const KEPT_BY: readonly ProbeName[] = ['other-sessions', 'other-sources'];

/** Whether calls may wait for a rate limiter, so a rest would give some back. */
export function mayRefill(evidence: Evidence | undefined): boolean {
  return evidence !== undefined && mayBeRateLimited(evidence.verdict, evidence.timeline);
}

/** Only other calls show whether a lock is that of a route, a session or a request. */
function isSettled(run: DiagnosedRun): boolean {
  const why = diagnose(run);
  if (why?.cause === undefined || why.certainty !== 'sure') return false;
  return why.cause !== 'route-lock' && why.cause !== 'route-pool';
}
