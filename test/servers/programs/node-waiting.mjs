// Waits on the event loop, so all calls run at the same time.
import { createServer } from 'node:http';

const waitMs = Number(process.env.WAIT_MS ?? 5000);

createServer((_request, response) => {
  setTimeout(() => response.end('{"ping":"pong!"}'), waitMs);
}).listen(Number(process.env.PORT), '127.0.0.1');
