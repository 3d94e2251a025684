import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Installs the browser where it is not there yet. */
export function setup(): void {
  chromium();
}

/** Where Chromium is; Debian's, installed if need be. */
export function chromium(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0) {
    throw new Error(
      'chromium is missing, and only root can install it: apt-get install --no-install-recommends chromium',
    );
  }
  run(['update']);
  run(['install', '--yes', '--no-install-recommends', 'chromium']);
  const installed = findChromium();
  if (installed === undefined) throw new Error('chromium is missing after installing it');
  return installed;
}

function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, 'chromium')).find((file) => existsSync(file));
}

function run(args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, error, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
  if (status === 0) return;
  const said = error?.message ?? `${stdout}\n${stderr}`.trim().split('\n').slice(-8).join('\n');
  throw new Error(`apt-get ${args.join(' ')} did not work: ${said}`, { cause: error });
}
