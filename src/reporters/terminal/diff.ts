import type { DiffRow, Outcome, RunDiff } from '../../core/diff/run-diff.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { diffCells, diffRowsOf, diffSummary, diffWarningWords } from '../shared/diff-words.ts';
import { titleOf } from '../shared/phrases.ts';
import {
  clip,
  glyphsOf,
  pad,
  paletteOf,
  widthOf,
  wrap,
  type Paint,
  type TerminalStyle,
} from './style.ts';

const HEADING = ['', 'before', 'now'];
const INDENT = '  ';
const GAP = 2;

/** The comparison with an earlier run: a line per measure, then warnings, and the summary last. */
export function renderDiff(diff: RunDiff, style: TerminalStyle): string[] {
  const { bold } = paletteOf(style);
  const rows = diffRowsOf(diff);
  const title = clip(
    `Compared with ${sanitizeLine(titleOf(diff.before))}`,
    style.columns,
    glyphsOf(style).more,
  );
  const widths = HEADING.map((heading, column) =>
    Math.max(...[heading, ...rows.map((row) => firstCells(row)[column] ?? '')].map(widthOf)),
  );
  const line = (cells: readonly string[]): string =>
    INDENT + cells.map((cell, column) => pad(cell, (widths[column] ?? 0) + GAP)).join('');
  return [
    bold(title),
    line(HEADING).trimEnd(),
    ...rows.flatMap((row) => rowLines(row, line(firstCells(row)), style)),
    ...diff.warnings.flatMap((warning) =>
      hanging(`Compare with care: ${sanitizeLine(diffWarningWords(warning))}`, style),
    ),
    ...hanging(sanitizeLine(diffSummary(diff)), style).map(bold),
  ];
}

function firstCells(row: DiffRow): string[] {
  const { name, before, after } = diffCells(row);
  return [name, before, after].map(sanitizeLine);
}

/** If the outcome and the change do not fit on the line, they go on the next. */
function rowLines(row: DiffRow, cells: string, style: TerminalStyle): string[] {
  const { more } = glyphsOf(style);
  const { outcome, change } = diffCells(row);
  const text = change === '' ? outcome : `${outcome}: ${sanitizeLine(change)}`;
  const paint = outcomePaint(row.outcome, style);
  const painted = paint(outcome) + text.slice(outcome.length);
  if (widthOf(cells) + widthOf(text) <= style.columns) return [cells + painted];
  const below = clip(text, style.columns - 2 * INDENT.length, more).slice(outcome.length);
  return [clip(cells.trimEnd(), style.columns, more), INDENT + INDENT + paint(outcome) + below];
}

function outcomePaint(outcome: Outcome, style: TerminalStyle): Paint {
  const { good, bad, bold, dim } = paletteOf(style);
  if (outcome === 'better') return good;
  if (outcome === 'worse') return bad;
  return outcome === 'different' ? bold : dim;
}

function hanging(text: string, style: TerminalStyle): string[] {
  const [first = '', ...rest] = wrap(text, style.columns - INDENT.length);
  return [first, ...rest.map((line) => INDENT + line)];
}
