import path from 'node:path';
import { installVenv } from '../helpers/install.ts';
import { VENV } from '../helpers/ministack.ts';
import { ROOT } from '../helpers/run.ts';

/** Installs MiniStack. Returns immediately if it is installed. */
export function setup(): void {
  installVenv(VENV, path.join(ROOT, 'test/aws/requirements.txt'));
}
