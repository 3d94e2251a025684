import { button, make } from './elements.ts';
import type { Arrangement } from './layout.ts';

export interface Controls {
  readonly onZoom: (factor: number) => void;
  readonly onReset: () => void;
  readonly onArrange: (by: Arrangement) => void;
}

/** Buttons to zoom, and to lay the lanes out otherwise where that can be. */
export function toolbar(
  name: string,
  by: Arrangement | undefined,
  controls: Controls,
): HTMLElement {
  const { onZoom, onReset } = controls;
  const bar = make('div', { class: 'tools', role: 'group', 'aria-label': `${name}: view` });
  if (by !== undefined) bar.append(arrangements(by, controls));
  bar.append(
    make(
      'span',
      { class: 'zoom' },
      button('\u2212', 'Zoom out', () => onZoom(0.5)),
      button('+', 'Zoom in', () => onZoom(2)),
      button('All', 'All calls, from first to last', onReset),
    ),
  );
  return bar;
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
