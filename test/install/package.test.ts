import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../helpers/run.ts';
import { tarball, TOOLS } from './places.ts';
import { emptyProject, installWithoutAsking, projectWith, runIn } from './project.ts';

const tool = (name: string): string => path.join(TOOLS, 'node_modules/.bin', name);

it('the package holds the command, the API with its types, the plugin, the schema and the licenses, and nothing else', () => {
  const list = execFileSync('tar', ['tzf', tarball()], { encoding: 'utf8' }).trim().split('\n');
  const kinds = list.map((file) =>
    file.replace(/^package\//, '').replace(/^(dist\/parts\/).*\.mjs$/, '$1'),
  );
  expect([...new Set(kinds)].toSorted()).toEqual([
    'LICENSE',
    'README.md',
    'dist/THIRD-PARTY-LICENSES.txt',
    'dist/concurrency-check.mjs',
    'dist/index.mjs',
    'dist/parts/',
    'dist/serverless.mjs',
    'dist/vitest.mjs',
    'package.json',
    'schema/run-file.schema.json',
    'types/index.d.ts',
    'types/jest.d.ts',
    'types/matchers.d.ts',
    'types/vitest.d.ts',
  ]);
});

it('the package has no dependencies, and is as large as docs/api.md says', () => {
  const folder = projectWith(tarball());
  const installed = runIn(folder, ['npm', 'ls', '--all', '--parseable']).stdout.trim().split('\n');
  expect(installed).toHaveLength(2); // the project and the package
  const size = ['du', '-sk', '--apparent-size', 'node_modules/concurrency-check'];
  const megabytes = Number.parseInt(runIn(folder, size).stdout, 10) / 1_000;
  const page = readFileSync(path.join(ROOT, 'docs/api.md'), 'utf8');
  const [, stated] = /take ([\d.]+) MB installed/.exec(page) ?? [];
  expect(Math.abs(megabytes - Number(stated))).toBeLessThan(0.15);
});

it('npm installs the package without asking whether its scripts may run', () => {
  installWithoutAsking(emptyProject(), tarball());
});

it('publint finds nothing', () => {
  const { status, stdout } = runIn(TOOLS, [tool('publint'), '--strict', tarball()]);
  expect(stdout).toContain('All good!');
  expect(status).toBe(0);
});

it('are-the-types-wrong finds nothing, except for CommonJS, which the package does not support', () => {
  // Only the framework loads the plugin, which needs no types.
  const untyped = ['--exclude-entrypoints', 'serverless'];
  const args = ['--profile', 'esm-only', '--no-color', '--no-emoji', ...untyped];
  const { status, stdout } = runIn(TOOLS, [tool('attw'), tarball(), ...args]);
  expect(stdout).toContain('concurrency-check/vitest');
  expect(status).toBe(0);
});
