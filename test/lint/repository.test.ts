import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { ROOT } from '../helpers/run.ts';

const REPOSITORY = `https://github.com/${manifest.repository.replace('github:', '')}`;
const WORKFLOWS = '.github/workflows';

const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

describe('the address of the repository', () => {
  it('is the same throughout package.json', () => {
    expect(manifest.homepage).toBe(`${REPOSITORY}#readme`);
    expect(manifest.bugs).toBe(`${REPOSITORY}/issues`);
  });

  it('is where vulnerabilities are reported', () => {
    expect(textOf('.github/ISSUE_TEMPLATE/config.yml')).toContain(
      `url: ${REPOSITORY}/security/advisories/new\n`,
    );
  });
});

describe('the workflows', () => {
  const actions = readdirSync(path.join(ROOT, WORKFLOWS)).flatMap((file) =>
    [...textOf(`${WORKFLOWS}/${file}`).matchAll(/uses: (.*)/g)].map(([, action = '']) => action),
  );

  it('use actions', () => {
    expect(actions).not.toEqual([]);
  });

  it.each(actions)('pin %s by its commit, with the version in a comment', (action) => {
    expect(action).toMatch(/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('run on the oldest Node that package.json allows', () => {
    const oldest = /\d+/.exec(manifest.engines.node)?.[0];
    expect(textOf(`${WORKFLOWS}/ci.yml`)).toContain(`node: ['${oldest}', `);
  });
});
