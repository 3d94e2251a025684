// Burns CPU on the one thread: one call after the other.
import { createServer } from 'node:http';

const workMs = Number(process.env.WAIT_MS ?? 300);

createServer((_request, response) => {
  const until = cpuMs() + workMs;
  while (cpuMs() < until);
  response.end('{"ping":"pong!"}');
}).listen(Number(process.env.PORT), '127.0.0.1');

// Time on a core, so that a busy machine makes a call longer, as it does with real work.
function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
