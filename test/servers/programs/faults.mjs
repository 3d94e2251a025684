// Each path fails to answer in a different way. /turns/N uses all ways in turn, by the number of the call in
// its run, after three proper answers for the solo calls. With CLOSE_AT_ONCE, each connection is closed before its request.
import { createServer } from 'node:net';

const waitMs = Number(process.env.WAIT_MS ?? 300);

const ways = {
  ok: (socket) => setTimeout(() => socket.end(`${head('Content-Length: 5')}PONG!`), waitMs),
  close: (socket) => socket.end(),
  reset: (socket) => socket.resetAndDestroy(),
  garbage: (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n\0\x01\x02 not HTTP at all\r\n'),
  half: (socket) => socket.end(`${head('Content-Length: 100')}only this`),
  'half-head': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'),
  'half-chunk': (socket) => socket.end(`${head('Transfer-Encoding: chunked')}64\r\nonly this`),
  flood: (socket) => {
    socket.write(head('Transfer-Encoding: chunked'));
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const pour = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pour);
    pour();
  },
  drip: (socket) => {
    socket.write(head('Transfer-Encoding: chunked'));
    const dripping = setInterval(() => socket.write('1\r\nx\r\n'), 10);
    socket.on('close', () => clearInterval(dripping));
  },
  never: () => {},
};
const SOLO_CALLS = 3;

createServer((socket) => {
  socket.on('error', () => {});
  if (process.env.CLOSE_AT_ONCE !== undefined) {
    socket.end();
    return;
  }
  socket.once('data', (request) => {
    const [, path = '', nth] = /^GET \/([\w-]*)\/?(\d*)/.exec(request.toString()) ?? [];
    ways[path === 'turns' ? turn(Number(nth)) : path](socket);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');

function turn(nth) {
  const names = Object.keys(ways);
  return nth <= SOLO_CALLS ? 'ok' : names[(nth - SOLO_CALLS - 1) % names.length];
}

function head(framing) {
  return `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n${framing}\r\nConnection: close\r\n\r\n`;
}
