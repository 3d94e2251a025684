import { make } from './elements.ts';
import { toolbar, type Controls, type Toolbar } from './toolbar.ts';
import type { Rectangle } from './geometry.ts';
import type { Arrangement } from './layout.ts';

/** What a timeline is made of, in the figure that held its still picture. */
export interface Stage {
  readonly curve: HTMLElement;
  /** Takes the focus and scrolls; the canvas stays in its view. */
  readonly lanes: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** As tall as all rows are. */
  readonly spacer: HTMLElement;
  /** Around the call that is selected, and the rectangle that is being drawn. */
  readonly ring: HTMLElement;
  readonly box: HTMLElement;
  readonly tip: HTMLElement;
  readonly readout: HTMLElement;
  /** Says which stretch of time is shown. */
  readonly stretch: HTMLElement;
  readonly allow: Toolbar['allow'];
}

const HINT =
  'Arrow keys move between calls, with Shift along time; + and \u2212 zoom, 0 shows all. Drag over a stretch, pinch, or turn the wheel with Ctrl.';

export function buildStage(
  figure: HTMLElement,
  options: { readonly by: Arrangement | undefined; readonly curveName: string },
  controls: Controls,
): Stage {
  const { by, curveName } = options;
  const name = figure.dataset['name'] ?? '';
  const id = `hint-${figure.dataset['burst'] ?? ''}`;
  const canvas = make('canvas', { 'aria-hidden': 'true' });
  const [spacer, ring, box, tip] = [layer('spacer'), layer('ring'), layer('box'), layer('tip')];
  for (const unseen of [ring, box, tip]) unseen.hidden = true;
  const lanes = make(
    'div',
    lanesAttributes(name, id),
    make('div', { class: 'sheet' }, canvas, ring, box),
    spacer,
  );
  const curve = make('div', { class: 'curve', 'aria-hidden': 'true' });
  const readout = make('output', { class: 'readout' });
  const stretch = make('output', { class: 'stretch' });
  const { bar, allow } = toolbar(name, by, controls);
  const stage = make(
    'div',
    { class: 'stage' },
    bar,
    make('p', { class: 'curve-name' }, curveName),
    curve,
    lanes,
    tip,
    make('div', { class: 'says' }, make('p', { class: 'hint', id }, HINT), readout, stretch),
  );
  figure.prepend(stage);
  figure.classList.add('live');
  return { curve, lanes, canvas, spacer, ring, box, tip, readout, stretch, allow };
}

/** Neither a list nor a table to a screen reader: keys come through, and what they reach is read out. */
function lanesAttributes(name: string, hint: string): Readonly<Record<string, string>> {
  return {
    class: 'lanes',
    tabindex: '0',
    role: 'application',
    'aria-roledescription': 'timeline',
    'aria-label': name,
    'aria-describedby': hint,
  };
}

function layer(kind: string): HTMLElement {
  return make('div', { class: kind, 'aria-hidden': 'true' });
}

/** A name in bold and its facts, as text. */
export function say(
  element: HTMLElement,
  { name, facts }: { readonly name: string; readonly facts: readonly string[] },
): void {
  element.replaceChildren(
    make('strong', {}, name),
    ...facts.flatMap((fact) => [' ', make('span', {}, fact)]),
  );
}

/** Puts a layer over a rectangle of the sheet, or away. */
export function place(element: HTMLElement, at: Rectangle | undefined): void {
  element.hidden = at === undefined;
  if (at === undefined) return;
  element.style.transform = `translate(${at.left}px, ${at.top}px)`;
  element.style.width = `${at.width}px`;
  element.style.height = `${at.height}px`;
}

/** Puts the tip beside the pointer, within the width of the lanes and, where it can be, of the window. */
export function placeTip(
  { tip, lanes }: Stage,
  at: { readonly x: number; readonly y: number },
): void {
  const room = lanes.clientWidth - tip.offsetWidth - 4;
  const x = Math.max(0, Math.min(room, at.x + 14));
  const below = lanes.getBoundingClientRect().top + at.y + 18;
  const above = below + tip.offsetHeight > window.innerHeight ? tip.offsetHeight + 30 : 0;
  tip.style.transform = `translate(${x}px, ${lanes.offsetTop + at.y + 18 - above}px)`;
}

/** Scrolls as little as shows a row. */
export function scrollToRow(lanes: HTMLElement, top: number, height: number): void {
  const least = top + height - lanes.clientHeight;
  lanes.scrollTop = Math.min(top, Math.max(least, lanes.scrollTop));
}
