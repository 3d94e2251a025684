import { defined } from '../../core/defined.ts';
import type { ComparisonCell } from '../../core/comparison.ts';
import type { ReportInput } from '../shared/report-input.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { groupBy } from '../../core/group-by.ts';
import { sureSpans } from '../../core/timeline/handler-spans.ts';
import { overlapSteps, type Interval } from '../../core/timeline/overlap.ts';
import { diffSummary } from '../shared/diff-words.ts';
import { expectationWords } from '../shared/expectation.ts';
import { burstFacts, headline, modeWords, titleOf } from '../shared/phrases.ts';
import { judgedBurst, type Run } from '../../core/run.ts';
import { nameInstances } from '../shared/instance-names.ts';
import { phasesOf, type Phase } from './axis.ts';
import { callEvents, placeCalls, type PlacedCall } from './call.ts';
import {
  microseconds,
  processNamed,
  slice,
  threadNamed,
  type Row,
  type TraceEvent,
} from './events.ts';
import { lanesOf } from './lanes.ts';

/**
 * The run in the JSON object form of the Trace Event Format, one line, for Perfetto and
 * chrome://tracing: a process for each instance, a slice for each call with its parts, the overlap
 * as a counter.
 */
export function renderTrace({ run, diff, command, expectation }: ReportInput): string {
  return document([{ run, prefix: '' }], {
    title: titleOf(run),
    verdict: verdictWords(run),
    ...defined({
      expected: expectation && expectationWords(expectation.expected),
      met: expectation?.met,
      change: diff && diffSummary(diff),
      command,
    }),
  });
}

/** All cells of a comparison begin at 0, so that they can be seen one below the other. */
export function renderComparisonTrace(comparison: readonly ComparisonCell[]): string {
  const cells = comparison.map(({ route, mode, run }) => ({
    run,
    prefix: `${sanitizeLine(route)}, ${modeWords(mode)}: `,
  }));
  const verdicts = cells.map(({ run, prefix }) => `${prefix}${verdictWords(run)}`);
  return document(cells, { title: 'comparison', verdicts });
}

interface Cell {
  readonly run: Run;
  /** Before the names of its processes. */
  readonly prefix: string;
}

function document(cells: readonly Cell[], about: Readonly<Record<string, unknown>>): string {
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

type NewRow = (pid?: number) => Row;

/** No two rows have a number in common, since some viewers name a thread by its number alone. */
function rowNumbers(): NewRow {
  let last = 0;
  const next = (): number => (last += 1);
  return (pid = next()) => ({ pid, tid: next() });
}

function cellEvents({ run, prefix }: Cell, newRow: NewRow): TraceEvent[] {
  const phases = phasesOf(run);
  const calls = phases.map((phase) => placeCalls(phase));
  const names = nameInstances(run);
  const instances = groupBy(calls.flat(), ({ invocation }) => invocation.served?.instance);
  const place = (instance: string | undefined): number =>
    instance === undefined ? names.size + 1 : (names.get(instance)?.index ?? names.size);
  return [
    ...overviewEvents(run, { phases, prefix, row: newRow() }),
    ...[...instances]
      .toSorted(([a], [b]) => place(a) - place(b))
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
  { phases, prefix, row }: { phases: readonly Phase[]; prefix: string; row: Row },
): TraceEvent[] {
  const said = phases.map((phase) => {
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
  const name = `${prefix === '' ? `${sanitizeLine(titleOf(run))}: ` : prefix}${verdictWords(run)}`;
  return [
    ...processNamed(row, name, row.pid),
    ...threadNamed(row, 'bursts', 0),
    ...said,
    ...phases.flatMap((phase) => counters(phase, row)),
  ];
}

/** How many calls were in flight, and of how many of them the handlers were surely at work. */
function counters({ calls, burst, zeroUs }: Phase, row: Row): TraceEvent[] {
  const out = calls.flatMap(({ sentAt, receivedAt }) =>
    receivedAt === undefined ? [] : [{ start: sentAt, end: receivedAt }],
  );
  const count = (name: string, series: string, intervals: readonly Interval[]): TraceEvent[] =>
    overlapSteps(intervals).map((step) => {
      const ts = zeroUs + microseconds(step.at);
      return { ph: 'C', name, ...row, ts, args: { [series]: step.count } };
    });
  return [
    ...count('calls', 'in flight', out),
    ...count('handlers', 'in progress', sureSpans(burst?.timeline.handlers?.spans ?? [])),
  ];
}

/** The calls of an instance, those that overlap in rows of their own. */
function instanceEvents(name: string, calls: readonly PlacedCall[], newRow: NewRow): TraceEvent[] {
  const rows: Row[] = [newRow()];
  const events = [...groupBy(calls, ({ phase }) => phase).values()].flatMap((own) => {
    const lanes = lanesOf(own);
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

function verdictWords(run: Run): string {
  const { verdict } = run;
  return sanitizeLine(
    `${verdict.kind.toUpperCase()}, ${headline(verdict, judgedBurst(run)?.timeline)}`,
  );
}
