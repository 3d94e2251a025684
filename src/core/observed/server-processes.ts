import { durationMs, type Answered } from '../invocation.ts';
import { moreCalls } from '../remedy.ts';
import { smallest } from '../statistics.ts';
import { decline, leaveOpen, type Verdict } from '../verdict.ts';
import { largestBursts, type Timeline } from '../timeline/timeline.ts';
import { isProcessName } from './name-processes.ts';
import type { Sighting } from './observed.ts';

/** A burst that was judged by its own times. */
interface JudgedBurst {
  readonly timeline: Timeline;
  readonly verdict: Verdict;
  readonly observed?: Pick<Sighting, 'idle'>;
}

/**
 * Timing leaves open whether calls were concurrent or parallel. If the machine shows which process served
 * each call of the run, that settles it for all bursts together: calls may happen to fall on one process
 * of several in one burst, but not in the next. If several served one burst, it doesn't matter that a busy machine
 * left out calls of another. Numbers stay as they are.
 */
export function settleByProcesses(bursts: readonly JudgedBurst[]): (verdict: Verdict) => Verdict {
  const answering = bursts.filter(({ timeline }) => timeline.answered.length > 0);
  const known = answering.filter(({ timeline }) => servedByProcesses(timeline.answered));
  const processes = processesOf(known).size;
  const areAllKnown = known.length > 0 && known.length === answering.length;
  // Several processes, but never together: one that was replaced.
  if (processes > 1 ? !known.some(hadSeveralTogether) : !areAllKnown) return (verdict) => verdict;
  const kind = processes === 1 ? 'concurrent' : 'parallel';
  return (verdict) => {
    if (verdict.kind !== 'overlapping') return verdict;
    const seen = { code: 'processes-seen', processes } as const;
    const reasons = verdict.reasons.map((one) => (one.code === 'instance-unknown' ? seen : one));
    return { ...verdict, kind, reasons };
  };
}

/**
 * Leaves the limit open if processes of the server got no call in any of the largest bursts: one that listens
 * beside others may happen to get no connection, however many there are.
 */
export function openIfIdle(verdict: Verdict, bursts: readonly JudgedBurst[]): Verdict {
  if (verdict.kind === 'inconclusive' || verdict.kind === 'contended') return verdict;
  const { low, high } = verdict.workers;
  const counting = largestBursts(bursts);
  const idle = smallest(counting.map(({ observed }) => observed?.idle ?? 0)) ?? 0;
  if (high === null || idle === 0) return verdict;
  // A proxy has idle processes, too, which say nothing of what it passes calls on to.
  if (!counting.every(({ timeline }) => servedByProcesses(timeline.answered))) return verdict;
  // If calls waited although more processes had some than calls got done at a time, they wait for something else.
  if (processesOf(counting).size > high) return verdict;
  if (verdict.kind === 'serial') {
    const [calls = 0] = counting.map(({ timeline }) => timeline.calls);
    return decline({ code: 'one-of-several', idle }, moreCalls(calls));
  }
  return leaveOpen(verdict, { code: 'idle-processes', idle, workers: { low, high } });
}

function processesOf(bursts: readonly JudgedBurst[]): ReadonlySet<string | undefined> {
  return new Set(
    bursts.flatMap(({ timeline }) => timeline.answered.map(({ served }) => served?.instance)),
  );
}

function hadSeveralTogether({ timeline, verdict }: JudgedBurst): boolean {
  const { answered, instances = 0 } = timeline;
  const together = verdict.kind === 'inconclusive' ? 2 : Math.max(2, verdict.workers.low);
  return instances > 1 && !firstOnOne(answered, together);
}

/** Whether the machine shows for each call which process served it. */
export function servedByProcesses(answered: readonly Answered[]): boolean {
  return answered.length > 0 && answered.every(({ served }) => isProcessName(served?.instance));
}

/**
 * Whether the calls that were answered first, which were certainly in progress together, are all of one
 * instance: others may have followed it, as when a process is replaced after so many requests.
 */
export function firstOnOne(answered: readonly Answered[], together: number): boolean {
  const first = answered.toSorted((a, b) => durationMs(a) - durationMs(b)).slice(0, together);
  return (
    together < answered.length && new Set(first.map(({ served }) => served?.instance)).size < 2
  );
}
