import { defined } from '../core/defined.ts';
import type { ScanRow } from '../core/scan/scan-row.ts';
import { buildScanTable } from '../core/scan/scan-table.ts';
import { renderScan, renderScanConclusion } from '../reporters/scan/terminal.ts';
import { scanWarnings } from '../reporters/scan/words.ts';
import { EXIT } from './exit-status.ts';
import { scanDocuments } from './formats.ts';
import { commandOf, interruptionWords, type ReportOptions, type Result } from './result.ts';

/** How to report a scan. */
interface ScanReportOptions extends Pick<ReportOptions, 'output' | 'style' | 'rerun'> {
  /** Whether rows are missing. */
  readonly interrupted: boolean;
}

/** The result of a scan: of the rows that had finished if it was interrupted. */
export function scanResult(
  rows: readonly ScanRow[],
  { output, style, rerun, interrupted }: ScanReportOptions,
): Result {
  const table = buildScanTable(rows);
  const command = commandOf(rerun, () => undefined);
  const decided = rows.every(({ run }) => run.verdict.kind !== 'inconclusive');
  const report = output.quiet ? renderScanConclusion(table) : renderScan(table, style);
  const empty = rows.length === 0;
  return {
    report: empty ? '' : report,
    documents: scanDocuments(table, defined({ command })),
    warnings: [
      ...scanWarnings(table),
      ...(interrupted ? [interruptionWords(rows.length, 'run')] : []),
    ],
    status: interrupted ? EXIT.interrupted : decided ? EXIT.reached : EXIT.noVerdict,
    empty,
  };
}
