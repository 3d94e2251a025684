// Hashes a password: on the event loop, or in libuv's pool of four threads.
import { pbkdf2, pbkdf2Sync } from 'node:crypto';
import { createServer } from 'node:http';

const ROUNDS = 400_000;
const hash = ['a password', 'some salt'];

const routes = {
  '/sync': (response) => {
    pbkdf2Sync(...hash, ROUNDS, 32, 'sha512'); // waits here
    response.end('PONG!');
  },
  '/async': (response) => {
    pbkdf2(...hash, ROUNDS, 32, 'sha512', () => response.end('PONG!'));
  },
};

createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const route = routes[pathname];
  if (route === undefined) response.writeHead(404).end();
  else route(response);
}).listen(Number(process.env.PORT), '127.0.0.1');
