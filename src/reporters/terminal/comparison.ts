import { COMPARISON_MODES, type ComparisonCell } from '../../core/comparison.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { helloGoodbye } from '../shared/hello-goodbye.ts';
import { cellWords, makespanWords, modeWords, routeWords } from '../shared/phrases.ts';
import { judgedBurst } from '../../core/timeline/timeline.ts';
import type { Run } from '../../core/run.ts';
import { joinBlocks } from './blocks.ts';
import {
  clip,
  glyphsOf,
  pad,
  paletteOf,
  plain,
  verdictPaint,
  wrap,
  type TerminalStyle,
  type Paint,
} from './style.ts';

/** Width of the routes' column, and the indent of what they do. Three columns of cells leave less room. */
const WIDE = { label: 21, indent: '  ' };
const NARROW = { label: 20, indent: '' };

/** A narrower terminal gets a table for each mode, one below the other. */
const SIDE_BY_SIDE = 60;

interface CellLine {
  readonly text: string;
  readonly paint: Paint;
}

/** The comparison as a table: a block of lines per route, a column per mode. */
export function renderComparison(
  comparison: readonly ComparisonCell[],
  style: TerminalStyle,
): string {
  const modes = COMPARISON_MODES.filter((mode) => comparison.some((cell) => cell.mode === mode));
  if (modes.length > 1 && style.columns < SIDE_BY_SIDE) {
    return modes
      .map((mode) =>
        renderComparison(
          comparison.filter((cell) => cell.mode === mode),
          style,
        ),
      )
      .join('\n');
  }
  const routes = [...new Set(comparison.map(({ route }) => route))];
  const { bold } = paletteOf(style);
  const heading = tableRows(
    '',
    [modes.map((mode) => ({ text: modeWords(mode), paint: bold }))],
    style,
  );
  const margin = modes.length > 2 ? NARROW : WIDE;
  const blocks = routes.map((route) => {
    const cells = modes.map((mode) =>
      cellContents(
        comparison.find((cell) => cell.route === route && cell.mode === mode)?.run,
        style,
      ),
    );
    const rows = [0, 1, 2, 3].map((row) => cells.map((cell) => cell[row] ?? EMPTY));
    const label = clip(sanitizeLine(route), margin.label - 1, glyphsOf(style).more);
    return tableRows(`${label}\n${margin.indent}${routeWords(route)}`, rows, style);
  });
  return joinBlocks([heading, ...blocks]);
}

const EMPTY: CellLine = { text: '', paint: plain };

/** Text too long for its column wraps, onto at most this many lines. */
const MOST_LINES = 2;

/** Lines of cells, with a label of one or two lines to their left. */
function tableRows(
  label: string,
  rows: readonly (readonly CellLine[])[],
  style: TerminalStyle,
): string[] {
  const columns = rows[0]?.length ?? 0;
  const margin = columns > 2 ? NARROW.label : WIDE.label;
  const width = Math.floor((style.columns - margin) / Math.max(1, columns));
  const lines = rows.flatMap((cells) => {
    const wrapped = cells.map(({ text, paint }) => cellLines(text, width - 2, style).map(paint));
    const height = Math.max(1, ...wrapped.map((one) => one.length));
    return Array.from({ length: height }, (_, line) =>
      wrapped.map((one) => pad(one[line] ?? '', width)).join(''),
    );
  });
  const labels = label.split('\n');
  return lines.map((line, at) => `${pad(labels[at] ?? '', margin)}${line}`.trimEnd());
}

function cellLines(text: string, width: number, style: TerminalStyle): string[] {
  const lines = wrap(text, width);
  if (lines.length <= MOST_LINES) return lines;
  const { more } = glyphsOf(style);
  const last = lines[MOST_LINES - 1] ?? '';
  return [...lines.slice(0, MOST_LINES - 1), `${clip(last, width - more.length, '')}${more}`];
}

function cellContents(run: Run | undefined, style: TerminalStyle): CellLine[] {
  const timeline = run === undefined ? undefined : judgedBurst(run)?.timeline;
  if (run === undefined || timeline === undefined) return [{ text: '-', paint: plain }];
  const { verdict } = run;
  return [
    { text: verdict.kind.toUpperCase(), paint: verdictPaint(verdict.kind, style) },
    { text: sanitizeLine(cellWords(verdict)), paint: plain },
    { text: makespanWords(timeline), paint: plain },
    { text: helloGoodbye(timeline, glyphsOf(style).times) ?? '', paint: paletteOf(style).dim },
  ];
}
