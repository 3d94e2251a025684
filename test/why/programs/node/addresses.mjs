// Several processes at addresses of their own: 127.0.0.1, 127.0.0.2 and so on, on the same port. Each blocks its thread.
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const waitMs = Number(process.env.WAIT_MS ?? 300);
const neverNotified = new Int32Array(new SharedArrayBuffer(4));

if (process.send === undefined) {
  for (let nth = 1; nth <= Number(process.env.ADDRESSES ?? 1); nth += 1) {
    fork(fileURLToPath(import.meta.url), [`127.0.0.${nth}`]);
  }
} else {
  createServer((_request, response) => {
    Atomics.wait(neverNotified, 0, 0, waitMs);
    response.end('PONG!');
  }).listen(Number(process.env.PORT), process.argv[2], () => {
    process.stdout.write('server ready\n');
  });
}
