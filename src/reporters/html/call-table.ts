import { counted, formatMs } from '../shared/format.ts';
import { html, type Markup } from './markup.ts';
import type { PageData, PictureCall } from './page-data.ts';
import { LONGEST_NAME, shortened } from './shorten.ts';

/** A table of every call: the timeline for readers who cannot see it, or who want exact numbers. */
export function renderCallTable(
  calls: readonly PictureCall[],
  instances: PageData['instances'],
  burst: string,
): Markup {
  const columns = columnsFor(calls);
  return html`<details class="calls">
    <summary>Table of ${counted(calls.length, 'call')}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Calls of ${burst}">
      <table>
        <caption>
          ${burst}: calls in the order in which they were served, times from the release on
        </caption>
        <thead>
          <tr>
            ${headings(columns).map((heading) => html`<th scope="col">${heading}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${calls.map((call) => tableRowOf(call, { instances, columns }))}
        </tbody>
      </table>
    </div>
    ${fullNames(calls, instances, burst)}
  </details>`;
}

/** Columns that only some tables have. */
interface OptionalColumns {
  /** When a connection was accepted and its request read; only if a call waited outside the server. */
  readonly outside: boolean;
  /** When the first byte came; only if an answer began noticeably before it ended. */
  readonly streamed: boolean;
}

function columnsFor(calls: readonly PictureCall[]): OptionalColumns {
  return {
    outside: calls.some((call) => (call.acceptedAt ?? call.readAt) !== undefined),
    streamed: calls.some(({ began }) => began !== undefined),
  };
}

function headings({ outside, streamed }: OptionalColumns): string[] {
  return [
    'call',
    'instance',
    'start',
    'outcome',
    'sent',
    ...(outside ? ['not accepted until', 'unread until'] : []),
    'handler started',
    'handler ended',
    ...(streamed ? ['first byte'] : []),
    'received',
    'duration',
  ];
}

/** The full names of the instances whose names the table shortens. */
function fullNames(
  calls: readonly PictureCall[],
  instances: PageData['instances'],
  burst: string,
): Markup | undefined {
  const present = new Set(calls.flatMap(({ instance }) => instance ?? []));
  const long = [...present]
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
  return html`<p>Full names of the instances:</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Full instance names of ${burst}">
      <dl class="names">${rows}</dl>
    </div>`;
}

function tableRowOf(
  call: PictureCall,
  { instances, columns }: { instances: PageData['instances']; columns: OptionalColumns },
): Markup {
  const { number, sent, acceptedAt, readAt, began, received, start, end, cold, outcome, note } =
    call;
  const took = received === undefined ? undefined : received - sent;
  const cells = [
    sent,
    ...(columns.outside ? [acceptedAt, readAt] : []),
    start,
    end,
    ...(columns.streamed ? [began] : []),
    received,
    took,
  ].map((ms) => html`<td>${timeCell(ms)}</td>`);
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

function timeCell(ms: number | undefined): string {
  return ms === undefined ? '' : formatMs(ms);
}
