import { modeWords } from '../../src/reporters/shared/phrases.ts';

/** How the service of this page runs its calls, if it is a local one: `an instance per call`; else empty. */
export function serviceModeWords(): string {
  const { mode } = document.documentElement.dataset;
  return mode === 'one-process' || mode === 'instance-per-call' ? modeWords(mode) : '';
}
