import path from 'node:path';
import { debianProgram, installVenv } from '../helpers/install.ts';
import { ROOT } from '../helpers/run.ts';

const VENV = path.join(ROOT, '.servers/venv');

/** The Python interpreter of the environment with FastAPI and the servers. */
export const PYTHON = path.join(VENV, 'bin/python');

/** Installs what the servers need. Returns immediately if everything is installed. */
export function setup(): void {
  installVenv(VENV, path.join(ROOT, 'test/servers/requirements.txt'));
  nginx();
  java();
}

/** The path of Debian's nginx, which is installed first if necessary. */
export function nginx(): string {
  return debianProgram('nginx', 'nginx-light');
}

/** The path of Java. Debian's JDK is installed first if it or jcmd is missing. */
export function java(): string {
  debianProgram('jcmd', 'default-jdk-headless');
  return debianProgram('java', 'default-jdk-headless');
}
