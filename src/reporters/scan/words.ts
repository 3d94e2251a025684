import { formatCount } from '../../core/format-count.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { TOLERANCE } from '../../core/scan/figures.ts';
import { namesOf, TARGET, type ScanRow, type ScanValues } from '../../core/scan/scan-row.ts';
import {
  isSize,
  type ScanNote,
  type ScanTable,
  type ScanTableRow,
} from '../../core/scan/scan-table.ts';
import type { Warning } from '../../core/warning.ts';
import type { Verdict } from '../../core/verdict.ts';
import { counted, formatMs, formatPercent, formatRatio, sentence } from '../shared/format.ts';
import { explanation, headline, titleOf } from '../shared/phrases.ts';
import { remedyWords } from '../shared/remedies.ts';
import { interruptionWords, warningsOfRuns } from '../shared/warnings.ts';
import { wordsFrom, type WordTable } from '../shared/word-table.ts';

/** A column of the table: numbers stand on the right. */
export interface ScanColumn {
  readonly heading: string;
  readonly isNumber: boolean;
  readonly cell: (row: ScanTableRow) => string;
}

/** The columns that say what was tried: one for each list. */
export function valueColumns({ rows }: Pick<ScanTable, 'rows'>): readonly ScanColumn[] {
  return namesOf(rows).map((name) => {
    const cell = ({ values }: ScanRow): string => sanitizeLine(values[name] ?? '');
    return { heading: name, isNumber: rows.every(({ values }) => isSize(values[name])), cell };
  });
}

/** The columns of what came of it. Those of the server are there if it was started here, on Linux. */
export function resultColumns({ rows }: ScanTable): readonly ScanColumn[] {
  const usage = rows.some(({ figures }) => figures.memoryBytes !== undefined) ? USAGE : [];
  return [...RESULTS, ...usage];
}

const UNKNOWN = '-';

const RESULTS: readonly ScanColumn[] = [
  { heading: 'verdict', isNumber: false, cell: ({ run }) => run.verdict.kind.toUpperCase() },
  { heading: 'at a time', isNumber: false, cell: ({ run }) => shortCount(run.verdict) },
  numbers('calls/s', ({ callsPerSecond }) => callsPerSecond && formatRate(callsPerSecond)),
  numbers('median', ({ response }) => response && formatMs(response.medianMs)),
  numbers('p95', ({ response }) => response && formatMs(response.p95Ms)),
];

const USAGE: readonly ScanColumn[] = [
  numbers('CPU', ({ cpuCores }) =>
    cpuCores === undefined ? undefined : `${(100 * cpuCores).toFixed(0)} %`,
  ),
  numbers('memory', ({ memoryBytes }) => memoryBytes && formatBytes(memoryBytes)),
];

function numbers(
  heading: string,
  words: (figures: ScanTableRow['figures']) => string | 0 | undefined,
): ScanColumn {
  return { heading, isNumber: true, cell: ({ figures }) => words(figures) || UNKNOWN };
}

/** Workers as short as they go into a column: `4`, `2 (1 to 2)`, `at least 10`. */
function shortCount(verdict: Verdict): string {
  if (verdict.kind === 'inconclusive') return UNKNOWN;
  const { estimate, low, high } = verdict.workers;
  if (high !== null) return low === high ? `${low}` : `${estimate} (${low} to ${high})`;
  return low < estimate ? `${estimate} (${low} or more)` : `at least ${low}`;
}

/** With three digits, as differences of some percent are of interest: `3.32`, `19.8`, `1980`. */
function formatRate(perSecond: number): string {
  if (perSecond >= 99.95) return formatCount(Math.round(perSecond));
  return perSecond.toFixed(perSecond < 9.995 ? 2 : 1);
}

function formatBytes(bytes: number): string {
  const megabytes = bytes / 1e6;
  return megabytes < 999.5 ? `${megabytes.toFixed(0)} MB` : `${(megabytes / 1_000).toFixed(1)} GB`;
}

/** `workers=2, threads=4`; of several targets the address alone. */
export function valuesLabel(values: ScanValues): string {
  const words = Object.entries(values).map(([name, value]) =>
    name === TARGET ? value : `${name}=${value}`,
  );
  return sanitizeLine(words.join(', '));
}

