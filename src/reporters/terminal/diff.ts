import type { RunDiff, DiffRow } from '../../core/diff/diff-runs.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { titleOf } from '../../core/phrases.ts';
import {
  clip,
  glyphsOf,
  pad,
  paletteOf,
  widthOf,
  wrap,
  type TerminalStyle,
  type Paint,
} from './style.ts';

const HEADING = ['', 'before', 'now'];
const INDENT = '  ';
const GAP = 2;

/** The run beside an earlier one: a line for each thing that may have changed, the summary last. */
export function renderDiff(
  { before, rows, summary, warnings }: RunDiff,
  style: TerminalStyle,
): string[] {
  const { bold } = paletteOf(style);
  const title = clip(
    `Beside ${sanitizeLine(titleOf(before))}`,
    style.columns,
    glyphsOf(style).more,
  );
  const widths = HEADING.map((heading, column) =>
    Math.max(...[heading, ...rows.map((row) => cellsOf(row)[column] ?? '')].map(widthOf)),
  );
  const line = (cells: readonly string[]): string =>
    INDENT + cells.map((cell, column) => pad(cell, (widths[column] ?? 0) + GAP)).join('');
  return [
    bold(title),
    line(HEADING).trimEnd(),
    ...rows.flatMap((row) => rowLines(row, line(cellsOf(row)), style)),
    ...warnings.flatMap((warning) => hanging(`Not alike: ${sanitizeLine(warning)}`, style)),
    ...hanging(sanitizeLine(summary), style).map(bold),
  ];
}

function cellsOf({ name, before, after }: DiffRow): string[] {
  return [name, before, after].map(sanitizeLine);
}

/** How it came out and by how much goes below where there is no room for it beside. */
function rowLines({ outcome, change }: DiffRow, cells: string, style: TerminalStyle): string[] {
  const { more } = glyphsOf(style);
  const said = change === '' ? outcome : `${outcome}: ${sanitizeLine(change)}`;
  const paint = outcomePaint(outcome, style);
  const painted = paint(outcome) + said.slice(outcome.length);
  if (widthOf(cells) + widthOf(said) <= style.columns) return [cells + painted];
  const below = clip(said, style.columns - 2 * INDENT.length, more).slice(outcome.length);
  return [clip(cells.trimEnd(), style.columns, more), INDENT + INDENT + paint(outcome) + below];
}

function outcomePaint(outcome: DiffRow['outcome'], style: TerminalStyle): Paint {
  const { good, bad, bold, dim } = paletteOf(style);
  if (outcome === 'better') return good;
  if (outcome === 'worse') return bad;
  return outcome === 'different' ? bold : dim;
}

function hanging(text: string, style: TerminalStyle): string[] {
  const [first = '', ...rest] = wrap(text, style.columns - INDENT.length);
  return [first, ...rest.map((line) => INDENT + line)];
}
