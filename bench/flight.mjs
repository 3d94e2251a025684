// Measures how much memory a call in flight takes: node bench/flight.mjs [--calls 10000]
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { ours } from './lib/peers.mjs';
import { machine, print } from './lib/print.mjs';
import { run } from './lib/programs.mjs';

const GOAL_KB = 50;
const { values: options } = parseArgs({ options: { calls: { type: 'string', default: '10000' } } });
const calls = Number(options.calls);

if (process.platform !== 'linux') {
  print('bench:flight needs Linux, because it reads /proc');
} else {
  await measure();
}

/** The server holds all answers back until every call has arrived and the client's memory was read. */
async function measure() {
  const held = [];
  const server = createServer((_request, response) => held.push(response));
  server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 });
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/`;
  let pid;
  const command = [...ours().command(calls, url), '--timeout', '60000'];
  const finished = run(command, {
    accept: [0, 3],
    timeoutMs: 120_000,
    onStart: (id) => (pid = id),
  });
  try {
    const [seen, output] = await Promise.all([observe(held, () => pid), finished]);
    const { bursts } = JSON.parse(output);
    report({ ...seen, answered: bursts[0].invocations.filter(isAnswered).length });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function observe(held, pid) {
  const before = await whenHeld(held, 1, pid);
  answer(held);
  const inFlight = await whenHeld(held, calls, pid);
  let peak = inFlight;
  const timer = setInterval(() => (peak = Math.max(peak, memoryKb(pid(), 'VmHWM') ?? 0)), 5);
  answer(held);
  while (memoryKb(pid(), 'VmHWM') !== undefined) await sleep(20);
  clearInterval(timer);
  return { before, inFlight, peak };
}

/** The client's resident memory in kB once `count` of its calls wait for their answers. */
async function whenHeld(held, count, pid) {
  while (held.length < count) await sleep(20);
  await sleep(500);
  return memoryKb(pid(), 'VmRSS');
}

function answer(held) {
  for (const response of held.splice(0)) response.end('PONG\n');
}

/** @returns {number | undefined} kB; `undefined` once the process has ended */
function memoryKb(pid, field) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status);
    return found === null ? undefined : Number(found[1]);
  } catch {
    return undefined;
  }
}

function isAnswered({ outcome }) {
  return outcome === 'answered';
}

function report({ before, inFlight, peak, answered }) {
  const each = (kb) => ((kb - before) / calls).toFixed(1);
  print(`${calls} calls in flight from one process, ${answered} answered. ${machine()}`);
  print(`Resident memory with one call in flight: ${before} kB`);
  print(
    `With all calls in flight: ${inFlight} kB, ${each(inFlight)} kB per call (goal: at most ${GOAL_KB} kB)`,
  );
  print(`Peak, including answers and report: ${peak} kB, ${each(peak)} kB per call`);
}
