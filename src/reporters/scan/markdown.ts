import type { ScanTable } from '../../core/scan/scan-table.ts';
import { commandBlocks, warningBlocks } from '../markdown/report.ts';
import { bold, list, prose, section, table } from '../markdown/markup.ts';
import { clientWords } from '../shared/phrases.ts';
import type { ReportInput } from '../shared/report-input.ts';
import {
  conclusion,
  noVerdictLines,
  resultColumns,
  scanTitle,
  scanWarnings,
  usageLegend,
  valueColumns,
} from './words.ts';

/** The scan as a section of GitHub Flavored Markdown: the marked rows are bold. */
export function renderScanMarkdown(
  scan: ScanTable,
  { command }: Pick<ReportInput, 'command'> = {},
): string {
  const columns = [...valueColumns(scan), ...resultColumns(scan)];
  const rows = scan.rows.map((row) =>
    ['', ...columns.map(({ cell }) => cell(row))].map((text, nth) => {
      if (nth === 0) return row.marked ? '&gt;' : '';
      return row.marked ? bold(prose(text)) : prose(text);
    }),
  );
  return section([
    `## ${prose(scanTitle(scan))}`,
    table(['', ...columns.map(({ heading }) => prose(heading))], rows),
    ...conclusion(scan).map(prose),
    list(noVerdictLines(scan).map((lines) => prose(lines.join(' ')))),
    prose(usageLegend(scan) ?? ''),
    ...warningBlocks(scanWarnings(scan).map(prose)),
    ...commandBlocks(command),
    prose(scan.rows.map(({ run }) => clientWords(run) ?? '').find(Boolean) ?? ''),
  ]);
}
