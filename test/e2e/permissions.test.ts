import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fixture } from '../helpers/fixtures.ts';
import { COMMAND, ROOT } from '../helpers/run.ts';
import { scratchFolder } from '../helpers/scratch.ts';

/** Permissions do not apply to root, so root runs it as somebody else. */
const SOMEBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

function node(args: readonly string[], cwd = ROOT) {
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8', ...SOMEBODY });
}

/** A folder that nobody may write to. */
function readOnly(folder: string): string {
  chmodSync(folder, 0o555);
  onTestFinished(() => chmodSync(folder, 0o755));
  return folder;
}

describe('a folder that cannot be written', () => {
  it('is named once, before anything is done', () => {
    const file = path.join(readOnly(scratchFolder()), 'run.json');
    const args = ['--from', fixture('recordings/aws-sleep-50.json'), '--json', file];
    const { status, stdout, stderr } = node([COMMAND, ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      `concurrency-check: --json ${file}: cannot be written: permission denied\n`,
    );
  });
});

describe('a checkout that cannot be written', () => {
  it('is what the build says, in one line', () => {
    const folder = scratchFolder();
    for (const name of [
      'handlers',
      'package.json',
      'package-lock.json',
      'scripts',
      'src',
      'tsconfig.json',
      'web',
    ]) {
      cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
    }
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    readOnly(folder);
    const { status, stdout, stderr } = node(['scripts/build-command.mjs'], folder);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toMatch(
      /^concurrency-check: the build cannot write to [^\n]+\(EACCES\)[^\n]+\n$/,
    );
    expect(readdirSync(folder)).not.toContain('dist');
  });
});
