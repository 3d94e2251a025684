import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../helpers/run.ts';
import { startServer, type Launch, type Server } from '../helpers/servers.ts';
import { java, nginx, PYTHON } from './install.ts';

/** Where the programs are. */
export const PROGRAMS = path.join(ROOT, 'test/servers/programs');
/** How long a call takes, in ms. Short, so a check takes seconds. */
const WAIT_MS = '300';

/** Starts a server. */
export type Start = () => Promise<Server>;

/** An ASGI program under uvicorn. */
export function uvicorn(
  program: string,
  workers = 1,
  folder = PROGRAMS,
  env: NodeJS.ProcessEnv = {},
): Start {
  return python(
    (port) => uvicornWords({ program, workers, folder, port }),
    { says: 'Application startup complete', times: workers },
    env,
  );
}

/** The same command, as typed after `--`. */
export function uvicornCommand(program: string, workers = 1, waitMs = WAIT_MS): readonly string[] {
  const words = uvicornWords({ program, workers, folder: PROGRAMS, port: '{port}' });
  return ['env', `WAIT_MS=${waitMs}`, ...words];
}

function uvicornWords(server: {
  readonly program: string;
  readonly workers: number;
  readonly folder: string;
  readonly port: string;
}): string[] {
  const { program, workers, folder, port } = server;
  const several = workers === 1 ? [] : ['--workers', String(workers)];
  return ['uvicorn', '--app-dir', folder, '--port', port, ...several, `${program}:app`];
}

/** The WSGI program under gunicorn. */
export function gunicorn({ workers, threads }: { workers: number; threads?: number }): Start {
  const threaded = threads === undefined ? [] : ['--threads', String(threads)];
  const many = ['--workers', String(workers), ...threaded];
  return python(
    (port) => ['gunicorn', '--chdir', PROGRAMS, '--bind', `127.0.0.1:${port}`, ...many, WSGI],
    { says: 'worker ready', times: workers },
  );
}

/** The WSGI program under waitress. */
export function waitress(threads: number): Start {
  const many = ['--threads', String(threads)];
  return python(
    (port) => ['waitress', '--listen', `127.0.0.1:${port}`, ...many, WSGI],
    { says: 'worker ready', times: 1 },
    { PYTHONPATH: PROGRAMS },
  );
}

const WSGI = 'wsgi_ping:app';

/** A Python module that serves. */
export function python(
  args: (port: string) => string[],
  ready: { says: string; times: number },
  env: NodeJS.ProcessEnv = {},
): Start {
  return () =>
    startServer((port) => ({
      command: PYTHON,
      args: ['-m', ...args(String(port))],
      env: { WAIT_MS, ...env },
      ready,
    }));
}

/** A Python program with its own server: one of ours, or an absolute path. */
export function script(name: string, env: NodeJS.ProcessEnv = {}): Start {
  const file = path.resolve(PROGRAMS, name);
  return () => startServer(() => ({ command: PYTHON, args: [file], env: { WAIT_MS, ...env } }));
}

/** A Node program: one of ours, or an absolute path. */
export function node(
  name: string,
  env: NodeJS.ProcessEnv = {},
  options: readonly string[] = [],
): Start {
  return () =>
    startServer(() => ({
      command: process.execPath,
      args: [...options, path.resolve(PROGRAMS, name)],
      env: { WAIT_MS, ...env },
    }));
}

/** A Java program: one of ours, or an absolute path. */
export function javaProgram(name: string, env: NodeJS.ProcessEnv = {}): Start {
  const args = [path.resolve(PROGRAMS, name)];
  return () => startServer(() => ({ command: java(), args, env }));
}

/** nginx in front of another server, with a configuration of ours, or an absolute path. */
export function nginxInFrontOf(startUpstream: Start, config = 'nginx.conf'): Start {
  return inFrontOf(startUpstream, config, (conf, dir) => ({
    command: nginx(),
    args: ['-p', dir, '-e', 'stderr', '-c', conf],
  }));
}

/** A proxy in front of another server. The blanks of its configuration are filled in. */
export function inFrontOf(
  startUpstream: Start,
  config: string,
  launch: (conf: string, dir: string) => Launch,
): Start {
  return async () => {
    const upstream = await startUpstream();
    const dir = await mkdtemp(path.join(tmpdir(), 'proxy-'));
    const cleanUp = async (): Promise<void> => {
      await upstream.stop();
      await rm(dir, { recursive: true });
    };
    return startServer(async (port) => {
      const blanks = { PORT: port, UPSTREAM: upstream.port, DIR: dir };
      const template = await readFile(path.resolve(PROGRAMS, config), 'utf8');
      const conf = path.join(dir, 'proxy.conf');
      await writeFile(conf, fillIn(template, blanks));
      return { ...launch(conf, dir), cleanUp };
    });
  };
}

function fillIn(template: string, blanks: Readonly<Record<string, string | number>>): string {
  return Object.entries(blanks).reduce(
    (text, [name, value]) => text.replaceAll(`@${name}@`, String(value)),
    template,
  );
}
