import { html, type Markup } from './markup.ts';
import { outsideSpans } from '../../core/observed/outside-spans.ts';
import type { PictureCall, ServerTimes } from './page-data.ts';

/** With more calls than this, rows may be too low to show a line along a bar. */
const MANY_CALLS = 40;

/** Whether a key is needed, its CSS class, and what it means. */
type Key = readonly [boolean, string, string];

/** The legend of a timeline, with only the keys that its calls need. */
export function legend(calls: readonly PictureCall[], serverTimes: ServerTimes): Markup {
  const named = calls.some(({ instance, start }) => instance !== undefined && start !== undefined);
  const served = calls.some(({ start }) => start !== undefined);
  const outside = outsideKeys(calls);
  const keys: readonly Key[] = [
    [
      served,
      'waits',
      serverTimes === 'handler'
        ? 'waiting; marks show when the call was sent and received'
        : 'in flight',
    ],
    ...outside,
    [
      calls.some(({ cold, start }) => start !== undefined && cold !== true),
      named ? 'served' : 'warm',
      named ? 'being served, one color per instance' : 'being served',
    ],
    [calls.some(({ cold }) => cold === true), named ? 'cold named' : 'cold', coldKey(calls.length)],
    [
      calls.some(({ start, outcome }) => start === undefined && outcome === 'answered'),
      'flight',
      `${outside.some(([there]) => there) ? 'inside the server' : 'in flight'}; the target does not report when it served the call`,
    ],
    [calls.some(({ began }) => began !== undefined), 'stream', 'the answer has begun'],
    [calls.some(({ outcome }) => outcome === 'failed'), 'failed', 'failed (×)'],
    [calls.some(({ outcome }) => outcome === 'throttled'), 'throttled', 'throttled (○)'],
  ];
  const shown = keys.filter(([there]) => there);
  return html`<figcaption class="legend">
    ${shown.map(([, kind, words]) => html`<span class="key"><i class="${kind}"></i>${words}</span> `)}
  </figcaption>`;
}

function outsideKeys(calls: readonly PictureCall[]): readonly Key[] {
  const spans = calls.map(outsideSpans);
  return [
    [
      spans.some(({ notAccepted }) => notAccepted !== undefined),
      'not-accepted',
      'connection not accepted',
    ],
    [
      spans.some(({ unread }) => unread !== undefined),
      'unread',
      'accepted, but the request is unread',
    ],
  ];
}

function coldKey(calls: number): string {
  const line = 'served by a cold instance (line along the bar';
  return calls > MANY_CALLS ? `${line}, visible when zoomed in)` : `${line})`;
}
