import { defined } from '../defined.ts';
import type { Run } from '../run.ts';
import { median, sum } from '../statistics.ts';
import type { VerdictKind } from '../verdict.ts';
import type { ComparableBursts } from './comparable-bursts.ts';
import {
  coldStarts,
  durations,
  handlings,
  makespans,
  mayBeChance,
  NEGLIGIBLE_MS,
  waits,
  type Measured,
} from './measures.ts';
import {
  ofBoth,
  type CallsVary,
  type ColdCount,
  type ColdRow,
  type DiffRows,
  type Outcome,
  type Pair,
  type TimeRow,
  type VerdictRow,
  type WorkersRow,
} from './run-diff.ts';
import { compareSamples, type Sample } from './significance.ts';
import { timeChange, timeOutcome } from './time-change.ts';
import { workersRow } from './workers.ts';

/** Ignore differences in waiting below half a handler's duration. */
const NEGLIGIBLE_WAIT = 0.5;

/** Builds one row for each thing that may have changed. Without the same load no time is better or worse. */
export function buildRows(
  runs: Pair<Run>,
  comparable: ComparableBursts,
  sameLoad: boolean,
): DiffRows {
  const measured = ofBoth({ before: 'before', after: 'after' } as const, (which) => ({
    run: runs[which],
    bursts: comparable[which],
  }));
  const { temperature } = comparable;
  const known = temperature === 'warm' || temperature === 'cold' ? { temperature } : {};
  const row: BuildRow = (name, samples, negligibleMs = NEGLIGIBLE_MS) =>
    timeRow({ name, samples, negligibleMs, sameLoad });
  return {
    verdict: doubted(verdictRow(ofBoth(runs, ({ verdict }) => verdict.kind)), measured),
    workers: doubted(workersRow(ofBoth(runs, ({ verdict }) => verdict)), measured),
    makespan: { ...row('makespan', ofBoth(measured, makespans)), ...known },
    others: [...coldRows(runs), ...whereTheTimeWent(measured, row)],
  };
}

type BuildRow = (name: TimeRow['name'], samples: Pair<Sample>, negligibleMs?: number) => TimeRow;

function whereTheTimeWent(measured: Pair<Measured>, row: BuildRow): TimeRow[] {
  const calls = ofBoth(measured, durations);
  const handling = ofBoth(measured, handlings);
  const known = ofBoth(handling, ({ values }) => values.length > 0);
  const typicalMs = median([...handling.before.values, ...handling.after.values]) ?? 0;
  const negligibleMs = Math.max(NEGLIGIBLE_MS, NEGLIGIBLE_WAIT * typicalMs);
  const waiting = ofBoth(measured, (one) => waits(one, negligibleMs));
  return [
    ...(known.before && known.after ? [] : [row('call', calls)]),
    ...(known.before || known.after
      ? [row('waiting', waiting, negligibleMs), row('handling', handling)]
      : []),
  ];
}

/** Two runs of one server whose calls vary widely may well be judged contended and not. */
function doubted<Row extends VerdictRow | WorkersRow>(
  row: Row,
  { before, after }: Pair<Measured>,
): Row | (Omit<Row, 'change' | 'outcome'> & { change: CallsVary; outcome: 'cannot-tell' }) {
  const runs = [before, after];
  const contended = runs.some(({ run }) => run.verdict.kind === 'contended');
  if (row.outcome === 'same' || !contended || !runs.some(mayBeChance)) return row;
  return { ...row, change: { code: 'calls-vary' }, outcome: 'cannot-tell' };
}

/** Serial and contended calls do not get done together; the others do, each in its way. */
const DONE_TOGETHER: Readonly<Record<Exclude<VerdictKind, 'inconclusive'>, boolean>> = {
  serial: false,
  contended: false,
  concurrent: true,
  overlapping: true,
  parallel: true,
};

function verdictRow({ before, after }: Pair<VerdictKind>): VerdictRow {
  const row = { name: 'verdict', before, after } as const;
  if (before === 'inconclusive' || after === 'inconclusive') {
    return { ...row, outcome: 'cannot-tell' };
  }
  if (before === after) return { ...row, outcome: 'same' };
  if (DONE_TOGETHER[before] !== DONE_TOGETHER[after]) {
    return { ...row, outcome: DONE_TOGETHER[after] ? 'better' : 'worse' };
  }
  return before === 'overlapping' || after === 'overlapping'
    ? { ...row, change: { code: 'overlapping-is-open' }, outcome: 'cannot-tell' }
    : { ...row, outcome: 'different' };
}

function timeRow(row: {
  readonly name: TimeRow['name'];
  readonly samples: Pair<Sample>;
  readonly negligibleMs: number;
  readonly sameLoad: boolean;
}): TimeRow {
  const { name, samples, negligibleMs, sameLoad } = row;
  const shift = compareSamples(samples.before, samples.after, negligibleMs);
  if (shift === undefined) {
    const { before, after } = ofBoth(samples, ({ values }) => median(values));
    return { name, ...defined({ before, after }), outcome: 'cannot-tell' };
  }
  const { before, after } = shift;
  const change = timeChange(shift, negligibleMs);
  return { name, before, after, change, outcome: timeOutcome(shift, sameLoad) };
}

/** How many calls were cold, and what that added; no row if neither run says. */
function coldRows(runs: Pair<Run>): ColdRow[] {
  const { before, after } = ofBoth(runs, coldCount);
  return before === undefined && after === undefined ? [] : [coldRow(runs, { before, after })];
}

function coldRow(runs: Pair<Run>, { before, after }: Pair<ColdCount | undefined>): ColdRow {
  const row = { name: 'cold-starts', ...defined({ before, after }) } as const;
  if (before === undefined || after === undefined) return { ...row, outcome: 'cannot-tell' };
  const by = after.calls - before.calls;
  if (by !== 0) {
    const code = by > 0 ? 'more-cold' : 'fewer-cold';
    return { ...row, change: { code, by: Math.abs(by) }, outcome: 'different' };
  }
  const added = ofBoth(runs, coldStarts);
  const shift = compareSamples(added.before, added.after, NEGLIGIBLE_MS);
  if (before.calls === 0 || shift === undefined) return { ...row, outcome: 'same' };
  const outcome: Outcome = timeOutcome(shift, true);
  return { ...row, change: timeChange(shift, NEGLIGIBLE_MS), outcome };
}

function coldCount(run: Run): ColdCount | undefined {
  const counts = run.bursts.flatMap(({ timeline }) => timeline.temperature?.cold ?? []);
  if (counts.length === 0) return undefined;
  const addedMs = median(coldStarts(run).values);
  return defined({ calls: sum(counts), addedMs });
}
