import { counted, formatMs } from '../shared/format.ts';
import { burstNotes } from '../shared/burst-notes.ts';
import { helloGoodbye, printedOrder } from '../shared/hello-goodbye.ts';
import { burstFacts, startedWords } from '../shared/phrases.ts';
import type { Burst, Run } from '../../core/run.ts';
import { largest } from '../../core/statistics.ts';
import { renderCallTable } from './call-table.ts';
import { legend } from './legend.ts';
import { html, type Markup } from './markup.ts';
import type { PageData, PictureCall, ServerTimes } from './page-data.ts';
import { renderPicture, sample } from './picture.ts';
import { progressSteps, progressWords, renderCurve } from './progress.ts';

/** A burst as the page shows it. */
export interface BurstView {
  readonly burst: Burst;
  /** `Burst 1 of 2`. */
  readonly title: string;
  readonly run: Pick<Run, 'target' | 'observed'>;
  /** Index of the burst in the page's data. */
  readonly index: number;
  readonly calls: readonly PictureCall[];
  readonly serverTimes: ServerTimes;
}

/** The section of a burst: its facts and notes, the timeline of its calls, and their table. */
export function renderBurst(view: BurstView, instances: PageData['instances']): Markup {
  const { burst, title, index, calls, run } = view;
  const facts = [...burstFacts(burst), startedWords(burst.timeline)].filter(Boolean);
  const notes = [shortOrder(burst), shorten(printedOrder(burst, '×')), ...burstNotes(burst, run)];
  return html`<section class="burst" aria-labelledby="burst-${index}">
    <h2 id="burst-${index}">${title}</h2>
    <p class="facts">${facts.map((fact) => html`<span>${fact}</span> `)}</p>
    ${notes.map(
      (line) => html`${line === undefined ? undefined : html`<p class="order">${line}</p> `}`,
    )}
    ${burst.timeline.answered.length === 0 ? undefined : renderFigure(view)}
    ${renderCallTable(calls, instances, title)}
  </section>`;
}

/** The timeline; if no call was answered, there is none, and the table says how they ended. */
function renderFigure(view: BurstView): Markup {
  const { index, title, calls, serverTimes } = view;
  return html`<figure
    class="timeline"
    data-burst="${index}"
    data-name="${title}"
    aria-labelledby="burst-${index}"
  >
    <div class="still">${stillPicture(view)}</div>
    ${legend(calls, serverTimes)}
  </figure>`;
}

/** In characters. Nobody reads a longer order of Hello and Goodbye. */
const LONGEST_ORDER = 160;

/** The order of Hello and Goodbye, cut if it is long; `undefined` if it is unknown. */
export function shortOrder({ timeline }: Burst): string | undefined {
  return shorten(helloGoodbye(timeline, '×'));
}

function shorten(order: string | undefined): string | undefined {
  if (order === undefined || order.length <= LONGEST_ORDER) return order;
  return `${order.slice(0, order.lastIndexOf(' ', LONGEST_ORDER))} …`;
}

/** When the last of these calls was received or sent, ms after the release; at least 0.001. */
export function endOf(calls: readonly PictureCall[]): number {
  return Math.max(0.001, largest(calls.map(({ sent, received }) => received ?? sent)) ?? 0);
}

function stillPicture({ calls, serverTimes, title }: BurstView): Markup {
  const endMs = endOf(calls);
  const rows = sample(calls).length;
  const drawn = rows < calls.length ? `, ${rows} of ${calls.length} shown` : '';
  const label = `Timeline of ${title}: ${counted(calls.length, 'call')} in ${formatMs(endMs)}`;
  const steps = progressSteps(calls, serverTimes);
  const most = steps.reduce((peak, { count }) => Math.max(peak, count), 0);
  const curveName = `${progressWords(serverTimes)}, at most ${most} at a time`;
  return html`<p class="curve-name">${curveName}</p>
    ${renderCurve(steps, { endMs, label: curveName })} ${renderPicture(calls, { endMs, label })}
    <p class="scale">
      <span>0 s</span><span>one row per call${drawn}</span><span>${formatMs(endMs)}</span>
    </p>`;
}
