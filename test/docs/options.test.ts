import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { optionsPage } from '../../scripts/options-page.ts';
import { HELP } from '../../src/cli/help.ts';
import { ROOT } from '../helpers/run.ts';

const page = readFileSync(path.join(ROOT, 'docs/options.md'), 'utf8');

describe('docs/options.md', () => {
  it('shows what --help prints', () => {
    expect(page, 'out of date: run `npm run docs:options`').toBe(optionsPage(page));
    expect(page).toContain(HELP);
  });

  it('cannot be written without its marks', () => {
    expect(() => optionsPage('# Options\n')).toThrow('docs/options.md: expected the line');
  });
});
