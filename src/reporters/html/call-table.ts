import { counted, formatMs } from '../shared/format.ts';
import { html, type Markup } from './markup.ts';
import type { PageData, PictureCall } from './page-data.ts';
import { LONGEST_NAME, shortened } from './shorten.ts';

const HEADINGS = [
  'call',
  'instance',
  'start',
  'outcome',
  'sent',
  'handler began',
  'handler ended',
  'received',
  'took',
] as const;

/** Every call with its numbers: the picture for those who do not see it, or want it exactly. */
export function renderCallTable(
  calls: readonly PictureCall[],
  instances: PageData['instances'],
  burst: string,
): Markup {
  return html`<details class="calls">
    <summary>${counted(calls.length, 'call')} as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Calls of ${burst}">
      <table>
        <caption>
          ${burst}: times since its release, in the order in which the calls began
        </caption>
        <thead>
          <tr>
            ${HEADINGS.map((heading) => html`<th scope="col">${heading}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${calls.map((call) => callRow(call, instances))}
        </tbody>
      </table>
    </div>
    ${fullNames(calls, instances, burst)}
  </details>`;
}

/** The names that the table shortens, each once. */
function fullNames(
  calls: readonly PictureCall[],
  instances: PageData['instances'],
  burst: string,
): Markup | undefined {
  const met = new Set(calls.flatMap(({ instance }) => instance ?? []));
  const long = [...met]
    .flatMap((instance) => [instances[instance] ?? ['', '']])
    .filter(([, full]) => shortened(full, LONGEST_NAME) !== full);
  if (long.length === 0) return undefined;
  const rows = long.map(
    ([name, full]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${full}</dd>
      </div> `,
  );
  return html`<p>Instances whose names are shortened in the table:</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Instances of ${burst}, in full">
      <dl class="names">${rows}</dl>
    </div>`;
}

function callRow(call: PictureCall, instances: PageData['instances']): Markup {
  const { number, sent, received, start, end, cold, outcome, note } = call;
  const took = received === undefined ? undefined : received - sent;
  const cells = [sent, start, end, received, took].map((ms) => html`<td>${timeWords(ms)}</td>`);
  return html`<tr>
    <th scope="row">${number}</th>
    <td>${instanceWords(call, instances)}</td>
    <td>${coldWord(cold)}</td>
    <td>${note ?? outcome}</td>
    ${cells}
  </tr> `;
}

function instanceWords({ instance }: PictureCall, instances: PageData['instances']): string {
  const [name, full = ''] = instance === undefined ? [] : (instances[instance] ?? []);
  return name === undefined ? '' : `${name} (${shortened(full, LONGEST_NAME)})`;
}

function coldWord(cold: boolean | undefined): string {
  if (cold === undefined) return '';
  return cold ? 'cold' : 'warm';
}

function timeWords(ms: number | undefined): string {
  return ms === undefined ? '' : formatMs(ms);
}
