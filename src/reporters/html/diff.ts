import type { RunDiff, DiffRow } from '../../core/diff/diff-runs.ts';
import { shortTitle } from './command.ts';
import { html, type Markup } from './markup.ts';

/** The run beside an earlier one, row by row. */
export function renderDiff(change: RunDiff | undefined): Markup | undefined {
  if (change === undefined) return undefined;
  const warnings = change.warnings.map((warning) => html`<p class="warning">${warning}</p> `);
  return html`<section class="change" aria-labelledby="change">
    <h2 id="change">Beside the earlier run</h2>
    <p><strong>${change.summary}</strong></p>
    ${warnings}
    <div class="scroll" tabindex="0" role="region" aria-label="Before and now">
      <table>
        <caption>
          Before: ${shortTitle(change.before)}
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
          ${change.rows.map(diffRow)}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** Told by a sign and a word, not by colour alone. */
const SIGNS: Readonly<Record<DiffRow['outcome'], string>> = {
  better: '▲ better',
  worse: '▼ worse',
  different: '◆ different',
  same: '= same',
  'cannot tell': '? cannot tell',
};

function diffRow({ name, before, after, change, outcome }: DiffRow): Markup {
  const kind = outcome.replace(' ', '-');
  return html`<tr class="${kind}">
    <th scope="row">${name}</th>
    <td>${before}</td>
    <td>${after}</td>
    <td>${change} <span class="outcome">${SIGNS[outcome]}</span></td>
  </tr> `;
}
