import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { debianPackages, debianProgram, findProgram } from '../helpers/install.ts';
import { ROOT } from '../helpers/run.ts';
import { setup as setupServers } from '../servers/install.ts';

/** The server of `programs/go/`, compiled. */
export const GO_SERVER = path.join(ROOT, '.servers/go-server');

/** Where Debian has the programs that servers need. */
const PACKAGES = {
  go: 'golang-go',
  haproxy: 'haproxy',
  php: 'php-cli',
  puma: 'puma',
  uwsgi_python3: 'uwsgi-plugin-python3',
} as const;

/** A program that a server needs. */
export type Needed = keyof typeof PACKAGES;

/**
 * Installs what the servers need. What cannot be installed is reported; its servers are skipped.
 * @throws if the Python environment, nginx or Java cannot be installed
 */
export function setup(): void {
  setupServers();
  for (const [name, packageName] of Object.entries(PACKAGES)) {
    try {
      debianProgram(name, packageName);
    } catch (error) {
      process.stderr.write(`servers that need ${name} are skipped: ${String(error)}\n`);
    }
  }
  if (isInstalled('go')) buildGoServer();
  if (isInstalled('puma') && !hasRack()) debianPackages(['ruby-rack']);
}

/** Puma brings a part of Rack, and its Debian package doesn't depend on the rest. */
function hasRack(): boolean {
  return spawnSync('ruby', ['-r', 'rack/lock', '-e', '']).status === 0;
}

/** Whether there is a program. */
export function isInstalled(name: Needed): boolean {
  return findProgram(name) !== undefined;
}

function buildGoServer(): void {
  mkdirSync(path.dirname(GO_SERVER), { recursive: true });
  const source = path.join(ROOT, 'test/why/programs/go/server.go');
  const args = ['build', '-o', GO_SERVER, source];
  const { status, stderr } = spawnSync('go', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`go ${args.join(' ')} failed: ${stderr}`);
}
