import { counted, formatMs } from '../shared/format.ts';
import { burstNotes } from '../shared/burst-notes.ts';
import { helloGoodbye } from '../shared/hello-goodbye.ts';
import { burstFacts, startedWords } from '../shared/phrases.ts';
import type { Burst } from '../../core/run.ts';
import type { TargetDescription } from '../../core/target-description.ts';
import { largest } from '../../core/statistics.ts';
import { renderCallTable } from './call-table.ts';
import { legend } from './legend.ts';
import { html, type Markup } from './markup.ts';
import type { PageData, PictureCall, ServerTimes } from './page-data.ts';
import { renderPicture, sample } from './picture.ts';
import { progressSteps, progressWords, renderCurve } from './progress.ts';

export interface ShownBurst {
  readonly burst: Burst;
  /** `Burst 1 of 2`. */
  readonly title: string;
  readonly target: TargetDescription | undefined;
  /** Where its calls stand in the data of the page. */
  readonly index: number;
  readonly calls: readonly PictureCall[];
  readonly serverTimes: ServerTimes;
}

/** A burst: what is to be said of it, the picture of its calls, and their table. */
export function renderBurst(shown: ShownBurst, instances: PageData['instances']): Markup {
  const { burst, title, index, calls, serverTimes, target } = shown;
  const facts = [...burstFacts(burst), startedWords(burst.timeline)].filter(Boolean);
  const said = [orderWords(burst), ...burstNotes(burst, target)];
  return html`<section class="burst" aria-labelledby="burst-${index}">
    <h2 id="burst-${index}">${title}</h2>
    <p class="facts">${facts.map((fact) => html`<span>${fact}</span> `)}</p>
    ${said.map(
      (line) => html`${line === undefined ? undefined : html`<p class="order">${line}</p> `}`,
    )}
    <figure
      class="timeline"
      data-burst="${index}"
      data-name="${title}"
      aria-labelledby="burst-${index}"
    >
      <div class="still">${stillPicture(shown)}</div>
      ${legend(calls, serverTimes)}
    </figure>
    ${renderCallTable(calls, instances, title)}
  </section>`;
}

/** More of the order of Hello and Goodbye than this nobody reads. */
const LONGEST_ORDER = 160;

export function orderWords({ timeline }: Burst): string | undefined {
  const order = helloGoodbye(timeline, '×');
  if (order === undefined || order.length <= LONGEST_ORDER) return order;
  return `${order.slice(0, order.lastIndexOf(' ', LONGEST_ORDER))} …`;
}

/** The latest time that a picture of these calls has to show, ms. */
export function endOf(calls: readonly PictureCall[]): number {
  return Math.max(0.001, largest(calls.map(({ sent, received }) => received ?? sent)) ?? 0);
}

function stillPicture({ calls, serverTimes, title }: ShownBurst): Markup {
  const endMs = endOf(calls);
  const rows = sample(calls).length;
  const drawn = rows < calls.length ? `, ${rows} of the ${calls.length}` : '';
  const label = `Timeline of ${title}: ${counted(calls.length, 'call')} within ${formatMs(endMs)}`;
  const steps = progressSteps(calls, serverTimes);
  const most = steps.reduce((peak, { count }) => Math.max(peak, count), 0);
  return html`<p class="curve-name">${progressWords(serverTimes)}, at most ${most}</p>
    ${renderCurve(steps, { endMs, label: `${progressWords(serverTimes)}: at most ${most} at a time` })}
    ${renderPicture(calls, { endMs, label })}
    <p class="scale">
      <span>0 s</span><span>a row for each call${drawn}</span><span>${formatMs(endMs)}</span>
    </p>`;
}
