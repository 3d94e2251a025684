import { debianProgram } from '../helpers/install.ts';

/** Installs the browser where it is not there yet. */
export function setup(): void {
  chromium();
}

/** Where Chromium is; Debian's, installed if need be. */
export function chromium(): string {
  return debianProgram('chromium');
}
