// Measures on the wire how far apart the requests of a burst leave: ours and those of load generators.
// node bench/release.mjs [--rounds 5] [--calls 100,1000] [--with-oha] [--also FILE]
import { parseArgs } from 'node:util';
import { captureDuring, captureVersion, requireCapture } from './lib/capture.mjs';
import { findPeers, ours, runPeer } from './lib/peers.mjs';
import { machine, milliseconds, print, printTable } from './lib/print.mjs';
import { startNginx } from './lib/servers.mjs';
import { median } from './lib/statistics.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '100,1000' },
    'with-oha': { type: 'boolean', default: false },
    also: { type: 'string', multiple: true, default: [] }, // other builds of the command
  },
});

/**
 * The goal at 100 calls: only these tools may release calls closer together than we do, and our
 * spread is at most `TIMES_WRK` times that of wrk.
 */
const MAY_BE_AHEAD = new Set(['wrk', 'h2load', 'oha']);
const TIMES_WRK = 3;

await requireCapture();
const contenders = [
  ours(),
  ...options.also.map((file) => ours(`ours (${file})`, file)),
  ...(await findPeers(['wrk', 'h2load', 'oha', 'hey', 'ab', 'autocannon'], {
    withOha: options['with-oha'],
  })),
];
const server = await startNginx();
try {
  print(
    `Time from the first to the last request of a burst on the wire (${await captureVersion()}). ${machine()}`,
  );
  for (const calls of options.calls.split(',').map(Number)) {
    const spreads = await measure(calls);
    report(calls, spreads);
  }
  print(`\n${machine()} at the end`);
} finally {
  await server.stop();
}

/** @returns {Promise<Map<string, number[]>>} the spread of each round in ms, by tool */
async function measure(calls) {
  const spreads = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(round + turn) % contenders.length];
      try {
        spreads.get(contender.name).push(await spreadOf(contender, calls));
      } catch (error) {
        print(`${contender.name}, N = ${calls}: ${error.message}`);
      }
    }
  }
  return spreads;
}

async function spreadOf(contender, calls) {
  const { connections } = await captureDuring(
    server.port,
    () => runPeer(contender, calls, server.url),
    {
      requestsOnly: true,
    },
  );
  if (connections.length < calls) {
    throw new Error(`only ${connections.length} connections sent a request`);
  }
  const burst = connections.slice(-calls); // ours sends a solo call first
  return burst.at(-1).requestMs - burst[0].requestMs;
}

function report(calls, spreads) {
  const measured = [...spreads].filter(([, values]) => values.length > 0);
  const medians = new Map(measured.map(([name, values]) => [name, median(values)]));
  const best = Math.min(...medians.values());
  const rows = measured
    .toSorted(([one], [other]) => medians.get(one) - medians.get(other))
    .map(([name, values]) => [
      name,
      milliseconds(medians.get(name)),
      (medians.get(name) / best).toFixed(2),
      milliseconds(Math.min(...values)),
      milliseconds(Math.max(...values)),
      String(values.length),
    ]);
  print(`\nN = ${calls}\n`);
  printTable([['', 'median, ms', 'vs. best', 'min, ms', 'max, ms', 'rounds'], ...rows]);
  print(`\n${goal(calls, medians)}`);
}

function goal(calls, medians) {
  const own = medians.get('ours');
  if (own === undefined) return 'our command was not measured';
  const behind = [...medians].filter(([name, ms]) => !name.startsWith('ours') && own > ms);
  const ahead = behind.map(([name]) => name).join(', ') || 'none';
  if (calls >= 1000) return `Faster than ours: ${ahead} (goal: none)`;
  const times = own / (medians.get('wrk') ?? Number.NaN);
  const met = behind.every(([name]) => MAY_BE_AHEAD.has(name)) && !(times > TIMES_WRK);
  return `Faster than ours: ${ahead}. Ours takes ${times.toFixed(1)}x as long as wrk (goal: none faster except ${[...MAY_BE_AHEAD].join(', ')}, at most ${TIMES_WRK}x wrk: ${met ? 'met' : 'missed'})`;
}
