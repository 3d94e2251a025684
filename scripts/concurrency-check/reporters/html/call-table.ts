import { counted, formatMs } from '../../core/format.ts';
import { html, type Markup } from './markup.ts';
import type { PageData, PictureCall } from './page-data.ts';

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
  </details>`;
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
  const [name, full] = instance === undefined ? [] : (instances[instance] ?? []);
  return name === undefined ? '' : `${name} (${full})`;
}

function coldWord(cold: boolean | undefined): string {
  if (cold === undefined) return '';
  return cold ? 'cold' : 'warm';
}

function timeWords(ms: number | undefined): string {
  return ms === undefined ? '' : formatMs(ms);
}
