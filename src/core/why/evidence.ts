import { servedByProcesses } from '../observed/server-processes.ts';
import { longestQueues } from '../observed/queues.ts';
import type { Observed, ServerProcess, Sighting } from '../observed/observed.ts';
import { largest, smallest } from '../statistics.ts';
import { largestBursts, type Timeline } from '../timeline/timeline.ts';
import type { Decided, Verdict } from '../verdict.ts';

/** A burst of which the machine shows who served each call. */
export interface WatchedBurst {
  readonly timeline: Timeline;
  readonly observed: Sighting;
}

/** What is known of a run whose server is on this machine, and whose calls waited. */
export interface Evidence {
  readonly verdict: Decided;
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
  readonly observed?: Observed;
  readonly verdict: Verdict;
  readonly bursts: readonly {
    readonly timeline: Timeline;
    readonly observed?: Sighting;
    readonly verdict: Verdict;
  }[];
}

/** Gathers what the machine shows; `undefined` unless it shows who served each call of the bursts that count. */
export function gatherEvidence(run: DiagnosedRun): Evidence | undefined {
  const { verdict, observed: server, client } = run;
  if (verdict.kind === 'inconclusive' || server === undefined) return undefined;
  const alike = run.bursts.filter((one) => one.verdict.kind === verdict.kind);
  const bursts = alike.flatMap(({ timeline, observed }) =>
    observed !== undefined && servedByProcesses(timeline.answered) ? [{ timeline, observed }] : [],
  );
  const burst = largestBursts(bursts).at(-1);
  if (burst === undefined || bursts.length < alike.length) return undefined;
  const serving = new Set(
    bursts.flatMap(({ observed }) => observed.processes.filter(hasCalls).map(({ pid }) => pid)),
  );
  const processes = server.processes.filter(({ pid }) => serving.has(pid));
  if (processes.length < serving.size) return undefined;
  return { verdict, bursts, burst, processes, cores: client?.cores };
}

/** Whether a process served any call. */
export function hasCalls({ calls }: Sighting['processes'][number]): boolean {
  return calls > 0;
}

/** The most requests of a burst that lay unread for a while. */
export function mostUnread({ bursts }: Evidence): number {
  return largest(bursts.map(({ observed }) => longestQueues(observed).unread)) ?? 0;
}

/** The least and the most share of the time in which a main thread wanted to run; `undefined` if unknown. */
export function mainThreadShares({
  bursts,
}: Evidence): { readonly least: number; readonly most: number } | undefined {
  const serving = bursts.flatMap(({ observed }) => observed.processes.filter(hasCalls));
  const shares = serving.flatMap(({ mainThread }) => mainThread ?? []);
  const [least, most] = [smallest(shares), largest(shares)];
  if (least === undefined || most === undefined || shares.length < serving.length) return undefined;
  return { least, most };
}
