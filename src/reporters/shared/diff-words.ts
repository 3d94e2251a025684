import type {
  ColdRow,
  DiffRow,
  DiffRows,
  DiffWarning,
  Outcome,
  RunDiff,
  TimeChange,
  TimeDoubt,
} from '../../core/diff/run-diff.ts';
import type { VerdictKind, Workers } from '../../core/verdict.ts';
import { capitalize, counted, formatFactor, formatMs } from './format.ts';
import { wordsFrom, type WordTable } from './word-table.ts';
import { workerCount } from './worker-count.ts';

/** A row of the comparison with an earlier run, in words; empty if there is nothing to say. */
export interface DiffCells {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
  readonly outcome: string;
}

/** The rows of a diff in the order in which they are shown. */
export function diffRowsOf({ rows }: RunDiff): DiffRow[] {
  return [rows.verdict, rows.workers, rows.makespan, ...rows.others];
}

/** A row of a diff, in words. */
export function diffCells(row: DiffRow): DiffCells {
  const { change, outcome } = row;
  return {
    name: rowName(row),
    ...endWords(row),
    change: change === undefined ? '' : wordsFrom<Change>(CHANGES, change),
    outcome: outcomeWords(outcome),
  };
}

/** `better`, `cannot tell`. */
function outcomeWords(outcome: Outcome): string {
  return outcome === 'cannot-tell' ? 'cannot tell' : outcome;
}

const NAMES: Readonly<Record<DiffRow['name'], string>> = {
  verdict: 'verdict',
  workers: 'workers',
  makespan: 'makespan',
  call: 'a call',
  waiting: 'waiting',
  handling: 'handling',
  'cold-starts': 'cold starts',
};

function rowName(row: DiffRow): string {
  const temperature = 'temperature' in row ? row.temperature : undefined;
  return `${NAMES[row.name]}${temperature === undefined ? '' : ` (${temperature})`}`;
}

const NOT_REPORTED = 'not reported';

function endWords(row: DiffRow): { before: string; after: string } {
  switch (row.name) {
    case 'verdict':
      return { before: row.before, after: row.after };
    case 'workers':
      return { before: workersOrUnknown(row.before), after: workersOrUnknown(row.after) };
    case 'cold-starts':
      return { before: coldCountWords(row.before), after: coldCountWords(row.after) };
    case 'makespan':
    case 'call':
    case 'waiting':
    case 'handling':
      return { before: msOrNotReported(row.before), after: msOrNotReported(row.after) };
  }
}

function workersOrUnknown(workers: Workers | undefined): string {
  return workers === undefined ? '?' : workerCount(workers);
}

function msOrNotReported(ms: number | undefined): string {
  return ms === undefined ? NOT_REPORTED : formatMs(ms);
}

/** `9, +538 ms`: how many cold calls of all bursts together, and what one typically added. */
function coldCountWords(count: ColdRow['before']): string {
  if (count === undefined) return NOT_REPORTED;
  const { calls, addedMs } = count;
  if (calls === 0) return 'none';
  return addedMs === undefined ? counted(calls, 'call') : `${calls}, +${formatMs(addedMs)}`;
}

type Change = NonNullable<DiffRow['change']>;

const CHANGES: WordTable<Change> = {
  'overlapping-is-open': () => 'overlapping may be either',
  'calls-vary': () => 'calls vary too much',
  'more-workers': ({ times, atLeast }) => `${factorWords(times, atLeast)} as many`,
  'fewer-workers': ({ times, atLeast }) => `${factorWords(times, atLeast)} fewer`,
  'no-limit-in-either': () => 'no limit seen in either',
  'limits-not-seen': () => 'no limit seen in either, so it may be the same',
  'intervals-overlap': () => 'the intervals overlap',
  'within-noise': () => 'within noise',
  'no-difference': ({ doubt }) => noDifferenceWords(doubt),
  longer: (change) => timeChangeWords(change, 'longer'),
  shorter: (change) => timeChangeWords(change, 'shorter'),
  'more-cold': ({ by }) => `${by} more`,
  'fewer-cold': ({ by }) => `${by} fewer`,
};

function factorWords(times: number, atLeast: boolean): string {
  return `${atLeast ? 'at least ' : ''}${formatFactor(times)}`;
}

type TimeShift = Extract<TimeChange, { code: 'longer' | 'shorter' }>;

/** `9.8x shorter`; `3.92 s longer, within noise (up to 19x)`. */
function timeChangeWords({ doubt, ...shift }: TimeShift, way: string): string {
  const words = `${sizeWords(shift)} ${way}`;
  if (doubt === undefined) return words;
  if (doubt.code === 'too-few-bursts') return `${words}; too few bursts`;
  return `${words}, within noise (up to ${formatFactor(doubt.times)})`;
}

/** `no difference`; `no difference seen, but noise may hide up to 2.3x`. */
function noDifferenceWords(doubt: TimeDoubt | undefined): string {
  if (doubt === undefined) return 'no difference';
  if (doubt.code === 'too-few-bursts') return 'no difference seen, but too few bursts to be sure';
  return `no difference seen, but noise may hide up to ${formatFactor(doubt.times)}`;
}

