import * as v from 'valibot';
import { time } from '../schemas.ts';
import { defined } from '../defined.ts';
import { durationMs } from '../invocation.ts';
import type { Burst, Run } from '../run.ts';
import { largest, median, smallest, sum } from '../statistics.ts';

/** Throughput that lies no further apart counts as the same. */
export const TOLERANCE = 0.05;

/** A run in the numbers by which runs of a scan are compared. What was not measured is absent. */
export interface ScanFigures {
  /** Answered calls by the makespan: the median of the bursts. */
  readonly callsPerSecond?: number;
  /** The same of the slowest and of the fastest burst. */
  readonly rates?: { readonly low: number; readonly high: number };
  /** How long answers took, of all calls of these bursts together, ms. */
  readonly response?: { readonly medianMs: number; readonly p95Ms: number };
  /** CPU seconds that the server's processes used for each second of the bursts. */
  readonly cpuCores?: number;
  /** Memory of the server's processes after the last burst. */
  readonly memoryBytes?: number;
  /** Calls of these bursts that were refused or failed. */
  readonly unanswered: number;
}

const figure = (text: string) => v.exactOptional(time(text));

/** The figures of a row as `--json` writes them. */
export const writtenFigures = {
  callsPerSecond: figure('Answered calls by the makespan, 1/s: the median of the bursts'),
  callsPerSecondLow: figure('The same of the slowest burst'),
  callsPerSecondHigh: figure('The same of the fastest burst'),
  medianMs: figure('How long answers took: the median, ms'),
  p95Ms: figure('How long answers took: the 95th percentile, ms'),
  cpuCores: figure(
    "CPU seconds that the server's processes used for each second of the bursts (Linux)",
  ),
  memoryBytes: figure("Memory of the server's processes after the last burst, bytes (Linux)"),
  marked: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description('Whether it is the smallest value whose throughput is within 5 % of the best'),
    ),
  ),
};

/** The bursts that the figures come from. Those of another size than the first one only test the verdict. */
export function countedBursts({ bursts }: Run): readonly Burst[] {
  return bursts.filter(({ timeline }) => timeline.calls === bursts[0]?.timeline.calls);
}

/** The figures of a run. */
export function figuresOf(run: Run): ScanFigures {
  const counted = countedBursts(run);
  const rates = counted.flatMap(callsPerSecond);
  return {
    ...defined({ callsPerSecond: median(rates), rates: rangeOf(rates) }),
    ...defined({ response: responseOf(counted), ...usageOf(counted) }),
    unanswered: sum(counted.map(({ timeline }) => timeline.failed + timeline.throttled)),
  };
}

function callsPerSecond({ timeline }: Burst): number[] {
  const { answered, makespanMs } = timeline;
  return makespanMs === undefined || makespanMs === 0
    ? []
    : [(1_000 * answered.length) / makespanMs];
}

function rangeOf(rates: readonly number[]): ScanFigures['rates'] {
  const [low, high] = [smallest(rates), largest(rates)];
  return low === undefined || high === undefined ? undefined : { low, high };
}

function responseOf(bursts: readonly Burst[]): ScanFigures['response'] {
  const durations = bursts.flatMap(({ timeline }) => timeline.answered.map(durationMs));
  const [medianMs, p95Ms] = [median(durations), percentile(durations, 95)];
  return medianMs === undefined || p95Ms === undefined ? undefined : { medianMs, p95Ms };
}

/** By nearest rank: the smallest value that this many percent of all do not exceed. */
function percentile(values: readonly number[], percent: number): number | undefined {
  const rank = Math.ceil((percent / 100) * values.length);
  return values.toSorted((a, b) => a - b)[rank - 1];
}

function usageOf(bursts: readonly Burst[]): Pick<ScanFigures, 'cpuCores' | 'memoryBytes'> {
  const used = bursts.flatMap(({ usage }) => usage ?? []);
  const overMs = sum(used.map((one) => one.overMs));
  return defined({
    cpuCores: overMs === 0 ? undefined : sum(used.map(({ cpuMs }) => cpuMs)) / overMs,
    memoryBytes: used.at(-1)?.memoryBytes,
  });
}
