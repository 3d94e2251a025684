// Compares the durations that tools report with those on the wire: ours, oha's and autocannon's.
// node bench/accuracy.mjs [--rounds 5] [--calls 10,100,1000] [--delay 300] [--with-oha] [--also FILE]
import { parseArgs } from 'node:util';
import { captureDuring, requireCapture } from './lib/capture.mjs';
import { builds, findPeers, runPeer } from './lib/peers.mjs';
import { connectionsOf } from './lib/pcap.mjs';
import { machine, milliseconds, print, printTable } from './lib/print.mjs';
import { READERS } from './lib/readings.mjs';
import { startWaitingServer } from './lib/servers.mjs';
import { median, quantile } from './lib/statistics.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '10,100,1000' },
    delay: { type: 'string', default: '300' },
    'with-oha': { type: 'boolean', default: false },
    also: { type: 'string', multiple: true, default: [] }, // other builds of the command
  },
});
const PARTS = [0.5, 0.99, 1];

await requireCapture();
const contenders = [
  ...builds(options.also),
  ...(await findPeers(['oha', 'autocannon'], { withOha: options['with-oha'] })),
];
const server = await startWaitingServer(Number(options.delay));
try {
  print(
    `Reported duration minus duration on the wire, for a server that waits ${options.delay} ms;`,
  );
  print(`medians of ${options.rounds} rounds. ${machine()}`);
  print('Connecting is subtracted for oha. autocannon includes it and does not report it.');
  for (const calls of options.calls.split(',').map(Number)) report(calls, await measure(calls));
  print(`\n${machine()} at the end`);
} finally {
  await server.stop();
}

/** @returns {Promise<Map<string, { distribution: number[], byCall?: number[] }[]>>} errors in ms of each round, by tool */
async function measure(calls) {
  const rounds = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(round + turn) % contenders.length];
      try {
        rounds.get(contender.name).push(await errorsOf(contender, calls));
      } catch (error) {
        print(`${contender.name}, N = ${calls}: ${error.message}`);
      }
    }
  }
  return rounds;
}

/**
 * The errors in ms at p50, p99 and worst: of the distribution, which every tool reports, and the
 * absolute errors by call for tools that report each call. Calls are matched to the wire by the order
 * of sending. Ours is certain; oha's is as exact as the times that it reports.
 */
async function errorsOf(contender, calls) {
  const { result, packets } = await captureDuring(
    server.port,
    () => runPeer(contender, calls, server.url),
    'both',
  );
  const burst = connectionsOf(packets, server.port).slice(-calls); // ours sends a solo call first
  if (burst.length < calls) throw new Error(`only ${burst.length} connections sent a request`);
  const wire = burst.map(({ requestMs, answerMs }) => answerMs - requestMs);
  const reading = READERS[contender.isOurs ? 'ours' : contender.name](result);
  const distribution = PARTS.map((part) => reading.quantile(part) - quantile(wire, part));
  if (reading.byCall === undefined) return { distribution };
  const errors = reading.byCall.map((ms, call) => Math.abs(ms - wire[call]));
  return { distribution, byCall: PARTS.map((part) => quantile(errors, part)) };
}

function report(calls, rounds) {
  const measured = [...rounds].filter(([, all]) => all.length > 0);
  const medians = measured.map(([name, all]) => ({
    name,
    distribution: medianOf(all.map(({ distribution }) => distribution)),
    byCall: medianOf(all.map(({ byCall }) => byCall)),
  }));
  print(`\nN = ${calls}, ms\n`);
  printTable([
    ['', 'p50', 'p99', 'worst', 'by call: p50', 'by call: p99', 'by call: worst'],
    ...medians.map(({ name, distribution, byCall }) =>
      [name, ...distribution, ...byCall].map(cell),
    ),
  ]);
  print(`\n${goal(medians)}`);
}

/** The median of each error over the rounds. */
function medianOf(rounds) {
  return PARTS.map((_, index) =>
    rounds.every((errors) => errors !== undefined)
      ? median(rounds.map((errors) => errors[index]))
      : undefined,
  );
}

function cell(value) {
  if (typeof value === 'string') return value;
  return value === undefined ? '-' : milliseconds(value);
}

function goal(medians) {
  const own = medians.find(({ name }) => name === 'ours');
  if (own === undefined) return 'our command was not measured';
  const closer = medians
    .filter(({ name }) => !name.startsWith('ours'))
    .flatMap(({ name, distribution }) =>
      PARTS.filter((_, i) => Math.abs(distribution[i]) < Math.abs(own.distribution[i])).map(
        (part) => `${name} at ${part === 1 ? 'worst' : `p${part * 100}`}`,
      ),
    );
  return `Closer to the wire than ours: ${closer.join(', ') || 'none'} (goal: none)`;
}
