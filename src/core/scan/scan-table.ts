import { isBusy, type Load } from '../observed/load.ts';
import { moreBursts, moreCalls, type Remedy } from '../remedy.ts';
import type { Run } from '../run.ts';
import { largest, smallest } from '../statistics.ts';
import { isDoneAtOnce } from '../timeline/timeline.ts';
import { countedBursts, figuresOf, TOLERANCE, type ScanFigures } from './figures.ts';
import { namesOf, type ScanRow, type ScanValues } from './scan-row.ts';
import { sharedCores, type SharedCores } from './shared-cores.ts';

/** The rows of a scan with their figures, and what they show together. */
export interface ScanTable {
  readonly rows: readonly ScanTableRow[];
  /** The row with the highest throughput; absent if fewer than two rows can be compared. */
  readonly best?: ScanTableRow;
  readonly notes: readonly ScanNote[];
  /** Set if rows are missing. */
  readonly interrupted?: true;
}

/** A row of the table. */
export interface ScanTableRow extends ScanRow {
  readonly figures: ScanFigures;
  /** Whether it is the smallest of those that are about as good as the best. */
  readonly marked: boolean;
}

/** What to know about the mark, as data. */
export type ScanNote =
  /** Rows are missing. */
  | { readonly code: 'interrupted'; readonly finished: number }
  /** A row was not compared, since some of its calls were not answered. */
  | { readonly code: 'left-out'; readonly values: ScanValues; readonly unanswered: number }
  /** The calls reached no limit, so larger values could not do better. */
  | {
      readonly code: 'no-limit';
      readonly values: ScanValues;
      readonly calls: number;
      readonly remedy: Remedy;
    }
  /** Others used this machine before the first row. Later rows may just follow our own load. */
  | { readonly code: 'busy-machine'; readonly load: Load; readonly remedy: Remedy }
  /** While a row ran that the mark depends on, others took some of the cores, and none was free. */
  | ({
      readonly code: 'shared-cores';
      readonly values: ScanValues;
      readonly remedy: Remedy;
    } & SharedCores)
  /** The largest value that was tried is the best. */
  | { readonly code: 'largest-value'; readonly values: ScanValues }
  /** Bursts of one row lie so far apart that others might move the mark. */
  | { readonly code: 'noisy'; readonly spread: number; readonly remedy: Remedy };

/** Compares the runs of a scan by their throughput. */
export function buildScanTable(scanned: readonly ScanRow[], interrupted?: true): ScanTable {
  const { notes, ...table } = compareRows(scanned);
  if (interrupted === undefined) return { ...table, notes };
  const note = { code: 'interrupted', finished: scanned.length } as const;
  return { ...table, interrupted, notes: [note, ...notes] };
}

function compareRows(scanned: readonly ScanRow[]): Omit<ScanTable, 'interrupted'> {
  const measured = scanned.map((row) => ({ ...row, figures: figuresOf(row.run) }));
  const compared = measured.filter(isComparable);
  const best = compared.length < 2 ? undefined : bestOf(compared);
  const marks = best === undefined ? [] : smallestAmong(compared.filter(isAsGoodAs(best)));
  const rows = measured.map((row) => ({ ...row, marked: marks.includes(row) }));
  if (best === undefined) return { rows, notes: leftOut(rows) };
  return {
    rows,
    best: { ...best, marked: marks.includes(best) },
    notes: [...leftOut(rows), ...notesOn(rows, best)],
  };
}

type Measured = Omit<ScanTableRow, 'marked'>;

/** Refusing calls is quick, so throughput says nothing if some were refused or failed. */
function isComparable({ figures, run }: Measured): boolean {
  const { callsPerSecond, unanswered } = figures;
  return callsPerSecond !== undefined && unanswered === 0 && run.problem === undefined;
}

function rateOf({ figures }: Measured): number {
  return figures.callsPerSecond ?? 0;
}

function bestOf(rows: readonly Measured[]): Measured | undefined {
  const most = largest(rows.map(rateOf));
  return rows.find((row) => rateOf(row) === most);
}

function isAsGoodAs(best: Measured): (row: Measured) => boolean {
  return (row) => isWithin(rateOf(row), rateOf(best));
}

function isWithin(rate: number, best: number): boolean {
  return rate >= (1 - TOLERANCE) * best;
}

function smallestAmong(rows: readonly Measured[]): readonly Measured[] {
  const least = smallest(rows.map(sizeOf));
  return rows.filter((row) => sizeOf(row) === least);
}

