import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiPage } from '../../scripts/api/api-page.mjs';
import { runFileTypes } from '../../scripts/api/run-file-types.ts';
import { renderTypes } from '../../scripts/api/types.mjs';
import { ROOT } from '../helpers/run.ts';

const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

describe('the types of the package', () => {
  it('of the run file are those of its schema', () => {
    const written = textOf('src/api/run-file.ts');
    expect(written, 'out of date: run `npm run schema`').toBe(runFileTypes());
  });

  const files = Object.entries(renderTypes());

  it.each(files)('in types/%s are those of the sources', (name, types) => {
    expect(textOf(`types/${name}`), 'out of date: run `npm run types:write`').toBe(types);
  });

  it('are what docs/api.md describes', () => {
    const page = textOf('docs/api.md');
    const expected = apiPage(page, textOf('types/index.d.ts'));
    expect(page, 'out of date: run `npm run docs:api`').toBe(expected);
  });

  it('are in the files that package.json names', () => {
    const { exports } = JSON.parse(textOf('package.json'));
    const named = [exports['.'], exports['./vitest'], exports['./jest']];
    for (const { types } of named) expect(existsSync(path.join(ROOT, types))).toBe(true);
  });

  it('describe every declaration that is public', () => {
    const undescribed = files.flatMap(([name, text]) =>
      [...text.matchAll(/^(?<!\*\/\n)export (?!\*|\{).*$/gm)].map(([line]) => `${name}: ${line}`),
    );
    expect(undescribed).toEqual([]);
  });
});
