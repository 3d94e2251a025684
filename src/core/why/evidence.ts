import { defined } from '../defined.ts';
import { servedByProcesses } from '../observed/server-processes.ts';
import { longestQueues } from '../observed/queues.ts';
import type { Observed, ServerProcess, Sighting } from '../observed/observed.ts';
import { durationMs, type Invocation } from '../invocation.ts';
import { largest, median, smallest, sum } from '../statistics.ts';
import type { TargetDescription } from '../target-description.ts';
import { judgedBurst, largestBursts, warmSolo, type Timeline } from '../timeline/timeline.ts';
import type { Verdict } from '../verdict.ts';
import { isLocalService } from './places.ts';
import { readProbes, type ProbeEvidence } from './probe-evidence.ts';
import type { JudgedProbe } from './probes.ts';
import { refillOf, type Refill } from './refill.ts';
import { spreadOfRun, type SpreadOfRun } from './spread.ts';
import { turnedAwayEvidence, type TurnedAway, type TurnedAwayEvidence } from './turned-away.ts';
import type { Variant } from './variant-evidence.ts';

/** A burst of which the machine shows who served each call. */
export interface WatchedBurst {
  readonly timeline: Timeline;
  readonly observed: Sighting;
}

/** What is known of a run in which calls waited. */
export interface Evidence {
  readonly verdict: Verdict;
  readonly target: TargetDescription | undefined;
  /** The burst that counts. */
  readonly timeline: Timeline;
  /** How long a solo call took after a rest, ms: the median; absent if none was made. */
  readonly restedMs?: number;
  /** The most cores that the server used in any burst; absent if unknown. */
  readonly computedCores?: number;
  /** The cores that this client kept busy during the burst that counts, if known. */
  readonly ownCores?: number;
  /** The processes that were seen, even if it is unknown who served some of the calls; none behind a proxy. */
  readonly processes: readonly ServerProcess[];
  /** What the machine shows, if it shows who served each call. */
  readonly machine?: MachineEvidence;
  /** The program that accepted the calls, if it is known to pass them on. */
  readonly proxy?: string;
  /** How calls were spread over servers, if that was seen. */
  readonly spread?: SpreadOfRun;
  /** The most connections that the server takes, if its command line says so. */
  readonly connectionLimit?: number;
  /** What the machine shows of the bursts with the same verdict as the run. */
  readonly watched: readonly WatchedBurst[];
  readonly probes: ProbeEvidence;
  /** Whether calls were streams of connections that they shared. */
  readonly sharesConnections: boolean;
  /** What a rest gave back, if a burst after it showed that. */
  readonly refill?: Refill;
  /** Set if calls that count as refused were answered with a normal status. */
  readonly turnedAway?: TurnedAwayEvidence;
}

/** What the machine shows of the bursts that count. */
export interface MachineEvidence {
  /** Those that were judged as the run was. */
  readonly bursts: readonly WatchedBurst[];
  /** Of these the last with the most calls. */
  readonly burst: WatchedBurst;
  /** The processes that served calls. */
  readonly processes: readonly ServerProcess[];
  /** The machine's cores, if they are known. */
  readonly cores: number | undefined;
}

/** What a diagnosis is made from. */
export interface DiagnosedRun {
  readonly client?: { readonly cores: number };
  readonly target?: TargetDescription;
  readonly observed?: Observed;
  readonly soloAfter?: readonly Invocation[];
  readonly interrupted?: true;
  readonly verdict: Verdict;
  readonly bursts: readonly {
    readonly timeline: Timeline;
    readonly observed?: Sighting;
    readonly verdict: Verdict;
    readonly epoch?: number;
  }[];
  /** Absent if nobody asked for the cause. */
  readonly probes?: readonly JudgedProbe[];
  /** Set if calls count as refused that were answered with a normal status. */
  readonly turnedAway?: TurnedAway;
}

