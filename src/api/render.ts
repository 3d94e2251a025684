import { checkRun } from '../core/checks/checks.ts';
import { defined } from '../core/defined.ts';
import { diffRuns } from '../core/diff/diff-runs.ts';
import { UsageError } from '../errors.ts';
import { FORMATS, runDocuments, type Format as FileFormat } from '../output/formats.ts';
import { reportInputOf } from '../output/result.ts';
import { renderSummary, renderTerminal } from '../reporters/terminal/report.ts';
import { FILE_STYLE } from '../reporters/terminal/style.ts';
import { judged } from './api.ts';
import { isObject, readWholeNumber, unexpected, unknownOption } from './received.ts';
import type { Recording } from './run-file.ts';

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
 * Renders a run as the command does. Text that a server sent is escaped as the format requires.
 * @throws {UsageError} if `run` is not a run, if the format is unknown, or if an option is wrong
 */
export async function render(
  run: Recording,
  format: Format,
  options: RenderOptions = {},
): Promise<string> {
  assertOptions(options);
  const { before, columns, color } = options;
  const shown = judged(run);
  const change = before === undefined ? undefined : diffRuns(judged(before), shown);
  const checks = checkRun(shown, { notWorse: false }, change);
  const rerun = { invocation: 'npx concurrency-check' };
  const input = reportInputOf(shown, { checks, rerun, ...defined({ diff: change }) });
  const style = { ...FILE_STYLE, ...defined({ columns, color }) };
  if (format === 'text') return renderTerminal(input, style);
  if (format === 'summary') return renderSummary(input, style);
  if (isFileFormat(format)) return runDocuments(input)[format]();
  const known = ['text', 'summary', ...FORMATS].join(', ');
  throw new UsageError(`expected one of the formats ${known}, received ${String(format)}`);
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
