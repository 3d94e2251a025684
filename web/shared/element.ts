/**
 * A new element. Attributes are given by name; a string is the class alone. Text is added as text,
 * so markup from outside is shown and never parsed.
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: string | Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const created = document.createElement(name);
  const named = typeof attributes === 'string' ? { class: attributes } : attributes;
  for (const [key, value] of Object.entries(named)) {
    if (value !== '' || key !== 'class') created.setAttribute(key, value);
  }
  created.append(...children);
  return created;
}
