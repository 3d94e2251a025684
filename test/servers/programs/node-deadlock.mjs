// Each call holds one of three connections and needs a second one: once three calls hold one each, none
// of them is ever answered. A caller that gives up gives its connection back.
import { createServer } from 'node:http';

const CONNECTIONS = 3;
const waitMs = Number(process.env.WAIT_MS ?? 5000);
let held = 0;

createServer((_request, response) => {
  held += 1;
  response.on('close', () => (held -= 1));
  setTimeout(() => {
    if (held < CONNECTIONS) response.end('{"ping":"pong!"}');
  }, waitMs);
}).listen(Number(process.env.PORT), '127.0.0.1');
