import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../helpers/run.ts';

const VENV = path.join(ROOT, '.servers/venv');
const REQUIREMENTS = path.join(ROOT, 'test/servers/requirements.txt');
const STAMP = path.join(VENV, 'installed');

/** The Python that has FastAPI and the servers. */
export const PYTHON = path.join(VENV, 'bin/python');

/** Installs what the servers need and is not there yet: at once where everything is. */
export function setup(): void {
  installPython();
  nginx();
}

/** Where nginx is; Debian's, installed if need be. */
export function nginx(): string {
  const found = findNginx();
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0) {
    throw new Error(
      'nginx is missing, and only root can install it: apt-get install --no-install-recommends nginx-light',
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update'], env);
  run('apt-get', ['install', '--yes', '--no-install-recommends', 'nginx-light'], env);
  const installed = findNginx();
  if (installed === undefined) throw new Error('nginx is missing after installing nginx-light');
  return installed;
}

function findNginx(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin'];
  return folders.map((folder) => path.join(folder, 'nginx')).find((file) => existsSync(file));
}

/** The environment is made anew where the requirements or the Python differ from what made it. */
function installPython(): void {
  const version = run('python3', ['--version']);
  const stamp = createHash('sha256').update(version).update(readFileSync(REQUIREMENTS));
  const wanted = stamp.digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  rmSync(VENV, { recursive: true, force: true });
  mkdirSync(path.dirname(VENV), { recursive: true });
  run('python3', ['-m', 'venv', VENV]);
  const quietly = ['--quiet', '--disable-pip-version-check'];
  run(PYTHON, ['-m', 'pip', 'install', ...quietly, '--requirement', REQUIREMENTS]);
  writeFileSync(STAMP, wanted);
}

function run(command: string, args: readonly string[], env = process.env): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  if (status === 0) return stdout;
  const said =
    error?.message ?? [stdout, stderr].join('\n').trim().split('\n').slice(-8).join('\n');
  throw new Error(`${command} ${args.join(' ')} did not work: ${said}`, { cause: error });
}
