import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect } from 'vitest';
import { ROOT, type Ended } from '../helpers/run.ts';
import { TOOLS } from './places.ts';

/** A new project: a folder with only a package.json. It is removed after the tests of the file. */
export function emptyProject(where: 'anywhere' | 'with-tools' = 'anywhere'): string {
  const parent = where === 'anywhere' ? tmpdir() : path.join(TOOLS, 'projects');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, 'concurrency-check-install-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  addFiles(folder, { 'package.json': '{ "private": true, "type": "module" }\n' });
  return folder;
}

/** Such a project with the package installed: a tarball, or a repository. */
export function projectWith(spec: string, where?: 'anywhere' | 'with-tools'): string {
  const folder = emptyProject(where);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', spec], {
    cwd: folder,
    stdio: 'pipe',
  });
  return folder;
}

/** Installs a tarball or a repository, and expects that npm doesn't ask whether its scripts may run, as npm 11 can. */
export function installWithoutAsking(folder: string, spec: string): void {
  const install = ['npm', 'install', '--no-audit', '--strict-allow-scripts', spec];
  const { status, stderr } = runIn(folder, install);
  expect(stderr).not.toMatch(/install.scripts/);
  expect(status).toBe(0);
}

/** Writes files into a project. */
export function addFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), content);
  }
}

/** Runs a program in a project, and waits for its end. */
export function runIn(
  folder: string,
  command: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Ended {
  const [program = '', ...args] = command;
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    // What npm tells its scripts of this repository would mislead the npm of the project.
    env: { ...ownEnvironment(), ...env },
    encoding: 'utf8',
    timeout: 110_000,
  });
  return { status, stdout, stderr };
}

function ownEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VITEST|NODE_ENV)/i.test(name),
  );
  return Object.fromEntries(kept);
}

/**
 * What to start as a server: it waits, or blocks its only thread while it waits. `{port}` is its port.
 * A call that blocks takes half as long as one that waits, since several of them queue.
 */
export function serverCommand(program: 'node-waiting.mjs' | 'node-blocking.mjs'): string[] {
  const file = path.join(ROOT, 'test/servers/programs', program);
  const waitMs = program === 'node-blocking.mjs' ? 150 : 300;
  return ['env', `WAIT_MS=${waitMs}`, 'PORT={port}', process.execPath, file];
}
