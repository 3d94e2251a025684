// Four processes, each of which blocks its only thread while it waits: four calls run at a time.
import cluster from 'node:cluster';
import { createServer } from 'node:http';

const waitMs = Number(process.env.WAIT_MS ?? 300);
const neverNotified = new Int32Array(new SharedArrayBuffer(4));

if (cluster.isPrimary) {
  for (let nth = 0; nth < 4; nth += 1) cluster.fork();
} else {
  createServer((_request, response) => {
    Atomics.wait(neverNotified, 0, 0, waitMs);
    response.end('{"ping":"pong!"}');
  }).listen(Number(process.env.PORT), '127.0.0.1');
}
