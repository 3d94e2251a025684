import { checkRun } from '../core/checks/checks.ts';
import { defined } from '../core/defined.ts';
import { diffRuns } from '../core/diff/diff-runs.ts';
import { judge, type Run } from '../core/run.ts';
import { UsageError } from '../errors.ts';
import {
  FORMATS,
  runDocuments,
  type Documents,
  type Format as FileFormat,
} from '../output/formats.ts';
import { comparisonResult, reportInputOf, type Result } from '../output/result.ts';
import { scanResult } from '../output/scan-result.ts';
import { renderSummary, renderTerminal } from '../reporters/terminal/report.ts';
import { FILE_STYLE, type TerminalStyle } from '../reporters/terminal/style.ts';
import { readSavedContent, type Saved } from '../saved-run.ts';
import { judged } from './api.ts';
import { isObject, readWholeNumber, unexpected, unknownOption } from './received.ts';
import type { Comparison, Recording, Scan } from './run-file.ts';

/**
 * The format of a report: `text` is what the command prints, and `summary` is that without the timelines. The
 * others are the files that the command writes.
 */
export type Format = 'text' | 'summary' | 'json' | 'html' | 'trace' | 'markdown' | 'junit';

/** How to render a run. */
export interface RenderOptions {
  /** An earlier run to compare this one with. */
  readonly before?: Recording;
  /** The width of `text` and `summary` in columns, 20 to 1,000. Default 80. */
  readonly columns?: number;
  /** Whether `text` and `summary` have colors, as ANSI escape sequences. Default false. */
  readonly color?: boolean;
}

/**
 * Renders a run, a scan or a comparison as the command does. Text that a server sent is escaped as the format
 * requires.
 * @throws {UsageError} if `run` is none of these, if the format is unknown, or if an option is wrong
 */
export async function render(
  run: Recording | Scan | Comparison,
  format: Format,
  options: RenderOptions = {},
): Promise<string> {
  assertOptions(options);
  const { before, columns, color } = options;
  const style = { ...FILE_STYLE, ...defined({ columns, color }) };
  const saved = readSavedContent(run, 'recording');
  const { documents, ...reports } =
    saved.kind === 'run'
      ? reportsOfRun(judge(saved.recording), before, style)
      : reportsOfSeveral(saved, before, style);
  if (format === 'text' || format === 'summary') return reports[format]();
  if (isFileFormat(format)) return documents[format]();
  const known = ['text', 'summary', ...FORMATS].join(', ');
  throw new UsageError(`expected one of the formats ${known}, received ${String(format)}`);
}

/** A report in all its formats. */
interface Reports {
  readonly text: () => string;
  readonly summary: () => string;
  readonly documents: Documents;
}

const RERUN = { invocation: 'npx concurrency-check' };

function reportsOfRun(run: Run, before: Recording | undefined, style: TerminalStyle): Reports {
  const diff = before === undefined ? undefined : diffRuns(judged(before), run);
  const checks = checkRun(run, { notWorse: false }, diff);
  const input = reportInputOf(run, { checks, rerun: RERUN, ...defined({ diff }) });
  return {
    text: () => renderTerminal(input, style),
    summary: () => renderSummary(input, style),
    documents: runDocuments(input),
  };
}

function reportsOfSeveral(
  saved: Exclude<Saved, { kind: 'run' }>,
  before: Recording | undefined,
  style: TerminalStyle,
): Reports {
  if (before !== undefined) {
    throw new UsageError(`before: applies only to a run, and this is a ${saved.kind}`);
  }
  const about = { style, rerun: RERUN, ...defined({ interrupted: saved.interrupted }) };
  const resultOf = (quiet: boolean): Result =>
    saved.kind === 'scan'
      ? scanResult(saved.scan, { ...about, quiet })
      : comparisonResult(saved.comparison, about);
  const { report, documents } = resultOf(false);
  return { text: () => report, summary: () => resultOf(true).report, documents };
}

const COLUMNS = { min: 20, max: 1_000, name: 'columns' };
const OPTIONS = ['before', 'columns', 'color'] satisfies (keyof RenderOptions)[];

function assertOptions(options: unknown): void {
  if (!isObject(options)) throw unexpected('options', 'an object such as { columns: 80 }', options);
  const unknown = Object.keys(options).find((key) => !OPTIONS.some((known) => known === key));
  if (unknown !== undefined) throw unknownOption(unknown, OPTIONS);
  const { columns, color } = options;
  if (columns !== undefined) readWholeNumber(columns, COLUMNS);
  if (color !== undefined && typeof color !== 'boolean') {
    throw unexpected('color', 'true or false', color);
  }
}

function isFileFormat(format: string): format is FileFormat {
  return FORMATS.some((known) => known === format);
}
