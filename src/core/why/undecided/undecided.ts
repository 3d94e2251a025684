import { defined } from '../../defined.ts';
import { largerThan } from '../../remedy.ts';
import { contending } from './contended.ts';
import type { Cause, Fact, Undecided } from '../diagnosis.ts';
import type { Experiment } from './experiment.ts';
import {
  areInTurn,
  coresUsed,
  hasSeveralProcesses,
  mayHaveOthers,
  mayWaitForConnection,
  mayWaitForProcess,
  type DiagnosedRun,
  type Evidence,
} from '../evidence.ts';
import { computedFact, idleFact, letsThrough, limitOf } from '../limit-evidence.ts';
import { hasEventLoop, servesWithoutThreads } from '../signs/loop-signs.ts';
import { lookAlikes } from '../look-alikes.ts';
import {
  isLockSeen,
  onEventLoop,
  otherStackFacts,
  placeOf,
  stackFacts,
  waitsForLock,
} from '../places.ts';
import { saysNothing } from '../bystander-evidence.ts';
import { bystanderFact, isPrompt } from '../probe-evidence.ts';
import { passedOnFact } from '../signs/proxy-signs.ts';
import { refusing } from '../signs/in-progress-signs.ts';
import { isRefusedByProxy, refusedByFact } from '../signs/refusal-signs.ts';
import { readsOn } from '../signs/server-signs.ts';
import { poolThreads } from '../thread-names.ts';
import { variantFacts } from '../variant-evidence.ts';

/** What is left if no cause is certain. */
export function undecided(evidence: Evidence, { interrupted }: DiagnosedRun): Undecided {
  const { probes, proxy } = evidence;
  const passedOn = passedOnFact(evidence);
  const lock = placeOf(probes, waitsForLock);
  const mayBeOfProxy = proxy !== undefined && passedOn === undefined;
  return {
    // A proxy may have its own limit, unless it passed on whatever came.
    remaining: [
      ...remainingCauses(evidence),
      ...(mayBeOfProxy && !isRefusedByProxy(evidence) ? (['proxy-limit'] as const) : []),
    ],
    ...defined({
      experiment: interrupted
        ? { code: 'finish-probes' as const }
        : experimentFor(evidence, passedOn),
    }),
    seen: [
      ...refusedByFact(evidence),
      ...(passedOn === undefined ? [] : [passedOn]),
      ...bystanderFact(probes),
      ...variantFacts(probes),
      ...computedFact(evidence),
      ...stackFacts(probes, lock),
      ...otherStackFacts(probes, { fits: onEventLoop, named: lock }),
    ],
  };
}

/** What would separate the remaining causes: of several obstacles, the first to remove. */
function experimentFor(evidence: Evidence, passedOn: Fact | undefined): Experiment | undefined {
  return experimentOnProxy(evidence, passedOn) ?? experimentOnServer(evidence);
}

function experimentOnProxy(evidence: Evidence, passedOn: Fact | undefined): Experiment | undefined {
  const { proxy, timeline } = evidence;
  const { program } = timeline.refusedBy ?? {};
  if (program !== undefined && isRefusedByProxy(evidence)) {
    return { code: 'limited-bystander', program };
  }
  if (proxy === undefined) return undefined;
  return { code: passedOn === undefined ? 'past-proxy' : 'behind-proxy', program: proxy };
}

function experimentOnServer(evidence: Evidence): Experiment | undefined {
  const { machine, processes, verdict, probes } = evidence;
  if (machine === undefined && processes.length === 0) return { code: 'see-processes' };
  if (verdict.kind === 'contended') return { code: 'quiet-machine' };
  const { bystander, stacksMissing } = probes;
  if (stacksMissing?.reason === 'not-installed') {
    return { code: 'install-tool', tool: stacksMissing.tool };
  }
  if (saysNothing(bystander)) return { code: 'other-bystander', path: bystander.path };
  return experimentOnLimit(evidence);
}

/** What would show the limit itself, if it is open or if the server computes meanwhile. */
function experimentOnLimit(evidence: Evidence): Experiment | undefined {
  const { timeline, machine } = evidence;
  if (timeline.throttled > 0) return undefined;
  const limit = limitOf(evidence);
  if (limit === undefined || letsThrough(limit) === undefined) {
    const calls = largerThan(timeline.calls);
    return calls === undefined ? undefined : { code: 'more-calls', calls };
  }
  if (machine === undefined || idleFact(evidence) !== undefined) return undefined;
  return { code: 'wait-only', ...defined({ cores: coresUsed(machine) }) };
}

function remainingCauses(evidence: Evidence): readonly Cause[] {
  const { verdict, timeline } = evidence;
  if (timeline.throttled > 0) return refusing(evidence);
  if (verdict.kind === 'contended') return contending(evidence);
  const held = causesOfWaiting(evidence);
  return held.some((cause) => HELD.includes(cause)) ? [...held, ...lookAlikes(evidence)] : held;
}

/** Other causes may show the same times as these. */
const HELD: readonly Cause[] = ['route-lock', 'route-pool', 'server-lock', 'server-limit'];

/** What may hold up calls that are all answered, and don't get slower together. */
function causesOfWaiting(evidence: Evidence): readonly Cause[] {
  const { probes } = evidence;
  const own = causesOfRoute(evidence);
  if (isPrompt(probes)) return causesBesidePrompt(evidence, own);
  const shared = causesOfAll(evidence);
  // If all threads wait in one route, or all processes for each other, none is left for another path.
  const mayLackWorkers = mayNeedThreads(evidence) || areInTurn(evidence);
  const isShared = probes.bystander?.reaction === 'waited' && !mayLackWorkers;
  return isShared ? shared : [...shared, ...own];
}

