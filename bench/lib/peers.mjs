// The load generators to compare with, each set to send N requests on N connections, or all on one if it
// speaks HTTP/2.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { print } from './print.mjs';
import { BENCH_FOLDER, findProgram, isProgram, ROOT, run } from './programs.mjs';

/**
 * @typedef {object} Peer
 * @property {string} name
 * @property {(calls: number, url: string) => string[]} command
 * @property {boolean} [isOurs]
 */

const AUTOCANNON = path.join(
  BENCH_FOLDER,
  'autocannon',
  'node_modules',
  'autocannon',
  'autocannon.js',
);
const OHA_FOLDER = path.join(BENCH_FOLDER, 'oha');

/** How to find each tool, and its arguments. */
const KNOWN = {
  // Cannot limit the number of requests. It runs for one second; the first of each connection counts.
  wrk: debian('wrk', (n, url) => ['-t', '2', '-c', `${n}`, '-d', '1s', url]),
  'wrk -t 1': debian('wrk', (n, url) => ['-t', '1', '-c', `${n}`, '-d', '1s', url], 'wrk'),
  h2load: debian('nghttp2-client', (n, url) => ['--h1', '-n', `${n}`, '-c', `${n}`, url]),
  'h2load -m': debian(
    'nghttp2-client',
    (n, url) => ['-n', `${n}`, '-c', '1', '-m', `${n}`, url],
    'h2load',
  ),
  // With keep-alive, hey and oha reuse free connections and open fewer than N.
  hey: debian('hey', (n, url) => ['-disable-keepalive', '-n', `${n}`, '-c', `${n}`, url]),
  ab: debian('apache2-utils', (n, url) => ['-q', '-n', `${n}`, '-c', `${n}`, url]),
  autocannon: {
    find: findAutocannon,
    missing: 'npm could not install it',
    args: (n, url) => ['-c', `${n}`, '-a', `${n}`, '--json', url],
  },
  oha: {
    find: findOha,
    missing: 'run with --with-oha to build it with cargo (takes minutes)',
    args: (n, url) => [
      '-n',
      `${n}`,
      '-c',
      `${n}`,
      '--disable-keepalive',
      '--no-tui',
      '--output-format',
      'csv',
      url,
    ],
  },
};

/**
 * Finds or installs the named tools. Prints and skips those that are not available.
 * @param {readonly (keyof typeof KNOWN)[]} names
 * @param {{ withOha: boolean }} options
 * @returns {Promise<Peer[]>}
 */
export async function findPeers(names, options) {
  const peers = [];
  for (const name of names) {
    const { find, missing, args } = KNOWN[name];
    const program = await find(name, options);
    if (program === undefined) print(`Skipping ${name}: ${missing}`);
    else peers.push({ name, command: (calls, url) => [...program, ...args(calls, url)] });
  }
  return peers;
}

const OUR_BUILD = path.join(ROOT, 'dist', 'concurrency-check.mjs');

/**
 * Our command, or another build of it.
 * @param {{ name?: string, file?: string, bursts?: number, options?: readonly string[] }} [settings]
 * @returns {Peer}
 */
export function ours({ name = 'ours', file = OUR_BUILD, bursts = 1, options = [] } = {}) {
  const base = ['-b', `${bursts}`, '--solo', '1', '--json', '-', '--quiet', ...options];
  return {
    name,
    isOurs: true,
    command: (calls, url) => [process.execPath, file, url, '-n', `${calls}`, ...base],
  };
}

/**
 * Our command and the other builds that the command line named.
 * @param {readonly string[]} files
 * @param {Parameters<typeof ours>[0]} [settings]
 */
export function builds(files, settings) {
  return [
    ours(settings),
    ...files.map((file) => ours({ ...settings, name: `ours (${file})`, file })),
  ];
}

/**
 * Runs a tool and returns its output. Accepts our exit status 3 (no verdict), which is right for calls
 * this short.
 */
export function runPeer({ command }, calls, url) {
  return run(command(calls, url), { accept: [0, 3] });
}

function debian(packageName, args, programName) {
  return {
    find: (name) => {
      const program = findProgram(programName ?? name);
      return program === undefined ? undefined : [program];
    },
    missing: `run apt-get install ${packageName}`,
    args,
  };
}

async function findAutocannon() {
  if (!existsSync(AUTOCANNON)) {
    const folder = path.join(BENCH_FOLDER, 'autocannon');
    await mkdir(folder, { recursive: true });
    const install = [
      'npm',
      'install',
      '--no-save',
      '--no-audit',
      '--prefix',
      folder,
      'autocannon@9',
    ];
    await run(install, { timeoutMs: 180_000 }).catch(() => {});
  }
  return existsSync(AUTOCANNON) ? [process.execPath, AUTOCANNON] : undefined;
}

async function findOha(_name, { withOha }) {
  const built = path.join(OHA_FOLDER, 'bin', 'oha');
  const cargo = findProgram('cargo');
  if (!isProgram(built) && findProgram('oha') === undefined && withOha && cargo !== undefined) {
    print('Building oha...');
    const install = [cargo, 'install', 'oha', '--locked', '--root', OHA_FOLDER];
    await run(install, { timeoutMs: 1_800_000 }).catch((error) => print(error.message));
  }
  const program = isProgram(built) ? built : findProgram('oha');
  return program === undefined ? undefined : [program];
}
