import { element } from '../shared/element.ts';

/**
 * A button with a visible label and an accessible name. Unlike `disabled`, `aria-disabled="true"`
 * ignores clicks without taking the focus away.
 */
export function createButton(label: string, name: string, onClick: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', 'aria-label': name, title: name }, label);
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') !== 'true') onClick();
  });
  return button;
}