/** The change in one sentence. */
export function diffSummary({ rows, conclusion }: RunDiff): string {
  const { verdict, workers } = rows;
  const was = verdictWords(verdict.before, workers.before);
  const is = verdictWords(verdict.after, workers.after);
  const still = `${verdict.outcome === 'same' ? 'still' : 'now'} ${is}`;
  const done = doneWords(rows);
  const alike = noDifference(rows);
  if (alike !== undefined) return `${alike}: ${still} (${spanWords(rows)}).`;
  switch (conclusion) {
    case 'inconclusive':
      return verdict.before === verdict.after
        ? `Cannot tell: both runs are inconclusive; ${done}.`
        : `Cannot tell: ${was} before, ${is} now; ${done}.`;
    case 'changed':
      return `Before: ${was}. Now: ${is}, ${done}.`;
    case 'faster-or-slower':
      return `${capitalize(still)}: ${done}.`;
    case 'same-run':
      return `Both are the same run: ${is}.`;
    case 'no-change':
      return `No change beyond noise: ${still} (${spanWords(rows)}).`;
    case 'cannot-tell':
      return `Cannot tell: ${still}, ${done}.`;
  }
}

/** The sentence if the times are as good as equal, and nothing else differs. */
function noDifference({ verdict, workers, makespan }: DiffRows): string | undefined {
  const isAlike = verdict.outcome === 'same' && workers.outcome === 'same';
  if (!isAlike || makespan.change?.code !== 'no-difference') return undefined;
  return capitalize(noDifferenceWords(makespan.change.doubt));
}

/** `serial`, `parallel, at least 10 at a time`. */
function verdictWords(kind: VerdictKind, workers: Workers | undefined): string {
  if (workers === undefined || (kind === 'serial' && workers.high === 1)) return kind;
  return `${kind}, ${workerCount(workers)} at a time`;
}

/** `9.8x faster (10.1 s -> 1.03 s)`. */
function doneWords(rows: DiffRows): string {
  const { change, outcome } = rows.makespan;
  const span = spanWords(rows);
  const size = change !== undefined && 'byMs' in change ? sizeWords(change) : '';
  if (outcome === 'better') return `${size} faster (${span})`;
  if (outcome === 'worse') return `${size} slower (${span})`;
  if (outcome === 'same') return `just as fast (${span})`;
  if (outcome === 'different') return `done in ${span} under a different load`;
  const isShift = change !== undefined && change.code !== 'no-difference';
  return isShift ? `done in ${span}, which may be noise` : `done in ${span}`;
}

function sizeWords({ byMs, times }: TimeShift): string {
  return times === undefined ? formatMs(byMs) : formatFactor(times);
}

function spanWords({ makespan }: DiffRows): string {
  const [before, after] = [makespan.before, makespan.after].map((ms) =>
    ms === undefined ? 'unknown' : formatMs(ms),
  );
  return `${before} -> ${after}`;
}

/** Why two runs should not be compared, as a sentence. */
export function diffWarningWords(warning: DiffWarning): string {
  return wordsFrom<DiffWarning>(WARNINGS, warning);
}

const WARNINGS: WordTable<DiffWarning> = {
  'method-changed': ({ before, after }) => `The method was ${before} before and is ${after} now.`,
  'route-changed': ({ before, after }) =>
    `The route was ${before} before and is ${after} now, so other code may have run.`,
  'query-changed': ({ before, after }) =>
    `The query was ${before || 'empty'} before and is ${after || 'empty'} now, so calls may do other work.`,
  'until-changed': ({ firstByte }) =>
    firstByte === 'before'
      ? 'The earlier run was judged by when answers began, this one by when they ended. Repeat with --until first-byte.'
      : 'The earlier run was judged by when answers ended, this one by when they began. Repeat without --until.',
  'http2-changed': ({ http2 }) =>
    http2 === 'before'
      ? 'Calls went over HTTP/2 before and go over HTTP/1.1 now.'
      : 'Calls went over HTTP/1.1 before and go over HTTP/2 now.',
  'calls-changed': ({ before, after }) =>
    `A burst had ${counted(before, 'call')} before and has ${after} now. Repeat with -n ${before}.`,
  'answered-changed': ({ before, after }) =>
    `${counted(before, 'call')} of a burst ${before === 1 ? 'was' : 'were'} answered before and ${after} now; the rest failed or were refused.`,
  'temperature-changed': () =>
    'One run met cold instances in every burst, the other in none. Repeat with more bursts (-b 2).',
  'both-inconclusive': () => 'Both runs are inconclusive.',
  'before-inconclusive': () =>
    'The earlier run is inconclusive, so nothing can be said about what has changed since.',
  'after-inconclusive': () =>
    'This run is inconclusive, so nothing can be said about whether the change helped.',
};
