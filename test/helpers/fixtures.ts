import { fileURLToPath } from 'node:url';

/** Where a file of test/fixtures is. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}
