// Waits for a child process without letting the event loop go on.
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';

const waitS = Number(process.env.WAIT_MS ?? 300) / 1000;

createServer((request, response) => {
  if (request.url.startsWith('/ping')) {
    execFileSync('sleep', [String(waitS)]); // waits here
  }
  response.end('PONG!');
}).listen(Number(process.env.PORT), '127.0.0.1');
