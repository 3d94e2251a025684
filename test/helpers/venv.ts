import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Makes a Python environment, anew where the requirements or the Python differ from what made it. */
export function installVenv(venv: string, requirements: string): void {
  const stamp = path.join(venv, 'installed');
  const version = run('python3', ['--version']);
  const wanted = createHash('sha256')
    .update(version)
    .update(readFileSync(requirements))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(path.dirname(venv), { recursive: true });
  run('python3', ['-m', 'venv', venv]);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  run(path.join(venv, 'bin/python'), [...install, '--requirement', requirements]);
  writeFileSync(stamp, wanted);
}

function run(command: string, args: readonly string[]): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return stdout;
  const said =
    error?.message ?? [stdout, stderr].join('\n').trim().split('\n').slice(-8).join('\n');
  throw new Error(`${command} ${args.join(' ')} did not work: ${said}`, { cause: error });
}
