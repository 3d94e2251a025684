import { counted, formatMs, formatRatio } from '../format.ts';
import { compareSamples, type Sample, type Shift } from './significance.ts';
import type { Run } from '../run.ts';
import { median, sum } from '../statistics.ts';
import type { VerdictKind } from '../verdict.ts';
import type { ComparableBursts } from './comparable-bursts.ts';
import {
  coldStarts,
  durations,
  NEGLIGIBLE_MS,
  handlings,
  makespans,
  mayBeChance,
  waits,
  type Measured,
} from './measures.ts';
import { ofBoth, type DiffRow, type Pair } from './row.ts';
import { workersRow } from './workers.ts';

type Outcome = DiffRow['outcome'];

const UNTOLD = 'not told';

/** A wait is long or short beside the handler: half of one is what it has to be long beside. */
const WAIT_GRAIN = 0.5;

export interface Rows {
  readonly verdict: DiffRow;
  readonly workers: DiffRow;
  readonly makespan: DiffRow;
  readonly others: readonly DiffRow[];
}

/** One row for each thing that may have changed. Without the same load no time is better or worse. */
export function rowsOf(runs: Pair<Run>, like: ComparableBursts, sameLoad: boolean): Rows {
  const measured = ofBoth({ before: 'before', after: 'after' } as const, (which) => ({
    run: runs[which],
    bursts: like[which],
  }));
  const met =
    like.temperature === 'warm' || like.temperature === 'cold' ? ` (${like.temperature})` : '';
  const row = (name: string, samples: Pair<Sample>, grainMs = NEGLIGIBLE_MS) =>
    timeRow({ name, samples, grainMs, sameLoad });
  return {
    verdict: doubted(verdictRow(ofBoth(runs, ({ verdict }) => verdict.kind)), measured),
    workers: doubted(workersRow(ofBoth(runs, ({ verdict }) => verdict)), measured),
    makespan: row(`makespan${met}`, ofBoth(measured, makespans)),
    others: [coldRow(runs), ...whereTheTimeWent(measured, row)],
  };
}

function whereTheTimeWent(
  measured: Pair<Measured>,
  row: (name: string, samples: Pair<Sample>, grainMs?: number) => DiffRow,
): DiffRow[] {
  const calls = ofBoth(measured, durations);
  const handling = ofBoth(measured, handlings);
  const told = handling.before.values.length > 0 || handling.after.values.length > 0;
  const untoldByOne = handling.before.values.length === 0 || handling.after.values.length === 0;
  const typicalMs = median([...handling.before.values, ...handling.after.values]) ?? 0;
  const waitGrainMs = Math.max(NEGLIGIBLE_MS, WAIT_GRAIN * typicalMs);
  return [
    ...(untoldByOne ? [row('a call', calls)] : []),
    ...(told
      ? [
          row(
            'waiting',
            ofBoth(measured, (one) => waits(one, waitGrainMs)),
            waitGrainMs,
          ),
          row('handling', handling),
        ]
      : []),
  ];
}

/** Two runs of one server whose calls vary widely may well be judged contended and not. */
function doubted(row: DiffRow, { before, after }: Pair<Measured>): DiffRow {
  const runs = [before, after];
  const contended = runs.some(({ run }) => run.verdict.kind === 'contended');
  if (row.outcome === 'same' || !contended || !runs.some(mayBeChance)) return row;
  return { ...row, change: 'calls vary too much', outcome: 'cannot tell' };
}

/** Serial and contended calls do not get done together; the others do, each in its way. */
const TOGETHER: Readonly<Record<Exclude<VerdictKind, 'inconclusive'>, boolean>> = {
  serial: false,
  contended: false,
  concurrent: true,
  overlapping: true,
  parallel: true,
};

function verdictRow({ before, after }: Pair<VerdictKind>): DiffRow {
  const outcome = verdictOutcome(before, after);
  const change =
    outcome === 'cannot tell' && before !== 'inconclusive' && after !== 'inconclusive'
      ? 'overlapping may be either'
      : '';
  return { name: 'verdict', before, after, change, outcome };
}

