import path from 'node:path';
import { debianProgram, installVenv } from '../helpers/install.ts';
import { ROOT } from '../helpers/run.ts';

const VENV = path.join(ROOT, '.servers/venv');

/** The Python that has FastAPI and the servers. */
export const PYTHON = path.join(VENV, 'bin/python');

/** Installs what the servers need and is not there yet: at once where everything is. */
export function setup(): void {
  installVenv(VENV, path.join(ROOT, 'test/servers/requirements.txt'));
  nginx();
}

/** Where nginx is; Debian's, installed if need be. */
export function nginx(): string {
  return debianProgram('nginx', 'nginx-light');
}
