import { html, type Markup } from './markup.ts';
import type { PictureCall, ServerTimes } from './page-data.ts';

/** With more calls than this rows may be too low for a line along a bar. */
const MANY_CALLS = 40;

/** What the looks of calls mean, of those that there are. */
export function legend(calls: readonly PictureCall[], serverTimes: ServerTimes): Markup {
  const served = calls.some(({ start }) => start !== undefined);
  const keys: readonly (readonly [boolean, string, string])[] = [
    [
      served,
      'waits',
      serverTimes === 'handler'
        ? 'waiting, between the marks where it was sent and received'
        : 'in flight',
    ],
    [calls.some(({ cold, start }) => start !== undefined && cold !== true), 'warm', 'being served'],
    [calls.some(({ cold }) => cold === true), 'cold', coldWords(calls.length)],
    [
      calls.some(({ start, outcome }) => start === undefined && outcome === 'answered'),
      'flight',
      'in flight: the target does not say when it served it',
    ],
    [calls.some(({ outcome }) => outcome === 'failed'), 'lost', 'failed (×)'],
    [calls.some(({ outcome }) => outcome === 'throttled'), 'throttled', 'throttled (○)'],
  ];
  const shown = keys.filter(([there]) => there);
  return html`<figcaption class="legend">
    ${shown.map(([, kind, words]) => html`<span class="key"><i class="${kind}"></i>${words}</span> `)}
  </figcaption>`;
}

function coldWords(calls: number): string {
  const line = 'being served by a cold instance (line along the bar';
  return calls > MANY_CALLS ? `${line}, where zoomed in far enough)` : `${line})`;
}
