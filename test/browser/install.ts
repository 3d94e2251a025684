import { debianProgram } from '../helpers/install.ts';

/** Installs Chromium unless it is installed already. */
export function setup(): void {
  chromium();
}

/** The path of Debian's Chromium, which is installed first if necessary. */
export function chromium(): string {
  return debianProgram('chromium');
}