function verdictOutcome(before: VerdictKind, after: VerdictKind): Outcome {
  if (before === 'inconclusive' || after === 'inconclusive') return 'cannot tell';
  if (before === after) return 'same';
  if (TOGETHER[before] !== TOGETHER[after]) return TOGETHER[after] ? 'better' : 'worse';
  return before === 'overlapping' || after === 'overlapping' ? 'cannot tell' : 'different';
}

function timeRow(row: {
  readonly name: string;
  readonly samples: Pair<Sample>;
  readonly grainMs: number;
  readonly sameLoad: boolean;
}): DiffRow {
  const { name, samples, grainMs, sameLoad } = row;
  const shift = compareSamples(samples.before, samples.after, grainMs);
  if (shift === undefined) {
    const { before, after } = ofBoth(samples, ({ values }) =>
      values.length === 0 ? UNTOLD : formatMs(median(values) ?? 0),
    );
    return { name, before, after, change: '', outcome: 'cannot tell' };
  }
  return {
    name,
    before: formatMs(shift.before),
    after: formatMs(shift.after),
    change: shiftWords(shift, grainMs),
    outcome: outcomeOf(shift, sameLoad),
  };
}

function outcomeOf({ outcome }: Shift, sameLoad: boolean): Outcome {
  if (outcome === 'same' || outcome === 'cannot tell') return outcome;
  if (!sameLoad) return 'different';
  return outcome === 'shorter' ? 'better' : 'worse';
}

/** Noise of so many times is as good as unknown. */
const HARDLY_KNOWN = 100;

/** `9.8 times shorter`, or why that says nothing. */
function shiftWords(shift: Shift, grainMs: number): string {
  const { before, after, times, noiseTimes, outcome } = shift;
  const size =
    times === undefined || Math.min(before, after) < grainMs
      ? formatMs(Math.abs(after - before))
      : `${formatRatio(times)} times`;
  const way = after > before ? 'longer' : 'shorter';
  if (outcome === 'longer' || outcome === 'shorter') return `${size} ${way}`;
  if (outcome === 'same') return 'no more than noise';
  if (noiseTimes === undefined || noiseTimes > HARDLY_KNOWN)
    return `${size} ${way}; too few bursts`;
  return `${size} ${way}; noise may be ${formatRatio(noiseTimes)}`;
}

/** How many instances were cold in each burst, and what that added. */
function coldRow(runs: Pair<Run>): DiffRow {
  const counts = ofBoth(runs, coldCounts);
  const added = ofBoth(runs, coldStarts);
  const { before, after } = ofBoth({ before: 'before', after: 'after' } as const, (which) =>
    coldText(counts[which], added[which]),
  );
  const row = { name: 'cold starts', before, after };
  if (counts.before === undefined || counts.after === undefined) {
    return { ...row, change: '', outcome: 'cannot tell' };
  }
  const [was, is] = [sum(counts.before), sum(counts.after)];
  if (was !== is) {
    const change = is > was ? `${is - was} more` : `${was - is} fewer`;
    return { ...row, change, outcome: 'different' };
  }
  const shift = compareSamples(added.before, added.after, NEGLIGIBLE_MS);
  if (was === 0 || shift === undefined) return { ...row, change: '', outcome: 'same' };
  return { ...row, change: shiftWords(shift, NEGLIGIBLE_MS), outcome: outcomeOf(shift, true) };
}

function coldCounts({ bursts }: Run): number[] | undefined {
  const counts = bursts.map(({ timeline }) => timeline.cold);
  const told = counts.filter((count) => count !== undefined);
  return told.length === 0 ? undefined : told;
}

/** `9, +538 ms`: how many of all bursts together, and what one typically added. */
function coldText(counts: readonly number[] | undefined, { values }: Sample): string {
  if (counts === undefined) return UNTOLD;
  const cold = sum(counts);
  if (cold === 0) return 'none';
  const addedMs = median(values);
  return addedMs === undefined ? counted(cold, 'call') : `${cold}, +${formatMs(addedMs)}`;
}
