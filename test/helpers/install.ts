import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// Tests install what they need apart from Node, unless it is installed already.

/**
 * Creates a Python environment, or replaces it if the requirements or the Python version have changed.
 * @throws if the installation fails
 */
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

/**
 * Installs Debian packages for the programs that are missing.
 * @param packages by program
 * @throws if the user is not root, or the installation fails
 */
export function installPrograms(packages: Readonly<Record<string, string>>): void {
  const missing = Object.keys(packages).filter((name) => findProgram(name) === undefined);
  if (missing.length > 0) debianPackages(missing.map((name) => packages[name] ?? name));
}

/**
 * The path of a program. Its Debian package is installed first if necessary.
 * @throws if the program cannot be installed
 */
export function debianProgram(name: string, packageName = name): string {
  installPrograms({ [name]: packageName });
  const found = findProgram(name);
  if (found === undefined) throw new Error(`${name} is missing after installing ${packageName}`);
  return found;
}

/** Whether this process has brought apt's lists up to date. */
let isUpToDate = false;

/**
 * Installs Debian packages.
 * @throws if the user is not root, or the installation fails
 */
export function debianPackages(packages: readonly string[]): void {
  const install = ['install', '--yes', '--no-install-recommends', ...packages];
  if (process.getuid?.() !== 0) {
    throw new Error(
      `packages are missing and only root can install them: run apt-get ${install.join(' ')}`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (!isUpToDate) runProgram('apt-get', ['update'], env);
  isUpToDate = true;
  runProgram('apt-get', install, env);
}

/** The path of a program that is installed. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin'];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

/**
 * Runs a program and returns its stdout.
 * @throws with the last lines of its output if it fails
 */
function runProgram(command: string, args: readonly string[], env = process.env): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  if (status === 0) return stdout;
  const output =
    error?.message ?? [stdout, stderr].join('\n').trim().split('\n').slice(-8).join('\n');
  throw new Error(`${command} ${args.join(' ')} failed: ${output}`, { cause: error });
}
