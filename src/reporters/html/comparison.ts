import type { ComparisonCell } from '../../core/comparison.ts';
import { formatMs } from '../shared/format.ts';
import { clientWords, cellWords, makespanWords, modeWords, routeWords } from '../shared/phrases.ts';
import { endOf, shortOrder, type BurstView } from './burst.ts';
import { renderDocument } from './document.ts';
import { html, type Markup } from './markup.ts';
import { renderPicture } from './picture.ts';
import { renderRuns, viewRuns } from './runs.ts';
import { renderCommand } from './command.ts';
import type { RunsInput } from '../shared/report-input.ts';
import { comparisonWarnings } from '../shared/warnings.ts';
import { kindMark, renderWarnings } from './verdict.ts';

type Mode = ComparisonCell['mode'];

interface ShownCell extends ComparisonCell {
  /** The last burst, which the cell shows. */
  readonly shown: BurstView | undefined;
}

/**
 * The comparison as a self-contained page: a table with a row per route, a column per mode, and the
 * verdict and a small timeline in each cell; below it the last burst of each run, call by call.
 */
export function renderComparisonHtml(
  comparison: readonly ComparisonCell[],
  about: RunsInput = {},
): string {
  const runs = viewRuns(comparison.map((cell) => ({ name: nameOf(cell), run: cell.run })));
  const cells = comparison.map((cell, nth) => ({ ...cell, shown: runs.shown[nth] }));
  return renderDocument({
    title: 'Do calls run in parallel? Comparison of the routes',
    data: runs.data,
    client: cells.map(({ run }) => clientWords(run)).find((words) => words !== undefined),
    body: html`<header>
        <h1>Do calls run in parallel?</h1>
        <p>The timelines of a row share one time axis.</p>
      </header>
      ${renderTable(cells)} ${renderWarnings(comparisonWarnings(comparison, about))}
      ${renderRuns(runs)} ${renderCommand(about.command)}`,
  });
}

function nameOf({ route, mode }: ComparisonCell): string {
  return `${route}, ${modeWords(mode)}`;
}

function renderTable(cells: readonly ShownCell[]): Markup {
  const modes = [...new Set(cells.map(({ mode }) => mode))];
  const routes = [...new Set(cells.map(({ route }) => route))];
  return html`<div class="scroll comparison" tabindex="0" role="region" aria-label="Comparison">
      <table>
        <thead>
          <tr>
            <td></td>
            ${modes.map((mode) => html`<th scope="col">${modeWords(mode)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${routes.map((route) => tableRow(cells, route, modes))}
        </tbody>
      </table>
    </div>
    <p class="legend">
      <span class="key"><i class="waits"></i>waiting</span>
      <span class="key"><i class="warm"></i>being served</span>
      <span class="key"><i class="cold"></i>served by a cold instance</span>
    </p>`;
}

function tableRow(cells: readonly ShownCell[], route: string, modes: readonly Mode[]): Markup {
  const own = modes.map((mode) => ({
    mode,
    cell: cells.find((cell) => cell.route === route && cell.mode === mode),
  }));
  const endMs = Math.max(...own.map(({ cell }) => endOf(cell?.shown?.calls ?? [])));
  return html`<tr>
    <th scope="row"><code>${route}</code> <span class="note">${routeWords(route)}</span></th>
    ${own.map(
      ({ mode, cell }) =>
        html`<td><span class="mode">${modeWords(mode)}</span>${cellContent(cell, endMs)}</td> `,
    )}
  </tr> `;
}

function cellContent(cell: ShownCell | undefined, endMs: number): Markup {
  if (cell?.shown === undefined) return html`<p>not measured</p>`;
  const { verdict } = cell.run;
  const { burst, calls } = cell.shown;
  const label = `${nameOf(cell)}: ${verdict.kind}, ${cellWords(verdict)}`;
  return html`${kindMark(verdict)}
    <p>${cellWords(verdict)}<br />${makespanWords(burst.timeline)}</p>
    ${renderPicture(calls, { endMs, label })}
    <p class="scale"><span>0 s</span><span>${formatMs(endMs)}</span></p>
    <p class="order">${shortOrder(burst)}</p>`;
}
