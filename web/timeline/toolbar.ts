import { element } from '../shared/element.ts';
import { createButton } from './button.ts';
import type { Arrangement } from './layout.ts';
import type { ZoomLimits } from './view.ts';

/** What the buttons do. */
export interface ToolbarActions {
  readonly onZoom: (factor: number) => void;
  readonly onReset: () => void;
  readonly onArrange: (by: Arrangement) => void;
}

/** The buttons above a timeline. */
export interface Toolbar {
  readonly bar: HTMLElement;
  /** Marks the buttons that would have no effect as disabled. */
  readonly showLimits: (limits: ZoomLimits) => void;
}

/** Buttons to zoom, and to arrange the lanes if there is a choice. */
export function buildToolbar(
  name: string,
  by: Arrangement | undefined,
  actions: ToolbarActions,
): Toolbar {
  const { onZoom, onReset } = actions;
  const zoomOut = createButton('\u2212', 'Zoom out', () => onZoom(0.5));
  const zoomIn = createButton('+', 'Zoom in', () => onZoom(2));
  const all = createButton('All', 'All calls, from first to last', onReset);
  const label = { class: 'toolbar', role: 'group', 'aria-label': `${name}: view` };
  const bar = element('div', label);
  if (by !== undefined) bar.append(arrangementButtons(by, actions));
  bar.append(element('span', 'zoom', zoomOut, zoomIn, all));
  const showLimits = ({ canZoomIn, canZoomOut }: ZoomLimits): void => {
    zoomIn.setAttribute('aria-disabled', `${!canZoomIn}`);
    for (const button of [zoomOut, all]) button.setAttribute('aria-disabled', `${!canZoomOut}`);
  };
  return { bar, showLimits };
}

function arrangementButtons(by: Arrangement, { onArrange }: ToolbarActions): HTMLElement {
  const choices = (['instance', 'call'] as const).map((choice) => {
    const label = `by ${choice}`;
    const button = createButton(label, `Lanes ${label}`, () => {
      for (const other of choices) {
        other.button.setAttribute('aria-pressed', `${other.choice === choice}`);
      }
      onArrange(choice);
    });
    button.setAttribute('aria-pressed', `${choice === by}`);
    return { choice, button };
  });
  return element('span', 'arrange', ...choices.map(({ button }) => button));
}
