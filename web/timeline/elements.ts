/** An element with attributes and children. Text is set as text, so that nothing in it is markup. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/**
 * A button, with the name that is read out where its face is a sign. `aria-disabled` stops it, and
 * leaves it the focus, which `disabled` would take away.
 */
export function button(face: string, name: string, onClick: () => void): HTMLButtonElement {
  const made = make('button', { type: 'button', 'aria-label': name, title: name }, face);
  made.addEventListener('click', () => {
    if (made.getAttribute('aria-disabled') !== 'true') onClick();
  });
  return made;
}