/** Something in the code of the route. */
function causesOfRoute({ verdict }: Evidence): readonly Cause[] {
  if (verdict.kind === 'inconclusive') return ['route-pool'];
  const isAtLeastOne = verdict.workers.low <= 1;
  return [
    ...(isAtLeastOne ? (['route-lock'] as const) : []),
    ...(verdict.kind === 'serial' ? [] : (['route-pool'] as const)),
  ];
}

/** What may hold up some calls while the server answers another path at once. */
function causesBesidePrompt(evidence: Evidence, ofRoute: readonly Cause[]): readonly Cause[] {
  // In the code of a route, calls wait only once their request was read.
  const isOutside = mayWaitForProcess(evidence) && areLoops(evidence);
  return [
    ...causesOfProcess(evidence),
    ...(mayWaitForConnection(evidence) ? (['connection-limit'] as const) : []),
    // Another server, which was idle, may have served that call.
    ...(hasSeveralProcesses(evidence) || mayHaveOthers(evidence) ? UNEVEN : []),
    ...causesOfVariants(evidence),
    ...(isOutside ? [] : ofRoute),
  ];
}

/** What may hold up the calls of a process while another path is served. */
function causesOfProcess(evidence: Evidence): readonly Cause[] {
  if (isBlockedInPart(evidence)) return BLOCKED;
  return mayWaitForProcess(evidence) ? [ofEach(evidence)] : [];
}

/** Whether stacks show calls on an event loop, even if it is free now and then. */
function isBlockedInPart({ probes }: Evidence): boolean {
  return placeOf(probes, onEventLoop) !== undefined;
}

const UNEVEN: readonly Cause[] = ['uneven-spread'];

/** What calls that differ leave open: others may have gone to another server, and sessions are often locked. */
function causesOfVariants({ probes }: Evidence): readonly Cause[] {
  if (probes.again?.effect === 'opened') return ['warm-up'];
  const {
    'other-sources': sources,
    'other-sessions': sessions,
    'other-requests': requests,
  } = probes.variants;
  const isOfSession = sessions !== undefined && sessions.effect !== 'limited';
  return [
    ...(sources?.effect === 'opened' ? (['client-limit'] as const) : []),
    ...(isOfSession ? (['session-lock'] as const) : []),
    ...(requests?.effect === 'opened' ? (['same-request-lock'] as const) : []),
  ];
}

const BLOCKED: readonly Cause[] = ['event-loop-blocked'];

/** What may hold up all routes alike. */
function causesOfAll(evidence: Evidence): readonly Cause[] {
  const { verdict } = evidence;
  if (hasSeveralProcesses(evidence)) return causesOfSeveral(evidence);
  if (mayHaveWorkers(evidence)) return ['event-loop-blocked', 'one-call-per-worker', ...OF_SEVERAL];
  // A pool of one thread is a worker that takes one call at a time.
  const [ofThreads, ofCode]: readonly [Cause, Cause] =
    verdict.kind === 'serial' ? ['one-call-per-worker', 'server-lock'] : OF_SEVERAL;
  const mayBeBlocked =
    isBlockedInPart(evidence) ||
    (verdict.kind === 'serial' && !isLockSeen(evidence.probes) && !readsOn(evidence));
  const mayLackThreads = mayNeedThreads(evidence) && !areThreadsLeft(evidence);
  return [...(mayBeBlocked ? BLOCKED : []), ...(mayLackThreads ? [ofThreads] : []), ofCode];
}

const OF_SEVERAL = ['thread-pool-full', 'server-limit'] as const;

/** Whether calls that get done together may do so in several processes, since none of those can be seen. */
function mayHaveWorkers({ verdict, machine, processes }: Evidence): boolean {
  return verdict.kind !== 'serial' && machine === undefined && processes.length === 0;
}

/** What each process does may hold up its calls, or one process may have got too many of them. */
function causesOfSeveral(evidence: Evidence): readonly Cause[] {
  return areInTurn(evidence)
    ? [...mayBeOfSession(evidence), 'server-lock']
    : ['uneven-spread', ofEach(evidence), 'server-limit'];
}

/** A session shows only in calls that differ. */
function mayBeOfSession({ target, probes }: Evidence): readonly Cause[] {
  const isSame = target?.sameForAll?.includes('cookie') === true;
  return isSame && probes.variants['other-sessions']?.effect !== 'limited' ? ['session-lock'] : [];
}

/** What makes a process serve one call at a time. */
function ofEach(evidence: Evidence): Cause {
  return areLoops(evidence) ? 'event-loop-blocked' : 'one-call-per-worker';
}

function areLoops({ machine, processes: seen }: Evidence): boolean {
  const processes = machine?.processes ?? seen;
  return processes.length > 0 && processes.every(hasEventLoop);
}

/** Whether each call may need a thread, which other calls may hold. */
function mayNeedThreads({ machine }: Evidence): boolean {
  return machine === undefined || !servesWithoutThreads(machine);
}

/** Whether threads wait for a lock, or the server has more of them for calls than get done at a time. */
function areThreadsLeft(evidence: Evidence): boolean {
  if (isLockSeen(evidence.probes)) return true;
  const limit = limitOf(evidence);
  const threads = evidence.machine && poolThreads(evidence.machine);
  return limit !== undefined && threads !== undefined && threads > limit.high;
}
