import { clamp } from '../../src/core/statistics.ts';
import { element } from '../shared/element.ts';
import type { CallDescription } from './words.ts';
import type { Rectangle } from './geometry.ts';
import type { Arrangement } from './layout.ts';
import { buildToolbar, type Toolbar, type ToolbarActions } from './toolbar.ts';

/** The elements of an interactive timeline. They replace the still picture in its figure. */
export interface FigureDom {
  readonly curve: HTMLElement;
  /** Takes the focus and scrolls. The canvas stays in its visible part. */
  readonly lanes: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** As tall as all rows together, so `lanes` has a scroll bar of the right size. */
  readonly spacer: HTMLElement;
  /** Frames the selected call. */
  readonly ring: HTMLElement;
  /** The rectangle being dragged to zoom into. */
  readonly box: HTMLElement;
  readonly tooltip: HTMLElement;
  /** Describes the selected call. */
  readonly readout: HTMLElement;
  readonly shownRange: HTMLElement;
  readonly showLimits: Toolbar['showLimits'];
}

const HINT =
  'Arrow keys move between calls, and with Shift along the time axis. + and \u2212 zoom, 0 shows all. Or drag across a range, pinch, or scroll with Ctrl.';

/** Builds the interactive timeline inside a figure. */
export function buildFigureDom(
  figure: HTMLElement,
  options: { readonly by: Arrangement | undefined; readonly curveName: string },
  actions: ToolbarActions,
): FigureDom {
  const { by, curveName } = options;
  const name = figure.dataset['name'] ?? '';
  const hintId = `hint-${figure.dataset['burst'] ?? ''}`;
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  const [spacer, ring, box] = [createLayer('spacer'), createLayer('ring'), createLayer('box')];
  const tooltip = createLayer('tooltip');
  for (const layer of [ring, box, tooltip]) layer.hidden = true;
  const sheet = element('div', 'sheet', canvas, ring, box);
  const lanes = element('div', lanesAttributes(name, hintId), sheet, spacer);
  const curve = element('div', { class: 'curve', 'aria-hidden': 'true' });
  const readout = element('output', 'readout');
  const shownRange = element('output', 'shown-range');
  const hint = element('p', { class: 'hint', id: hintId }, HINT);
  const { bar, showLimits } = buildToolbar(name, by, actions);
  figure.prepend(
    element(
      'div',
      'interactive',
      bar,
      element('p', 'curve-name', curveName),
      curve,
      lanes,
      tooltip,
    ),
  );
  // Below the legend, since room is reserved for the description of a call.
  figure.after(element('div', 'texts', hint, readout, shownRange));
  figure.classList.add('live');
  return { curve, lanes, canvas, spacer, ring, box, tooltip, readout, shownRange, showLimits };
}

/** With the role `application` a screen reader passes keys through; the readout announces the call. */
function lanesAttributes(name: string, hintId: string): Readonly<Record<string, string>> {
  return {
    class: 'lanes',
    tabindex: '0',
    role: 'application',
    'aria-roledescription': 'timeline',
    'aria-label': name,
    'aria-describedby': hintId,
  };
}

function createLayer(className: string): HTMLElement {
  return element('div', { class: className, 'aria-hidden': 'true' });
}

/** Replaces the content of `target` with the description of a call, its name in bold. */
export function showCall(target: HTMLElement, { name, facts }: CallDescription): void {
  target.replaceChildren(
    element('strong', {}, name),
    ...facts.flatMap((fact) => [' ', element('span', {}, fact)]),
  );
}

/** Moves a layer over a rectangle of the sheet, or hides it if there is none. */
export function positionLayer(layer: HTMLElement, at: Rectangle | undefined): void {
  layer.hidden = at === undefined;
  if (at === undefined) return;
  layer.style.transform = `translate(${at.left}px, ${at.top}px)`;
  layer.style.width = `${at.width}px`;
  layer.style.height = `${at.height}px`;
}

/** Moves the tooltip next to the pointer, within the lanes and, if possible, within the window. */
export function positionTooltip(
  { tooltip, lanes }: FigureDom,
  at: { readonly x: number; readonly y: number },
): void {
  const room = lanes.clientWidth - tooltip.offsetWidth - 4;
  const x = clamp(at.x + 14, 0, Math.max(0, room));
  const below = lanes.getBoundingClientRect().top + at.y + 18;
  const fitsBelow = below + tooltip.offsetHeight <= window.innerHeight;
  const up = fitsBelow ? 0 : tooltip.offsetHeight + 30;
  tooltip.style.transform = `translate(${x}px, ${lanes.offsetTop + at.y + 18 - up}px)`;
}

/** Scrolls just far enough to show a row. */
export function scrollToRow(lanes: HTMLElement, top: number, height: number): void {
  const least = top + height - lanes.clientHeight;
  lanes.scrollTop = Math.min(top, Math.max(least, lanes.scrollTop));
}
