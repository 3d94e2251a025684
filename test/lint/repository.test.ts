import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { actionSteps } from '../helpers/github/action.ts';
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

describe('the workflows and the action', () => {
  const workflows = readdirSync(path.join(ROOT, WORKFLOWS)).map((file) => `${WORKFLOWS}/${file}`);
  const actions = [...workflows, 'action.yml']
    .flatMap((file) => [...textOf(file).matchAll(/uses: (.*)/g)].map(([, action = '']) => action))
    .filter((action) => action !== './');

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

describe('the action', () => {
  const action = textOf('action.yml');
  const [inputs = '', steps = ''] = action.split(/^runs:\n/m);
  const names = [...inputs.matchAll(/^ {2}([\w-]+):\n {4}description: .+/gm)].map(
    ([, name]) => name,
  );

  it('describes its inputs and outputs', () => {
    const taken = ['target', 'command', 'calls', 'expect', 'against', 'artifact'];
    expect(names).toEqual([...taken, 'status', 'folder']);
    expect(steps).toMatch(/^ {2}using: composite$/m);
  });

  it('passes inputs to its scripts only through their environment', () => {
    const scripts = actionSteps().flatMap(({ script }) => script ?? []);
    expect(scripts).toHaveLength(3);
    for (const script of scripts) expect(script).not.toContain('${{');
  });

  it('names a shell for each script, as GitHub demands of a composite action', () => {
    for (const { script, text } of actionSteps()) {
      expect(text.includes('shell: bash')).toBe(script !== undefined);
    }
  });

  it('is used on the service of this repository', () => {
    expect(textOf(`${WORKFLOWS}/concurrency.yml`)).toContain('uses: ./\n');
  });
});
