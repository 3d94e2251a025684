import type { ComparisonCell } from '../core/comparison.ts';
import type { ScanTable } from '../core/scan/scan-table.ts';
import { valuesLabel } from '../reporters/scan/words.ts';
import type { ReportInput, RunsInput } from '../reporters/shared/report-input.ts';
import { renderComparisonJson, renderJson, renderScanJson } from '../reporters/json.ts';

/** The formats that are written to files, by the names of their options. */
export const FORMATS = ['json', 'html', 'trace', 'markdown', 'junit'] as const;
export type Format = (typeof FORMATS)[number];

/** Each is made only where it was asked for, and what makes it is only loaded then. */
export type Documents = Readonly<Record<Format, () => string | Promise<string>>>;

export function runDocuments(input: ReportInput): Documents {
  return {
    json: () => renderJson(input.run, input.diff),
    html: async () => (await import('../reporters/html/report.ts')).renderHtml(input),
    trace: async () => (await import('../reporters/trace/report.ts')).renderTrace(input),
    markdown: async () => (await import('../reporters/markdown/report.ts')).renderMarkdown(input),
    junit: async () => (await import('../reporters/junit/report.ts')).renderJunit(input),
  };
}

export function comparisonDocuments(cells: readonly ComparisonCell[], about: RunsInput): Documents {
  return {
    json: () => renderComparisonJson(cells, about),
    html: async () =>
      (await import('../reporters/html/comparison.ts')).renderComparisonHtml(cells, about),
    trace: async () => (await import('../reporters/trace/report.ts')).renderComparisonTrace(cells),
    markdown: async () =>
      (await import('../reporters/markdown/report.ts')).renderComparisonMarkdown(cells, about),
    junit: async () =>
      (await import('../reporters/junit/report.ts')).renderComparisonJunit(cells, about),
  };
}

export function scanDocuments(table: ScanTable, about: Pick<RunsInput, 'command'>): Documents {
  return {
    json: () => renderScanJson(table),
    html: async () => (await import('../reporters/scan/html.ts')).renderScanHtml(table, about),
    trace: async () => {
      const { renderRunsTrace } = await import('../reporters/trace/report.ts');
      const runs = table.rows.map(({ values, run }) => ({ name: valuesLabel(values), run }));
      return renderRunsTrace('scan', runs);
    },
    markdown: async () =>
      (await import('../reporters/scan/markdown.ts')).renderScanMarkdown(table, about),
    junit: async () => (await import('../reporters/scan/junit.ts')).renderScanJunit(table),
  };
}
