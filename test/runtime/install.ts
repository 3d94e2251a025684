import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { installPrograms } from '../helpers/install.ts';
import { ROOT } from '../helpers/run.ts';
import { CLIENT, HOME, LAMBDA_NODE_FOLDER } from '../helpers/runtime/runtime-client.ts';
import { packageFunctions } from '../helpers/runtime/runtime-functions.ts';

const MANIFEST = path.join(ROOT, 'test/runtime/client');
const FILES = ['package.json', 'package-lock.json'];
const STAMP = path.join(CLIENT, 'installed');
const LOG = path.join(HOME, 'install.log');

/** What compiling the client takes beside Python, and Debian's package that brings it. */
const TOOLS = { cmake: 'cmake', 'g++': 'g++', make: 'make', xz: 'xz-utils' };

/** Installs the runtime client once, and packages the functions as they are now. */
export async function setup(): Promise<void> {
  if (process.platform !== 'linux') {
    throw new Error(
      `the runtime client needs Linux, as Lambda has it; this is ${process.platform}`,
    );
  }
  mkdirSync(HOME, { recursive: true });
  installClient();
  await packageFunctions();
}

/** Compiling takes a minute or more; it is done again where what is wanted has changed. */
function installClient(): void {
  const wanted = stamp();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  rmSync(LOG, { force: true });
  installPrograms(TOOLS);
  rmSync(CLIENT, { recursive: true, force: true });
  mkdirSync(CLIENT);
  for (const file of FILES) copyFileSync(path.join(MANIFEST, file), path.join(CLIENT, file));
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  run('npm', ['rebuild', 'aws-lambda-ric', '--foreground-scripts'], {
    // Compiled by and for the Node that is to load it, whose headers come with it.
    PATH: `${LAMBDA_NODE_FOLDER}/bin${path.delimiter}${process.env['PATH'] ?? ''}`,
    npm_config_nodedir: LAMBDA_NODE_FOLDER,
  });
  writeFileSync(STAMP, wanted);
}

function stamp(): string {
  const hash = createHash('sha256').update(process.arch);
  for (const file of FILES) hash.update(readFileSync(path.join(MANIFEST, file)));
  return hash.digest('hex');
}

/** Compilers say much, so that it goes into a file; its end is told where they fail. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  const log = openSync(LOG, 'a');
  const { status, error } = spawnSync(command, args, {
    cwd: existsSync(CLIENT) ? CLIENT : HOME,
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  if (status === 0) return;
  const why = error?.message ?? readFileSync(LOG, 'utf8').slice(-2000);
  throw new Error(`${command} ${args.join(' ')} failed: ${why}\nAll that was said is in ${LOG}`);
}