/** Gathers what is known of why calls waited; `undefined` if there is no burst. */
export function gatherEvidence(run: DiagnosedRun): Evidence | undefined {
  const { verdict, target, probes } = run;
  const counting = judgedBurst(run);
  if (counting === undefined) return undefined;
  const proxy = run.observed?.processes.find((one) => one.proxy === true)?.program;
  const isProxied = proxy !== undefined;
  const spread = spreadOfRun(run.bursts, isProxied);
  return {
    verdict,
    target,
    timeline: counting.timeline,
    probes: readProbes(probes, {
      verdict,
      timeline: counting.timeline,
      isProxied,
      spread,
    }),
    watched: alikeBursts(run).flatMap(({ timeline, observed }) =>
      observed === undefined ? [] : [{ timeline, observed }],
    ),
    sharesConnections: sharesConnections(run),
    processes: isProxied ? [] : (run.observed?.processes ?? []),
    ...defined({
      machine: machineEvidence(run),
      proxy,
      spread,
      connectionLimit: connectionLimitOf(run.observed),
      ownCores: counting.observed?.ownCores,
      computedCores: largest(run.bursts.flatMap(({ observed }) => usedIn(observed))),
      refill: refillOf(run),
      turnedAway: turnedAwayEvidence(run),
      restedMs: median(warmSolo(run.soloAfter ?? []).map(durationMs)),
    }),
  };
}

/** Whether calls of a burst shared a connection, as streams over HTTP/2. */
function sharesConnections({ target, bursts }: DiagnosedRun): boolean {
  if (target?.http2 === undefined) return false;
  const { connections = 1 } = target.http2;
  return bursts.some(({ timeline }) => timeline.calls > connections);
}

/** Whether calls may wait only because they share a connection, so nothing else can be said to hold them up. */
export function mayWaitForConnection({ sharesConnections: shared, probes }: Evidence): boolean {
  return shared && probes.variants['other-connections']?.effect !== 'limited';
}

/** Whether a variant may show that: calls from other addresses have other connections, too. */
export function mayBeOfConnection(evidence: Evidence, variant: Variant): boolean {
  return variant === 'other-sources' && mayWaitForConnection(evidence);
}

/** Whether all calls went to one server, though there may be others: behind a proxy, or because some calls got there. */
export function mayHaveOthers({ proxy, spread, probes }: Evidence): boolean {
  const isSpread = Object.values(probes.variants).some(
    ({ spreadOver }) => spreadOver !== undefined,
  );
  return spread?.isOnOne === true && (proxy !== undefined || isSpread);
}

/** `--limit-concurrency 100` or `--limit-concurrency=100`. */
function connectionLimitOf(observed: Observed | undefined): number | undefined {
  const found = observed?.processes.flatMap(
    ({ command }) => /\s--limit-concurrency[ =](\d+)\b/.exec(command)?.[1] ?? [],
  );
  return smallest((found ?? []).map(Number));
}

/** The cores that all processes of the server used in a burst, if that is known. */
function usedIn(observed: Sighting | undefined): number[] {
  const used = observed?.processes.flatMap(({ cores }) => cores ?? []) ?? [];
  return used.length === 0 ? [] : [sum(used)];
}

function alikeBursts({ bursts, verdict }: DiagnosedRun): DiagnosedRun['bursts'] {
  return bursts.filter((one) => one.verdict.kind === verdict.kind);
}

/** Whether a burst is one of the largest: of another, a busy machine may show less. */
function isOfLargest({ timeline }: WatchedBurst, bursts: DiagnosedRun['bursts']): boolean {
  return bursts.every((one) => one.timeline.calls <= timeline.calls);
}

