import type { Change, ChangeRow } from '../../core/diff/diff-runs.ts';
import { inert } from '../../core/sanitize.ts';
import { titleOf } from '../../core/phrases.ts';
import { clip, glyphsOf, pad, paletteOf, widthOf, wrap, type Look, type Paint } from './style.ts';

const HEADING = ['', 'before', 'now'];
const INDENT = '  ';
const GAP = 2;

/** The run beside an earlier one: a line for each thing that may have changed, the summary last. */
export function renderChange({ before, rows, summary, warnings }: Change, look: Look): string[] {
  const { bold } = paletteOf(look);
  const title = clip(`Beside ${inert(titleOf(before))}`, look.columns, glyphsOf(look).more);
  const widths = HEADING.map((heading, column) =>
    Math.max(...[heading, ...rows.map((row) => cellsOf(row)[column] ?? '')].map(widthOf)),
  );
  const line = (cells: readonly string[]): string =>
    INDENT + cells.map((cell, column) => pad(cell, (widths[column] ?? 0) + GAP)).join('');
  return [
    bold(title),
    line(HEADING).trimEnd(),
    ...rows.flatMap((row) => rowLines(row, line(cellsOf(row)), look)),
    ...warnings.flatMap((warning) => hanging(`Not alike: ${inert(warning)}`, look)),
    ...hanging(inert(summary), look).map(bold),
  ];
}

function cellsOf({ name, before, after }: ChangeRow): string[] {
  return [name, before, after].map(inert);
}

/** How it came out and by how much goes below where there is no room for it beside. */
function rowLines({ outcome, change }: ChangeRow, cells: string, look: Look): string[] {
  const { more } = glyphsOf(look);
  const said = change === '' ? outcome : `${outcome}: ${inert(change)}`;
  const paint = outcomePaint(outcome, look);
  const painted = paint(outcome) + said.slice(outcome.length);
  if (widthOf(cells) + widthOf(said) <= look.columns) return [cells + painted];
  const below = clip(said, look.columns - 2 * INDENT.length, more).slice(outcome.length);
  return [clip(cells.trimEnd(), look.columns, more), INDENT + INDENT + paint(outcome) + below];
}

function outcomePaint(outcome: ChangeRow['outcome'], look: Look): Paint {
  const { good, bad, bold, dim } = paletteOf(look);
  if (outcome === 'better') return good;
  if (outcome === 'worse') return bad;
  return outcome === 'different' ? bold : dim;
}

function hanging(text: string, look: Look): string[] {
  const [first = '', ...rest] = wrap(text, look.columns - INDENT.length);
  return [first, ...rest.map((line) => INDENT + line)];
}
