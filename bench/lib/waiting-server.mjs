// Answers each request after MS milliseconds: node waiting-server.mjs MS
import { createServer } from 'node:http';

const delayMs = Number(process.argv[2]);
const server = createServer((_request, response) => {
  setTimeout(() => response.end('PONG\n'), delayMs);
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});