/** What was called, and how many calls each burst has. */
export function scanTitle({ rows }: ScanTable): string {
  const titles = new Set(rows.map(({ run }) => titleOf(run)));
  const [title = ''] = titles;
  const calls = rows.find(({ run }) => run.bursts.length > 0)?.run.bursts[0]?.timeline.calls;
  const size = calls === undefined ? '' : `, ${counted(calls, 'call')} at once`;
  return sanitizeLine(`${titles.size === 1 ? title : counted(titles.size, 'target')}${size}`);
}

/** What the mark stands for, then what to know about it: whole sentences. */
export function conclusion(table: ScanTable): string[] {
  return [...markWords(table), ...table.notes.map(noteWords)].map(sanitizeLine);
}

function markWords({ rows, best }: ScanTable): string[] {
  const marked = rows.filter((row) => row.marked);
  const share = `${100 * TOLERANCE} percent`;
  const rate = best?.figures.callsPerSecond;
  if (best === undefined || rate === undefined) {
    return [`Nothing is marked: fewer than two rows can be compared.`];
  }
  const which = marked.map(({ values }) => valuesLabel(values)).join(' and ');
  const speed = `${formatRate(rate)} calls/s`;
  const haveSizes = valueColumns({ rows }).some(({ isNumber }) => isNumber);
  if (marked.length === 1 && marked[0]?.values === best.values) {
    const others = haveSizes ? 'smaller' : 'else';
    return [`Marked: ${which}, the best with ${speed}; nothing ${others} comes within ${share}.`];
  }
  const smallest = haveSizes ? 'the smallest ' : '';
  return [
    `Marked: ${which}, ${smallest}within ${share} of the best, ${speed} with ${valuesLabel(best.values)}.`,
  ];
}

/** A note in a whole sentence. */
export function noteWords(note: ScanNote): string {
  return wordsFrom<ScanNote>(NOTES, note);
}

const NOTES: WordTable<ScanNote> = {
  interrupted: ({ finished }) => sentence(interruptionWords(finished, 'run')),
  'left-out': ({ values, unanswered }) =>
    `${valuesLabel(values)} is not compared: ${counted(unanswered, 'call')} ${unanswered === 1 ? 'was' : 'were'} refused or failed.`,
  'no-limit': ({ values, calls, remedy }) =>
    `The ${counted(calls, 'call')} met no limit with ${valuesLabel(values)}. To see one, ${remedyWords(remedy)}.`,
  'busy-machine': ({ load, remedy }) =>
    `This machine was busy before the first call, with ${formatRatio(load.average)} processes on ${counted(load.cores, 'core')}, so the mark may be off: ${remedyWords(remedy)}.`,
  'shared-cores': ({ values, taken, of, remedy }) =>
    `With ${valuesLabel(values)}, other work took ${taken.toFixed(1)} of ${counted(of, 'core')}, and no core was free, so the mark may be off: ${remedyWords(remedy)}.`,
  'largest-value': ({ values }) =>
    `${valuesLabel(values)} is the largest value that was tried; try larger ones, too.`,
  noisy: ({ spread, remedy }) =>
    `Bursts of the same row differ by up to ${formatPercent(spread)}, so the mark may be off: ${remedyWords(remedy)}.`,
};

/** Why a row has no verdict, a line each; output of the server follows on lines of its own. */
export function noVerdictLines({ rows }: ScanTable): string[][] {
  return rows.flatMap(({ values, run }) => {
    const { verdict, problem } = run;
    if (verdict.kind !== 'inconclusive') return [];
    const [first = '', ...output] = (problem ?? '').split('\n');
    const why =
      problem === undefined
        ? [headline(verdict, undefined), ...explanation(verdict)].map(sentence).join(' ')
        : first;
    return [[`${valuesLabel(values)}: ${why}`, ...output].map(sanitizeLine)];
  });
}

/** What the column of the CPU means; `undefined` if there is none. */
export function usageLegend(table: ScanTable): string | undefined {
  return resultColumns(table).length > RESULTS.length
    ? 'CPU and memory: all processes of the server together; 100 percent is one core.'
    : undefined;
}

function isOfRow({ code }: Warning): boolean {
  return code !== 'busy-machine';
}

/** The warnings of all runs, each once; but how busy the machine was is a note of the whole scan. */
export function scanWarnings({ rows }: ScanTable): string[] {
  return warningsOfRuns(
    rows.map(({ values, run }) => ({
      name: valuesLabel(values),
      warnings: run.problem === undefined ? run.warnings.filter(isOfRow) : [],
    })),
  );
}
