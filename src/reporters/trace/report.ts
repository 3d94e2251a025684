import { defined } from '../../core/defined.ts';
import type { ComparisonCell } from '../../core/comparison.ts';
import type { ReportInput } from '../shared/report-input.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { groupBy } from '../../core/group-by.ts';
import { sureSpans } from '../../core/timeline/handler-spans.ts';
import { overlapSteps, type Interval } from '../../core/timeline/overlap.ts';
import { diffSummary } from '../shared/diff-words.ts';
import { checkWords, isAskedFor } from '../shared/checks.ts';
import { clientWords, burstFacts, headline, modeWords, titleOf } from '../shared/phrases.ts';
import { judgedBurst } from '../../core/timeline/timeline.ts';
import type { Run } from '../../core/run.ts';
import { nameInstances } from '../shared/instance-names.ts';
import { phasesOf, type Phase } from './axis.ts';
import { callEvents, placeCalls, type PlacedCall } from './call.ts';
import {
  microseconds,
  processNamed,
  slice,
  threadNamed,
  type TraceRow,
  type TraceEvent,
} from './events.ts';
import { assignLanes } from './lanes.ts';

/**
 * A run in the JSON object form of the Trace Event Format, on one line, for Perfetto and
 * chrome://tracing: a process per instance, a slice per call with its parts, and the overlap as a
 * counter.
 */
export function renderTrace({ run, diff, command, checks = [] }: ReportInput): string {
  const asked = checks.filter(isAskedFor);
  return renderTraceFile([{ run, prefix: '' }], {
    title: titleOf(run),
    verdict: verdictLabel(run),
    ...defined({
      expected: asked.length === 0 ? undefined : asked.map(checkWords).join('; '),
      met: asked.length === 0 ? undefined : asked.every(({ state }) => state === 'passed'),
      change: diff && diffSummary(diff),
      command,
      client: clientWords(run),
    }),
  });
}

/** The comparison in the same format. */
export function renderComparisonTrace(comparison: readonly ComparisonCell[]): string {
  const runs = comparison.map(({ route, mode, run }) => ({
    run,
    name: `${sanitizeLine(route)}, ${modeWords(mode)}`,
  }));
  return renderRunsTrace('comparison', runs);
}

/** Several runs in the same format. All start at 0, so viewers show them one below the other. */
export function renderRunsTrace(
  title: string,
  runs: readonly { readonly name: string; readonly run: Run }[],
): string {
  const cells = runs.map(({ name, run }) => ({ run, prefix: `${name}: ` }));
  return renderTraceFile(cells, {
    title,
    verdicts: cells.map(({ run, prefix }) => `${prefix}${verdictLabel(run)}`),
    client: runs
      .slice(0, 1)
      .map(({ run }) => clientWords(run) ?? '')
      .join(''),
  });
}

interface TracedRun {
  readonly run: Run;
  /** Goes before the names of its processes. */
  readonly prefix: string;
}

function renderTraceFile(
  cells: readonly TracedRun[],
  about: Readonly<Record<string, unknown>>,
): string {
  const newRow = rowNumbers();
  const traceEvents = cells.flatMap((cell) => cellEvents(cell, newRow));
  const otherData = Object.fromEntries(
    Object.entries(about).map(([key, value]) => [
      key,
      typeof value === 'string' ? sanitizeLine(value) : value,
    ]),
  );
  return `${JSON.stringify({ displayTimeUnit: 'ms', traceEvents, otherData })}\n`;
}

type NewRow = (pid?: number) => TraceRow;

/** No two rows share a number, since some viewers identify a thread by its number alone. */
function rowNumbers(): NewRow {
  let last = 0;
  const next = (): number => (last += 1);
  return (pid = next()) => ({ pid, tid: next() });
}

function cellEvents({ run, prefix }: TracedRun, newRow: NewRow): TraceEvent[] {
  const phases = phasesOf(run);
  const calls = phases.map((phase) => placeCalls(phase));
  const names = nameInstances(run);
  const instances = groupBy(calls.flat(), ({ invocation }) => invocation.served?.instance);
  const sortIndex = (instance: string | undefined): number =>
    instance === undefined ? names.size + 1 : (names.get(instance)?.index ?? names.size);
  return [
    ...overviewEvents(run, { phases, prefix, row: newRow() }),
    ...[...instances]
      .toSorted(([a], [b]) => sortIndex(a) - sortIndex(b))
      .flatMap(([instance, own]) => {
        const name = processName(instance, instance && names.get(instance)?.name);
        return instanceEvents(`${prefix}${name}`, own, newRow);
      }),
  ];
}

function processName(instance: string | undefined, letter: string | undefined): string {
  if (instance === undefined) return 'calls (instance unknown)';
  return `${letter === undefined ? '' : `${letter}  `}${sanitizeLine(instance)}`;
}

function overviewEvents(
  run: Run,
  { phases, prefix, row }: { phases: readonly Phase[]; prefix: string; row: TraceRow },
): TraceEvent[] {
  const bursts = phases.map((phase) => {
    const { burst, name } = phase;
    const args =
      burst === undefined
        ? {}
        : {
            facts: burstFacts(burst),
            verdict: sanitizeLine(headline(burst.verdict, burst.timeline)),
          };
    return slice(row, phase, { name, cat: 'phase', args });
  });
  const name = `${prefix === '' ? `${sanitizeLine(titleOf(run))}: ` : prefix}${verdictLabel(run)}`;
  return [
    ...processNamed(row, name, row.pid),
    ...threadNamed(row, 'bursts', 0),
    ...bursts,
    ...phases.flatMap((phase) => counters(phase, row)),
  ];
}

/** How many calls were in flight, and how many handlers were certainly in progress. */
function counters({ calls, burst, zeroUs }: Phase, row: TraceRow): TraceEvent[] {
  const inFlight = calls.flatMap(({ sentAt, receivedAt }) =>
    receivedAt === undefined ? [] : [{ start: sentAt, end: receivedAt }],
  );
  const count = (name: string, series: string, intervals: readonly Interval[]): TraceEvent[] =>
    overlapSteps(intervals).map((step) => {
      const ts = zeroUs + microseconds(step.at);
      return { ph: 'C', name, ...row, ts, args: { [series]: step.count } };
    });
  return [
    ...count('calls', 'in flight', inFlight),
    ...count('handlers', 'in progress', sureSpans(burst?.timeline.handlers?.spans ?? [])),
  ];
}

/** The calls of an instance; those that overlap are in separate rows. */
function instanceEvents(name: string, calls: readonly PlacedCall[], newRow: NewRow): TraceEvent[] {
  const rows: TraceRow[] = [newRow()];
  const events = [...groupBy(calls, ({ phase }) => phase).values()].flatMap((own) => {
    const lanes = assignLanes(own);
    return own.flatMap((call, index) => {
      const lane = lanes[index] ?? 0;
      const row = (rows[lane] ??= newRow(rows[0]?.pid));
      return callEvents(call, row);
    });
  });
  return [
    ...rows.slice(0, 1).flatMap((row) => processNamed(row, name, row.pid)),
    ...rows.flatMap((row, lane) => threadNamed(row, `calls ${lane + 1}`, lane)),
    ...events,
  ];
}

function verdictLabel(run: Run): string {
  const { verdict } = run;
  return sanitizeLine(
    `${verdict.kind.toUpperCase()}, ${headline(verdict, judgedBurst(run)?.timeline)}`,
  );
}
