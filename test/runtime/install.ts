import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
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

/** The programs that compiling the client needs, apart from Python, and Debian's packages for them. */
const TOOLS = { cmake: 'cmake', 'g++': 'g++', make: 'make', xz: 'xz-utils' };

/** Installs the runtime client once, and packages the functions as they are now. */
export async function setup(): Promise<void> {
  await installClient();
  await packageFunctions();
}

/**
 * Installs the runtime client. Compiling takes a minute or more, so it is repeated only if the manifest has
 * changed.
 * @throws if the system is not Linux, or the installation fails
 */
export async function installClient(): Promise<void> {
  if (process.platform !== 'linux') {
    throw new Error(
      `the runtime client needs Linux, not ${process.platform}: run these tests on Linux`,
    );
  }
  const wanted = stamp();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  mkdirSync(HOME, { recursive: true });
  rmSync(LOG, { force: true });
  installPrograms(TOOLS);
  rmSync(CLIENT, { recursive: true, force: true });
  mkdirSync(CLIENT);
  for (const file of FILES) copyFileSync(path.join(MANIFEST, file), path.join(CLIENT, file));
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  await run('npm', ['rebuild', 'aws-lambda-ric', '--foreground-scripts'], {
    // Compile with the Node that loads the client; its headers are part of the package.
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

/**
 * Runs a program with its output in a file, since compilers print a lot.
 * @throws with the end of that output if the program fails
 */
async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const log = openSync(LOG, 'a');
  const child = spawn(command, args, {
    cwd: existsSync(CLIENT) ? CLIENT : HOME,
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const [status]: (number | null)[] = await once(child, 'close');
  if (status === 0) return;
  const why = readFileSync(LOG, 'utf8').slice(-2000);
  throw new Error(`${command} ${args.join(' ')} failed: ${why}\nThe whole output is in ${LOG}`);
}
