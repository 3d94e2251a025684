import path from 'node:path';
import { installVenv } from '../helpers/install.ts';
import { VENV } from '../helpers/ministack.ts';
import { ROOT } from '../helpers/run.ts';

/** Installs MiniStack where it is not there yet: at once where it is. */
export function setup(): void {
  installVenv(VENV, path.join(ROOT, 'test/aws/requirements.txt'));
}
