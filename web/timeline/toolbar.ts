import { button, make } from './elements.ts';
import type { Arrangement } from './layout.ts';
import type { Limits } from './view.ts';

export interface Controls {
  readonly onZoom: (factor: number) => void;
  readonly onReset: () => void;
  readonly onArrange: (by: Arrangement) => void;
}

export interface Toolbar {
  readonly bar: HTMLElement;
  /** Marks what would do nothing. */
  readonly allow: (limits: Limits) => void;
}

/** Buttons to zoom, and to lay the lanes out otherwise where that can be. */
export function toolbar(name: string, by: Arrangement | undefined, controls: Controls): Toolbar {
  const { onZoom, onReset } = controls;
  const out = button('\u2212', 'Zoom out', () => onZoom(0.5));
  const closer = button('+', 'Zoom in', () => onZoom(2));
  const all = button('All', 'All calls, from first to last', onReset);
  const bar = make('div', { class: 'tools', role: 'group', 'aria-label': `${name}: view` });
  if (by !== undefined) bar.append(arrangements(by, controls));
  bar.append(make('span', { class: 'zoom' }, out, closer, all));
  const allow = (limits: Limits): void => {
    closer.setAttribute('aria-disabled', `${!limits.closer}`);
    for (const wider of [out, all]) wider.setAttribute('aria-disabled', `${!limits.further}`);
  };
  return { bar, allow };
}

function arrangements(by: Arrangement, { onArrange }: Controls): HTMLElement {
  const choices = (['instance', 'call'] as const).map((choice) => {
    const words = `by ${choice}`;
    const made = button(words, `Lanes ${words}`, () => {
      for (const { own, element } of choices) {
        element.setAttribute('aria-pressed', `${own === choice}`);
      }
      onArrange(choice);
    });
    made.setAttribute('aria-pressed', `${choice === by}`);
    return { own: choice, element: made };
  });
  return make('span', { class: 'arrange' }, ...choices.map(({ element }) => element));
}
