import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { installVenv } from '../helpers/install.ts';
import { ROOT } from '../helpers/run.ts';
import { CLONE, HOME, NODE_VERSIONS, nodeProgram, PYTHON, TARBALLS, TOOLS } from './places.ts';

const run = promisify(execFile);

/** Installs what the package is tried with, unless it is there, and packs the sources as they are now. */
export async function setup(): Promise<void> {
  await installUsers();
  cloneSources();
  await pack();
}

/** Installs what the package is tried with: the tools, the versions of Node, and pytest. */
export async function installUsers(): Promise<void> {
  mkdirSync(TOOLS, { recursive: true });
  // npm mostly waits for what it downloads.
  const installed = Promise.all([installTools(), ...NODE_VERSIONS.map(installNode)]);
  const venv = path.dirname(path.dirname(PYTHON));
  installVenv(venv, path.join(ROOT, 'test/install/requirements.txt'));
  await installed;
}

async function installTools(): Promise<void> {
  const wanted = path.join(ROOT, 'test/install/tools.json');
  const stamp = path.join(TOOLS, 'installed.json');
  if (existsSync(stamp) && readFileSync(stamp).equals(readFileSync(wanted))) return;
  copyFileSync(wanted, path.join(TOOLS, 'package.json'));
  await npm(['install'], TOOLS);
  copyFileSync(wanted, stamp);
}

async function installNode(version: number): Promise<void> {
  if (existsSync(nodeProgram(version))) return;
  const folder = path.join(HOME, `node-${version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  await npm(['install', `node-${process.platform}-${process.arch}@${version}`], folder);
}

/** A repository with the files that Git has or would add, as they are now. */
function cloneSources(): void {
  rmSync(CLONE, { recursive: true, force: true });
  const list = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  for (const file of files.filter((name) => existsSync(path.join(ROOT, name)))) {
    mkdirSync(path.dirname(path.join(CLONE, file)), { recursive: true });
    copyFileSync(path.join(ROOT, file), path.join(CLONE, file));
  }
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  for (const args of [['init'], ['add', '--all'], ['commit', '--message', 'The sources']]) {
    execFileSync('git', [...author, ...args], { cwd: CLONE, stdio: 'ignore' });
  }
}

/** Packs the clone as it would be published. */
async function pack(): Promise<void> {
  rmSync(TARBALLS, { recursive: true, force: true });
  mkdirSync(TARBALLS, { recursive: true });
  const modules = path.join(CLONE, 'node_modules');
  symlinkSync(path.join(ROOT, 'node_modules'), modules);
  try {
    await npm(['pack', '--pack-destination', TARBALLS], CLONE);
  } finally {
    rmSync(modules); // Git would see it, and npm follow it
  }
  if (readdirSync(TARBALLS).length !== 1) throw new Error('npm pack made no tarball');
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  await run('npm', [...args, '--no-audit', '--no-fund', '--silent'], { cwd });
}
