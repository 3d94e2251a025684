import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../helpers/run.ts';
import { startServer } from '../helpers/servers.ts';
import {
  inFrontOf,
  javaProgram,
  PROGRAMS,
  python,
  uvicorn,
  type Start,
} from '../servers/programs.ts';
import { GO_SERVER } from './install.ts';

/** The folder of a program, or the program itself. */
export function program(...names: readonly string[]): string {
  return path.join(ROOT, 'test/why/programs', ...names);
}

/** One of our ASGI programs under uvicorn. */
export function asgi(name: string, env: NodeJS.ProcessEnv = {}): Start {
  return uvicorn(name, 1, program('python'), env);
}

/** The Flask program under Werkzeug, which then has one thread. */
export function flaskWithoutThreads(): Start {
  const app = program('python/flask_app.py');
  return python((port) => ['flask', '--app', app, 'run', '--without-threads', '--port', port], {
    says: 'Running on',
    times: 1,
  });
}

/** The JDK's own web server with one of the executors that the program knows. */
export function javaServer(
  executor: 'none' | 'fixed-4' | 'cached',
  env: NodeJS.ProcessEnv = {},
): Start {
  return javaProgram(program('java/Server.java'), { EXECUTOR: executor, ...env });
}

/** The Go program. */
export function go(env: NodeJS.ProcessEnv = {}): Start {
  return () => startServer(() => ({ command: GO_SERVER, args: [], env }));
}

/** PHP's built-in server. Its sessions are in a separate folder. */
export function php(workers = 1): Start {
  return async () => {
    const sessions = await mkdtemp(path.join(tmpdir(), 'sessions-'));
    return startServer((port) => ({
      command: 'php',
      args: [
        ['-d', `session.save_path=${sessions}`],
        ['-S', `127.0.0.1:${port}`, program('php/index.php')],
      ].flat(),
      env: workers === 1 ? {} : { PHP_CLI_SERVER_WORKERS: String(workers) },
      cleanUp: () => rm(sessions, { recursive: true }),
    }));
  };
}

/** The Node program that speaks HTTP/2, with so many processes. */
export function http2(workers: number): Start {
  return () =>
    startServer(() => ({
      command: process.execPath,
      args: [program('node/http2.mjs')],
      env: { WORKERS: String(workers), WAIT_MS: '150' },
      ready: { says: 'worker ready', times: workers },
    }));
}

/** A Node program that blocks, in so many processes, each at its own address. */
export function onAddresses(addresses: number): Start {
  return () =>
    startServer(() => ({
      command: process.execPath,
      args: [program('node/addresses.mjs')],
      env: { ADDRESSES: String(addresses), WAIT_MS: '150' },
      ready: { says: 'server ready', times: addresses },
    }));
}

/** The Rack program under Puma. */
export function puma(threads: number, env: NodeJS.ProcessEnv = {}): Start {
  return () =>
    startServer((port) => ({
      command: 'puma',
      args: [
        ['-t', `${threads}:${threads}`, '-e', 'production'],
        ['-b', `tcp://127.0.0.1:${port}`, program('ruby/config.ru')],
      ].flat(),
      env,
      ready: { says: 'Listening on', times: 1 },
    }));
}

/** uWSGI with two workers at first, which starts up to four more while all are busy. */
export function growingUwsgi(threads = 1): Start {
  return uwsgi(
    { processes: 6, threads },
    [
      ['--cheaper', '2', '--cheaper-initial', '2', '--cheaper-step', '2'],
      ['--cheaper-algo', 'spare', '--cheaper-overload', '1'],
    ].flat(),
  );
}

/** uWSGI with two workers at least; a call takes 300 ms. */
export function uwsgi(
  { processes, threads }: { readonly processes: number; readonly threads: number },
  options: readonly string[] = [],
): Start {
  return () =>
    startServer((port) => ({
      command: 'uwsgi_python3',
      args: [
        ['--http-socket', `127.0.0.1:${port}`, '--master', '--die-on-term'],
        ['--wsgi-file', path.join(PROGRAMS, 'wsgi_ping.py'), '--callable', 'app'],
        ['--processes', String(processes), '--threads', String(threads), '--disable-logging'],
        options,
      ].flat(),
      env: { WAIT_MS: '300' },
      ready: { says: 'spawned uWSGI worker', times: 2 },
    }));
}

/** HAProxy in front of another server. */
export function haproxyInFrontOf(startUpstream: Start, config = 'haproxy.cfg'): Start {
  return inFrontOf(startUpstream, program('proxies', config), (conf) => ({
    command: 'haproxy',
    args: ['-f', conf],
  }));
}
