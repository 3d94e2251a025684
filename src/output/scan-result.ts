import { defined } from '../core/defined.ts';
import type { ScanRow } from '../core/scan/scan-row.ts';
import { buildScanTable } from '../core/scan/scan-table.ts';
import { savedScanArguments } from '../reporters/scan/rerun.ts';
import { renderScan, renderScanConclusion } from '../reporters/scan/terminal.ts';
import { scanWarnings } from '../reporters/scan/words.ts';
import { sentence } from '../reporters/shared/format.ts';
import { interruptionWords } from '../reporters/shared/warnings.ts';
import { EXIT } from './exit-status.ts';
import { scanDocuments } from './formats.ts';
import { commandOf, type ReportOptions, type Result } from './result.ts';

/** How to report a scan. */
interface ScanReportOptions extends Pick<ReportOptions, 'style' | 'rerun'> {
  /** Whether the report is only the conclusion. */
  readonly quiet: boolean;
  /** Whether rows are missing. */
  readonly interrupted?: true;
}

/** The result of a scan. */
export function scanResult(
  rows: readonly ScanRow[],
  { quiet, style, rerun, interrupted }: ScanReportOptions,
): Result {
  const table = buildScanTable(rows, interrupted);
  // The file of a scan that was interrupted lacks values.
  const command = commandOf(rerun, () => (interrupted ? undefined : savedScanArguments(rows)));
  const decided = rows.every(({ run }) => run.verdict.kind !== 'inconclusive');
  const report = quiet ? renderScanConclusion(table) : renderScan(table, style);
  return {
    report,
    documents: scanDocuments(table, defined({ command })),
    warnings: [
      ...scanWarnings(table),
      ...(interrupted ? [sentence(interruptionWords(rows.length, 'run'))] : []),
    ],
    status: decided ? EXIT.reached : EXIT.noVerdict,
  };
}
