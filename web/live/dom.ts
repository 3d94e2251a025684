import { modeWords } from '../../src/reporters/shared/phrases.ts';

/** How the service of this page runs its calls, if it is a local one: `an instance per call`; else empty. */
export function serviceModeWords(): string {
  const { mode } = document.documentElement.dataset;
  return mode === 'one-process' || mode === 'instance-per-call' ? modeWords(mode) : '';
}

/**
 * The element with an id.
 * @throws if the markup has no element with this id and of this kind
 */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`expected an element with the id ${id}`);
}