/** The product of the numbers among its values: workers x threads. Others have no size. */
function sizeOf({ values }: ScanRow): number {
  return Object.values(values)
    .filter(isSize)
    .reduce((size, value) => size * Number(value), 1);
}

/** Whether a value is a number, and so may be smaller than another. */
export function isSize(value = ''): boolean {
  return /^\d+(\.\d+)?$/.test(value);
}

function leftOut(rows: readonly ScanTableRow[]): ScanNote[] {
  return rows
    .filter(({ figures }) => figures.unanswered > 0)
    .map(({ values, figures }) => ({
      code: 'left-out',
      values,
      unanswered: figures.unanswered,
    }));
}

function notesOn(rows: readonly ScanTableRow[], best: Measured): ScanNote[] {
  const marked = rows.filter((row) => row.marked);
  const limit = limitNotes(rows, marked);
  const rivals = rivalsOf(rows);
  return [
    ...limit,
    ...busyNotes(rows),
    ...sharingNotes([...rivals, best]),
    ...noiseNotes(rivals, best),
  ];
}

function busyNotes([first]: readonly ScanTableRow[]): ScanNote[] {
  const load = first?.run.load;
  if (load === undefined || !isBusy(load)) return [];
  return [{ code: 'busy-machine', load, remedy: { code: 'quieter-machine' } }];
}

/** The rows with the mark, and the smaller ones that would have it if they had been faster. */
function rivalsOf(rows: readonly ScanTableRow[]): ScanTableRow[] {
  const size = Math.max(...rows.filter(({ marked }) => marked).map(sizeOf));
  return rows.filter((row) => row.marked || (isComparable(row) && sizeOf(row) < size));
}

/** Of the rows from which others took cores, the one that lost the most. */
function sharingNotes(rows: readonly Measured[]): ScanNote[] {
  const [most] = rows
    .flatMap(({ values, run }) => {
      const shared = sharedCores(run);
      return shared === undefined ? [] : [{ values, ...shared }];
    })
    .toSorted((a, b) => b.taken - a.taken);
  if (most === undefined) return [];
  return [{ code: 'shared-cores', ...most, remedy: { code: 'quieter-machine' } }];
}

/** Whether other bursts of the same rows would have moved the mark. */
function noiseNotes(rivals: readonly ScanTableRow[], best: Measured): ScanNote[] {
  const doubtful = rivals.filter((row) => mayChangeSides(row, best));
  if (doubtful.length === 0) return [];
  const spread = Math.max(...[...doubtful, best].map(spreadOf));
  return [{ code: 'noisy', spread, remedy: moreBursts(best.run.bursts.length) }];
}

/** Whether a row is as good as the best by some of its bursts, and not by others. */
function mayChangeSides(row: Measured, best: Measured): boolean {
  if (row.values === best.values) return false;
  const [own, others] = [rangeOf(row), rangeOf(best)];
  return isWithin(own.high, others.low) !== isWithin(own.low, others.high);
}

function rangeOf(row: Measured): { readonly low: number; readonly high: number } {
  return row.figures.rates ?? { low: rateOf(row), high: rateOf(row) };
}

/** How far the bursts of a row lie apart, as a share of their median. */
function spreadOf(row: Measured): number {
  const { low, high } = rangeOf(row);
  return (high - low) / rateOf(row);
}

/** Whether all calls ran at once. An upper end may be open for other reasons, too. */
function noCallWaited(run: Run): boolean {
  const { verdict } = run;
  if (verdict.kind === 'inconclusive' || verdict.workers.high !== null) return false;
  return (
    verdict.workers.low >= callsOf(run) ||
    countedBursts(run).every(({ timeline }) => isDoneAtOnce(timeline))
  );
}

/** The calls of a burst that the rows are compared by. */
function callsOf({ bursts }: Run): number {
  return bursts[0]?.timeline.calls ?? 0;
}

function limitNotes(rows: readonly ScanTableRow[], [mark]: readonly ScanTableRow[]): ScanNote[] {
  if (mark === undefined) return [];
  const { values, run } = mark;
  if (noCallWaited(run)) {
    const calls = callsOf(run);
    return [{ code: 'no-limit', values, calls, remedy: moreCalls(calls) }];
  }
  const [name, ...others] = namesOf(rows);
  if (name === undefined || others.length > 0) return [];
  const numbers = rows.flatMap((row) => row.values[name] ?? []);
  const isLargest = sizeOf(mark) === Math.max(...numbers.map(Number));
  return numbers.every(isSize) && isLargest ? [{ code: 'largest-value', values }] : [];
}
