import { sum } from '../../core/statistics.ts';
import type { ScanTable, ScanTableRow } from '../../core/scan/scan-table.ts';
import { joinBlocks } from '../terminal/blocks.ts';
import {
  clip,
  glyphsOf,
  pad,
  paletteOf,
  verdictPaint,
  widthOf,
  wrap,
  type TerminalStyle,
} from '../terminal/style.ts';
import {
  conclusion,
  noVerdictLines,
  resultColumns,
  scanTitle,
  usageLegend,
  valueColumns,
  valuesLabel,
  type ScanColumn,
} from './words.ts';

/** The scan as a table, the mark in the margin, and below it what the mark means. */
export function renderScan(table: ScanTable, style: TerminalStyle): string {
  const title = clip(scanTitle(table), style.columns, glyphsOf(style).more);
  const legend = usageLegend(table);
  const blocks = [
    [paletteOf(style).bold(title)],
    tableLines(table, style),
    conclusion(table).flatMap((line) => paragraph(line, style)),
    ...noVerdictLines(table).map((lines) => problemLines(lines, style)),
    legend === undefined ? [] : paragraph(legend, style),
  ];
  return joinBlocks(blocks.filter(({ length }) => length > 0));
}

/** What the mark means, alone. */
export function renderScanConclusion(table: ScanTable): string {
  return `${conclusion(table).join('\n')}\n`;
}

const MARGIN = 2;

function paragraph(text: string, { columns }: TerminalStyle): string[] {
  return wrap(text, columns - MARGIN).map((line) => `  ${line}`);
}

function problemLines([first = '', ...output]: readonly string[], style: TerminalStyle): string[] {
  const { more } = glyphsOf(style);
  return [
    ...paragraph(first, style),
    ...output.map((line) => clip(`  ${line}`, style.columns, more)),
  ];
}

interface Column extends ScanColumn {
  readonly width: number;
}

/** If the values are too long for a line, they stand above their results. */
function tableLines(table: ScanTable, style: TerminalStyle): string[] {
  const { rows } = table;
  const values = valueColumns(table).map((column) => measured(column, rows));
  const results = resultColumns(table).map((column) => measured(column, rows));
  const both = [...values, ...results];
  const inline = [2, 1].find((gap) => fits(both, style, gap));
  if (inline !== undefined) return linesOf(both, rows, { style, gap: inline });
  const gap = fits(results, style, 2) ? 2 : 1;
  const [heading = '', ...lines] = linesOf(results, rows, { style, gap, unmarked: true });
  return [heading, ...rows.flatMap((row, nth) => [labelLine(row, style), lines[nth] ?? ''])];
}

function labelLine({ values, marked }: ScanTableRow, style: TerminalStyle): string {
  const { good } = paletteOf(style);
  const label = clip(valuesLabel(values), style.columns - MARGIN, glyphsOf(style).more);
  return `${marked ? good('>') : ' '} ${label}`;
}

function measured(column: ScanColumn, rows: readonly ScanTableRow[]): Column {
  const texts = [column.heading, ...rows.map(column.cell)];
  return { ...column, width: Math.max(...texts.map(widthOf)) };
}

function fits(columns: readonly Column[], { columns: most }: TerminalStyle, gap: number): boolean {
  return MARGIN + sum(columns.map(({ width }) => width)) + gap * (columns.length - 1) <= most;
}

function linesOf(
  columns: readonly Column[],
  rows: readonly ScanTableRow[],
  look: { readonly style: TerminalStyle; readonly gap: number; readonly unmarked?: true },
): string[] {
  const { style, gap, unmarked = false } = look;
  const { bold, good } = paletteOf(style);
  const join = (texts: readonly string[]): string =>
    clip(texts.join(' '.repeat(gap)).trimEnd(), style.columns - MARGIN, glyphsOf(style).more);
  const heading = join(columns.map((column) => aligned(column, column.heading)));
  return [
    bold(`  ${heading}`),
    ...rows.map((row) => {
      const { kind } = row.run.verdict;
      const text = join(columns.map((column) => aligned(column, column.cell(row))));
      const painted = text.replace(kind.toUpperCase(), verdictPaint(kind, style));
      return `${row.marked && !unmarked ? good('>') : ' '} ${painted}`;
    }),
  ];
}

function aligned({ isNumber, width }: Column, text: string): string {
  return isNumber ? ' '.repeat(Math.max(0, width - widthOf(text))) + text : pad(text, width);
}
