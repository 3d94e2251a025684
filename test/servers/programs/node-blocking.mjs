// Blocks the one thread while it waits: one call after the other.
import { createServer } from 'node:http';

const waitMs = Number(process.env.WAIT_MS ?? 5000);
const nobodyWakesIt = new Int32Array(new SharedArrayBuffer(4));

createServer((_request, response) => {
  Atomics.wait(nobodyWakesIt, 0, 0, waitMs);
  response.end('{"ping":"pong!"}');
}).listen(Number(process.env.PORT), '127.0.0.1');
