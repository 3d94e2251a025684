import type { ScanTable, ScanTableRow } from '../../core/scan/scan-table.ts';
import { renderCommand } from '../html/command.ts';
import { renderDocument } from '../html/document.ts';
import { html, type Markup } from '../html/markup.ts';
import { renderRuns, viewRuns } from '../html/runs.ts';
import { kindMark, renderWarnings } from '../html/verdict.ts';
import { clientWords } from '../shared/phrases.ts';
import {
  conclusion,
  noVerdictLines,
  resultColumns,
  scanTitle,
  scanWarnings,
  usageLegend,
  valueColumns,
  valuesLabel,
  type ScanColumn,
} from './words.ts';

/** The scan as a self-contained page: the table, what it shows, and the last burst of each run. */
export function renderScanHtml(
  table: ScanTable,
  { command }: { readonly command?: string } = {},
): string {
  const runs = viewRuns(table.rows.map(({ values, run }) => ({ name: valuesLabel(values), run })));
  return renderDocument({
    title: `Scan: ${scanTitle(table)}`,
    data: runs.data,
    client: table.rows.map(({ run }) => clientWords(run)).find((words) => words !== undefined),
    body: html`<header><h1>${scanTitle(table)}</h1></header>
      <section aria-label="Scan">
        ${renderTable(table)}
        ${[...conclusion(table), usageLegend(table)].map(
          (line) => html`${line === undefined ? undefined : html`<p>${line}</p> `}`,
        )}
        ${noVerdictLines(table).map(([first = '', ...output]) =>
          output.length === 0
            ? html`<p>${first}</p> `
            : html`<p>${first}</p>
                <pre>${output.map((line) => html`${line}<br />`)}</pre> `,
        )}
      </section>
      ${renderWarnings(scanWarnings(table))} ${renderRuns(runs)} ${renderCommand(command)}`,
  });
}

function renderTable(table: ScanTable): Markup {
  const values = valueColumns(table);
  const results = resultColumns(table);
  return html`<div class="scroll scan" tabindex="0" role="region" aria-label="Table of the runs">
    <table>
      <thead>
        <tr>
          <td></td>
          ${[...values, ...results].map(
            ({ heading, isNumber }) =>
              html`<th scope="col" class="${alignment(isNumber)}">${heading}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${table.rows.map(
          (row) =>
            html`<tr class="${row.marked ? 'marked' : 'other'}">
              <td>${row.marked ? 'marked ▶' : ''}</td>
              ${values.map(
                ({ isNumber, cell }) =>
                  html`<th scope="row" class="${alignment(isNumber)}">${cell(row)}</th>`,
              )}
              ${results.map((column) => resultCell(row, column))}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

function resultCell(row: ScanTableRow, { heading, isNumber, cell }: ScanColumn): Markup {
  const content = heading === 'verdict' ? kindMark(row.run.verdict) : cell(row);
  return html`<td class="${alignment(isNumber)}">${content}</td>`;
}

function alignment(isNumber: boolean): string {
  return isNumber ? 'number' : 'text';
}
