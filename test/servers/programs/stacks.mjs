// Blocks the event loop in several ways, each on a line that a comment marks.
import { execSync } from 'node:child_process';
import * as crypto from 'node:crypto';
import { createServer } from 'node:http';

const cell = new Int32Array(new SharedArrayBuffer(4));

function busy() {
  const until = Date.now() + 300;
  let turns = 0;
  while (Date.now() < until) turns += Math.sqrt(turns); // busy
}

function hash(password) {
  const rounds = 400_000;
  return crypto.pbkdf2Sync(password, 'salt', rounds, 64, 'sha512'); // pbkdf2Sync
}

const handlers = {
  '/busy': busy,
  '/pbkdf2Sync': () => hash('secret'),
  '/execSync': () => {
    const command = 'sleep 0.3';
    execSync(command); // execSync
  },
  '/atomics': () => {
    const timeout = 300;
    Atomics.wait(cell, 0, 0, timeout); // atomics
  },
  '/exit': () => process.exit(),
};

if (process.env.OWN_HANDLER) process.on('SIGUSR1', () => {});

createServer((request, response) => {
  handlers[request.url]?.();
  response.end('ok');
}).listen(Number(process.env.PORT), '127.0.0.1');
