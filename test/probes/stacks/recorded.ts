import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../helpers/run.ts';

/** What a tool printed: see the README beside. */
export function recorded(name: string): string {
  return readFileSync(path.join(ROOT, 'test/fixtures/stacks', name), 'utf8');
}
