// Serves LIMIT calls at a time and refuses others immediately, as Lambda does at its limit.
import { createServer } from 'node:http';

const waitMs = Number(process.env.WAIT_MS ?? 5000);
const most = Number(process.env.LIMIT ?? 6);
let inProgress = 0;

createServer((_request, response) => {
  if (inProgress >= most) {
    response.writeHead(429, { 'retry-after': '1' }).end('{"message":"Too Many Requests"}');
    return;
  }
  inProgress += 1;
  setTimeout(() => {
    inProgress -= 1;
    response.end('{"ping":"pong!"}');
  }, waitMs);
}).listen(Number(process.env.PORT), '127.0.0.1');
