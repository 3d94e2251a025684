// The servers to call. Each runs in its own process and listens on loopback.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BENCH_FOLDER, findProgram, start } from './programs.mjs';

/** @typedef {{ port: number, url: string, stop: () => Promise<void> }} Server */

/**
 * Starts nginx with a route that answers immediately, over HTTP/1.1 on a port and over HTTP/2 on another.
 * @throws if nginx is not installed
 * @returns {Promise<{ http1: Omit<Server, 'stop'>, http2: Omit<Server, 'stop'>, stop: Server['stop'] }>}
 */
export async function startNginx() {
  const program = findProgram('nginx');
  if (program === undefined)
    throw new Error('nginx is not installed: run apt-get install nginx-light');
  await mkdir(BENCH_FOLDER, { recursive: true });
  const folder = await mkdtemp(path.join(BENCH_FOLDER, 'nginx-'));
  const ports = [await freePort(), await freePort()];
  await writeFile(path.join(folder, 'nginx.conf'), nginxConfiguration(folder, ports));
  const nginx = await start(
    [program, '-p', folder, '-e', 'stderr', '-c', path.join(folder, 'nginx.conf')],
    { ready: /start worker process|using the "epoll"/ },
  );
  await sleep(200);
  const stop = async () => {
    await nginx.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const [http1, http2] = ports.map(served);
  return { http1, http2, stop };
}

/**
 * Starts a server that answers each request after `delayMs`.
 * @param {number} delayMs
 * @returns {Promise<Server>}
 */
export async function startWaitingServer(delayMs) {
  const file = fileURLToPath(new URL('waiting-server.mjs', import.meta.url));
  const { match, stop } = await start([process.execPath, file, String(delayMs)], {
    ready: /listening on (\d+)/,
  });
  return { ...served(Number(match[1])), stop: async () => void (await stop('SIGKILL')) };
}

function served(port) {
  return { port, url: `http://127.0.0.1:${port}/` };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await once(server.close(), 'close');
  return port;
}

function nginxConfiguration(folder, [http1, http2]) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid ${folder}/nginx.pid;
error_log stderr notice;
events { worker_connections 16384; }
http {
  access_log off;
  keepalive_requests 1000000;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  server {
    listen 127.0.0.1:${http1} backlog=4096;
    listen 127.0.0.1:${http2} backlog=4096 http2;
    http2_max_concurrent_streams 10000;
    location / { default_type text/plain; return 200 "PONG\\n"; }
  }
}
`;
}
