import type { ScanTable } from '../../core/scan/scan-table.ts';
import { verdictCases } from '../junit/report.ts';
import { renderSuite } from '../junit/suite.ts';
import { renderTerminal } from '../terminal/report.ts';
import { FILE_STYLE } from '../terminal/style.ts';
import { renderScan } from './terminal.ts';
import { scanTitle, scanWarnings, valuesLabel } from './words.ts';

/** The scan as JUnit XML: a case for each row. */
export function renderScanJunit(table: ScanTable): string {
  const runs = table.rows.map(({ run }) => run);
  return renderSuite({
    name: 'scan',
    runs,
    cases: table.rows.flatMap(({ values, run }) =>
      verdictCases(run, { classname: scanTitle(table), name: valuesLabel(values) }),
    ),
    out: [
      renderScan(table, FILE_STYLE),
      ...runs.map((run) => renderTerminal({ run }, FILE_STYLE)),
    ].join('\n'),
    warnings: scanWarnings(table),
  });
}
