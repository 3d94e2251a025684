// Several processes that speak HTTP/2 without TLS. A connection stays with the process that accepted it.
import cluster from 'node:cluster';
import { createServer } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';

const waitMs = Number(process.env.WAIT_MS ?? 300);
const neverNotified = new Int32Array(new SharedArrayBuffer(4));

if (cluster.isPrimary) {
  const workers = Number(process.env.WORKERS ?? 1);
  for (let nth = 0; nth < workers; nth += 1) cluster.fork();
  cluster.on('listening', () => process.stdout.write('worker ready\n'));
  process.on('SIGTERM', () => process.exit());
} else {
  createServer().on('session', serve).listen(Number(process.env.PORT), '127.0.0.1');
}

function serve(session) {
  let lastOfConnection = Promise.resolve();
  const routes = {
    // Blocks the only thread of its process.
    '/blocking': () => void Atomics.wait(neverNotified, 0, 0, waitMs),
    // One call of a connection after the other.
    '/in-turn': () => (lastOfConnection = lastOfConnection.then(() => sleep(waitMs))),
  };
  session.on('stream', async (stream, { ':path': path }) => {
    const route = routes[path.split('?')[0]];
    await route?.();
    stream.respond({ ':status': route === undefined ? 404 : 200 });
    stream.end('PONG!');
  });
}
