import type { DiffRow, Outcome, RunDiff } from '../../core/diff/run-diff.ts';
import { diffCells, diffRowsOf, diffSummary, diffWarningWords } from '../shared/diff-words.ts';
import { shortTitle } from './command.ts';
import { html, type Markup } from './markup.ts';

/** The section that compares the run with an earlier one; `undefined` if there is no diff. */
export function renderDiffSection(diff: RunDiff | undefined): Markup | undefined {
  if (diff === undefined) return undefined;
  const warnings = diff.warnings.map(
    (warning) => html`<p class="warning">${diffWarningWords(warning)}</p> `,
  );
  return html`<section class="change" aria-labelledby="change">
    <h2 id="change">Compared with the earlier run</h2>
    <p><strong>${diffSummary(diff)}</strong></p>
    ${warnings}
    <div class="scroll" tabindex="0" role="region" aria-label="Comparison with the earlier run">
      <table>
        <caption>
          Before: ${shortTitle(diff.before)}
        </caption>
        <thead>
          <tr>
            <td></td>
            <th scope="col">before</th>
            <th scope="col">now</th>
            <th scope="col">change</th>
          </tr>
        </thead>
        <tbody>
          ${diffRowsOf(diff).map(diffRow)}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** Signs go with the words, so color is not the only difference. */
const SIGNS: Readonly<Record<Outcome, string>> = {
  better: '▲',
  worse: '▼',
  different: '◆',
  same: '=',
  'cannot-tell': '?',
};

function diffRow(row: DiffRow): Markup {
  const { name, before, after, change, outcome } = diffCells(row);
  return html`<tr class="${row.outcome}">
    <th scope="row">${name}</th>
    <td>${before}</td>
    <td>${after}</td>
    <td>${change} <span class="outcome">${SIGNS[row.outcome]} ${outcome}</span></td>
  </tr> `;
}
