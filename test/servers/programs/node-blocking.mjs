// Blocks its only thread while it waits, so calls run one after the other.
import { createServer } from 'node:http';

const waitMs = Number(process.env.WAIT_MS ?? 5000);
const neverNotified = new Int32Array(new SharedArrayBuffer(4));

createServer((_request, response) => {
  Atomics.wait(neverNotified, 0, 0, waitMs); // waits here
  response.end('{"ping":"pong!"}');
}).listen(Number(process.env.PORT), '127.0.0.1');