/** What the machine shows; `undefined` unless it shows who served each call of one of the largest bursts. */
function machineEvidence(run: DiagnosedRun): MachineEvidence | undefined {
  const { verdict, observed: server, client } = run;
  if (verdict.kind === 'inconclusive' || server === undefined) return undefined;
  // The instances of our own service are threads of one process, or that process.
  const isOurs = isLocalService(run.target);
  const alike = alikeBursts(run);
  const bursts = alike.flatMap(({ timeline, observed }) =>
    observed !== undefined && (isOurs || servedByProcesses(timeline.answered))
      ? [{ timeline, observed }]
      : [],
  );
  const burst = largestBursts(bursts).at(-1);
  if (burst === undefined || !isOfLargest(burst, alike)) return undefined;
  const serving = new Set(
    bursts.flatMap(({ observed }) => observed.processes.filter(hasCalls).map(({ pid }) => pid)),
  );
  const processes = server.processes.filter(({ pid }) => serving.has(pid));
  if (processes.length === 0 || processes.length < serving.size) return undefined;
  return { bursts, burst, processes, cores: client?.cores };
}

/** Whether a process served any call. */
function hasCalls({ calls }: Sighting['processes'][number]): boolean {
  return calls > 0;
}

/** How many calls of the largest burst each process got, the most first. */
export function callsPerProcess({ burst }: MachineEvidence): readonly number[] {
  const serving = burst.observed.processes.filter(hasCalls);
  return serving.map(({ calls }) => calls).toSorted((a, b) => b - a);
}

/** Whether a single process is known to have served all calls. */
export function isOneProcess({ machine }: Evidence): boolean {
  return machine?.processes.length === 1;
}

/** Whether several processes served calls, as far as that was seen. */
export function hasSeveralProcesses({ machine, processes }: Evidence): boolean {
  return (machine?.processes ?? processes).length > 1;
}

/** Whether calls ran one at a time, though several processes got some: these wait for each other. */
export function areInTurn(evidence: Evidence): boolean {
  const { verdict, spread } = evidence;
  return verdict.kind === 'serial' && hasSeveralProcesses(evidence) && spread?.isOnOne !== true;
}

/** The most requests of a burst that lay unread for a while. */
export function mostUnread({ bursts }: MachineEvidence): number {
  return largest(bursts.map(({ observed }) => longestQueues(observed).unread)) ?? 0;
}

/** The most connections of a burst that were not accepted for a while. */
export function mostNotAccepted({ bursts }: MachineEvidence): number {
  return largest(bursts.map(({ observed }) => longestQueues(observed).notAccepted)) ?? 0;
}

/**
 * Whether several processes left requests unread, so calls may wait for their process: an idle one may have served
 * the bystander.
 */
export function mayWaitForProcess({ machine }: Evidence): boolean {
  return machine !== undefined && machine.processes.length > 1 && mostUnread(machine) > 0;
}

/** Whether every connection was accepted and every request read, apart from short moments. */
export function allRead(machine: MachineEvidence): boolean {
  return mostUnread(machine) === 0 && mostNotAccepted(machine) === 0;
}

/** The most cores that the processes used in a burst; `undefined` if that is not known of all. */
export function coresUsed({ bursts }: MachineEvidence): number | undefined {
  const used = bursts.flatMap(({ observed }) => {
    const serving = observed.processes.filter(hasCalls);
    const cores = serving.flatMap((one) => one.cores ?? []);
    return cores.length < serving.length ? [] : [sum(cores)];
  });
  return used.length < bursts.length ? undefined : largest(used);
}

/** The least and the most share of the time in which a main thread wanted to run; `undefined` if unknown. */
export function mainThreadShares({
  bursts,
}: MachineEvidence): { readonly least: number; readonly most: number } | undefined {
  const serving = bursts.flatMap(({ observed }) => observed.processes.filter(hasCalls));
  const shares = serving.flatMap(({ mainThread }) => mainThread ?? []);
  const [least, most] = [smallest(shares), largest(shares)];
  if (least === undefined || most === undefined || shares.length < serving.length) return undefined;
  return { least, most };
}
