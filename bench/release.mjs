// Measures on the wire how far apart the requests of a burst leave: ours and those of load generators.
// node bench/release.mjs [--rounds 5] [--calls 100,1000] [--protocols http1,http2] [--peers wrk,h2load]
//   [--with-oha] [--also FILE]
import { parseArgs } from 'node:util';
import { burstsOfRun, http2RequestsMs, takeBurst } from './lib/bursts.mjs';
import { captureDuring, captureVersion, requireCapture } from './lib/capture.mjs';
import { builds, findPeers, runPeer } from './lib/peers.mjs';
import { connectionsOf } from './lib/pcap.mjs';
import { machine, milliseconds, print, printTable } from './lib/print.mjs';
import { releaseGoal } from './lib/release-goal.mjs';
import { startNginx } from './lib/servers.mjs';
import { median } from './lib/statistics.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '100,1000' },
    protocols: { type: 'string', default: 'http1,http2' },
    peers: { type: 'string' }, // all by default
    'with-oha': { type: 'boolean', default: false },
    also: { type: 'string', multiple: true, default: [] }, // other builds of the command
  },
});

/**
 * How each protocol is measured. Over HTTP/1.1, each captured packet is a request. Load generators that
 * cannot limit their number make more on each connection; the first counts.
 */
const PROTOCOLS = {
  http1: {
    title: 'HTTP/1.1, a connection for each call',
    peers: ['wrk', 'wrk -t 1', 'h2load', 'oha', 'hey', 'ab', 'autocannon'],
    kind: 'requests',
    ours: (packets) => packets.map(({ atMs }) => atMs),
    theirs: (packets, port) => connectionsOf(packets, port).map(({ requestMs }) => requestMs),
    columns: [],
    options: [],
  },
  http2: {
    title: 'HTTP/2, one connection',
    peers: ['h2load -m'],
    kind: 'sent',
    ours: http2RequestsMs,
    theirs: http2RequestsMs,
    columns: ['packets'],
    options: ['--http2'],
  },
};
/** The first burst of a run, whose code V8 may not have optimized yet, and two later ones. */
const BURSTS = 3;

await requireCapture();
const server = await startNginx();
try {
  print(
    `Time from the first to the last request of a burst on the wire (${await captureVersion()}). ${machine()}`,
  );
  for (const protocol of options.protocols.split(',')) await compare(protocol);
  print(`\n${machine()} at the end`);
} finally {
  await server.stop();
}

async function compare(protocol) {
  const { title, peers, options: protocolOptions } = PROTOCOLS[protocol];
  const contenders = [
    ...builds(options.also, { bursts: BURSTS, options: protocolOptions }),
    ...(await findPeers(peers.filter(isWanted), { withOha: options['with-oha'] })),
  ];
  for (const calls of options.calls.split(',').map(Number)) {
    const measured = await measure(contenders, calls, protocol);
    print(`\n${title}, N = ${calls}\n`);
    report(measured, PROTOCOLS[protocol].columns);
    print(`\n${releaseGoal(protocol, calls, mediansOf(measured))}`);
  }
}

function isWanted(peer) {
  return options.peers === undefined || options.peers.split(',').includes(peer);
}

/** @returns {Promise<Map<string, { ms: number, packets: number }[]>>} the bursts of all rounds, by row */
async function measure(contenders, calls, protocol) {
  const rows = new Map();
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(round + turn) % contenders.length];
      try {
        for (const { row, requestsMs } of await burstsOf(contender, calls, protocol)) {
          if (!rows.has(row)) rows.set(row, []);
          const packets = new Set(requestsMs).size;
          rows.get(row).push({ ms: requestsMs.at(-1) - requestsMs[0], packets });
        }
      } catch (error) {
        print(`${contender.name}, N = ${calls}: ${error.message}`);
      }
    }
  }
  return rows;
}

/** When the requests of each burst of a tool were sent, and the row of the table that it belongs to. */
async function burstsOf(contender, calls, protocol) {
  const { port, url } = server[protocol];
  const { kind, ours, theirs } = PROTOCOLS[protocol];
  const work = () => runPeer(contender, calls, url);
  const { result, packets } = await captureDuring(port, work, kind);
  if (contender.isOurs !== true) {
    return [{ row: contender.name, requestsMs: takeBurst(theirs(packets, port), calls) }];
  }
  return burstsOfRun(result, ours(packets, port), calls).map((requestsMs, index) => ({
    row: `${contender.name}, ${index === 0 ? 'first burst' : 'later bursts'}`,
    requestsMs,
  }));
}

function report(measured, columns) {
  const rows = [...measured]
    .map(([row, bursts]) => ({ row, bursts, spreads: bursts.map(({ ms }) => ms) }))
    .toSorted((one, other) => median(one.spreads) - median(other.spreads))
    .map(({ row, bursts, spreads }) => [
      row,
      milliseconds(median(spreads)),
      milliseconds(Math.min(...spreads)),
      milliseconds(Math.max(...spreads)),
      ...columns.map((name) => String(median(bursts.map((burst) => burst[name])))),
      String(bursts.length),
    ]);
  printTable([['', 'median, ms', 'min, ms', 'max, ms', ...columns, 'bursts'], ...rows]);
}

function mediansOf(measured) {
  return new Map([...measured].map(([row, bursts]) => [row, median(bursts.map(({ ms }) => ms))]));
}
