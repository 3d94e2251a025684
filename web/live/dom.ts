/**
 * The element with an id.
 * @throws if the markup has no element with this id and of this kind
 */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`expected an element with the id ${id}`);
}
