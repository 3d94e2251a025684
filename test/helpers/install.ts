import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// What tests need beside Node they install by themselves, and only what is not there yet.

/** Makes a Python environment, anew where the requirements or the Python differ from what made it. */
export function installVenv(venv: string, requirements: string): void {
  const stamp = path.join(venv, 'installed');
  const version = runProgram('python3', ['--version']);
  const wanted = createHash('sha256')
    .update(version)
    .update(readFileSync(requirements))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(path.dirname(venv), { recursive: true });
  runProgram('python3', ['-m', 'venv', venv]);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  runProgram(path.join(venv, 'bin/python'), [...install, '--requirement', requirements]);
  writeFileSync(stamp, wanted);
}

/** Debian's packages that bring these programs are installed where one of them is missing. */
export function installPrograms(packages: Readonly<Record<string, string>>): void {
  const missing = Object.keys(packages).filter((name) => findProgram(name) === undefined);
  if (missing.length > 0) installPackages(missing.map((name) => packages[name] ?? name));
}

/** Where a program is, which the Debian package named brings if need be. */
export function debianProgram(name: string, brings = name): string {
  installPrograms({ [name]: brings });
  const found = findProgram(name);
  if (found === undefined) throw new Error(`${name} is missing after installing ${brings}`);
  return found;
}

function installPackages(packages: readonly string[]): void {
  const install = ['install', '--yes', '--no-install-recommends', ...packages];
  if (process.getuid?.() !== 0) {
    throw new Error(`only root can install what is missing: apt-get ${install.join(' ')}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  runProgram('apt-get', ['update'], env);
  runProgram('apt-get', install, env);
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin'];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

/** Runs a program to its end, for what it printed; fails with the end of that where it fails. */
function runProgram(command: string, args: readonly string[], env = process.env): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  if (status === 0) return stdout;
  const said =
    error?.message ?? [stdout, stderr].join('\n').trim().split('\n').slice(-8).join('\n');
  throw new Error(`${command} ${args.join(' ')} did not work: ${said}`, { cause: error });
}
