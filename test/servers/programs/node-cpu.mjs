// Burns CPU on its only thread, so calls run one after the other.
import { createServer } from 'node:http';

const workMs = Number(process.env.WAIT_MS ?? 300);

createServer((_request, response) => {
  const until = cpuMs() + workMs;
  while (cpuMs() < until); // waits here
  response.end('{"ping":"pong!"}');
}).listen(Number(process.env.PORT), '127.0.0.1');

// CPU time rather than elapsed time, so calls take longer on a busy machine, as real work does.
function cpuMs() {
  const { user, system } = process.cpuUsage(); // waits here
  return (user + system) / 1000;
}
