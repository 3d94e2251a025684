// Captures the traffic of a port on the loopback interface with tcpdump.
import { setTimeout as sleep } from 'node:timers/promises';
import { readPcap } from './pcap.mjs';
import { findProgram, run, start } from './programs.mjs';

/** The kernel hands packets to tcpdump in blocks, at the latest after a second. */
const LAST_BLOCK_WITHIN_MS = 1_200;

const PAYLOAD = '(ip[2:2] - ((ip[0]&0xf)<<2) - ((tcp[12]&0xf0)>>2)) > 0';

/**
 * Checks that packets can be captured.
 * @throws if tcpdump is missing or not permitted to capture; the message says what to do
 */
export async function requireCapture() {
  if (findProgram('tcpdump') === undefined) {
    throw new Error('tcpdump is not installed: run apt-get install tcpdump');
  }
  try {
    const { stop } = await startTcpdump('tcp port 9', 96);
    await stop('SIGINT');
  } catch (error) {
    throw new Error(
      `tcpdump is not permitted to capture (${error.message}): run as root, or run setcap cap_net_raw+ep "$(command -v tcpdump)"`,
      { cause: error },
    );
  }
}

/** What to keep of the traffic of a port, and how many bytes of each packet. */
const KINDS = {
  /** Packets whose payload starts with "GET ". */
  requests: {
    filter: (port) => `tcp dst port ${port} and tcp[((tcp[12]&0xf0)>>2):4] = 0x47455420`,
    bytes: 96,
  },
  /** All that clients send, in full. */
  sent: { filter: (port) => `tcp dst port ${port} and ${PAYLOAD}`, bytes: 262_144 },
  /** The beginnings of all packets with payload, in both directions. */
  both: { filter: (port) => `tcp port ${port} and ${PAYLOAD}`, bytes: 96 },
};

/**
 * Captures while `work` runs. Returns its result, and the packets.
 * @throws if the capture lost packets
 * @template Result
 * @param {number} port of the server
 * @param {() => Promise<Result>} work
 * @param {keyof typeof KINDS} kind of packets
 */
export async function captureDuring(port, work, kind) {
  const { filter, bytes } = KINDS[kind];
  const tcpdump = await startTcpdump(filter(port), bytes);
  try {
    const result = await work();
    await sleep(LAST_BLOCK_WITHIN_MS);
    const { stdout, stderr } = await tcpdump.stop('SIGINT');
    const dropped = Number(/(\d+) packets? dropped by kernel/.exec(stderr)?.[1] ?? 0);
    if (dropped > 0) throw new Error(`the capture lost ${dropped} packets; try fewer calls`);
    return { result, packets: readPcap(stdout) };
  } finally {
    await tcpdump.stop('SIGKILL');
  }
}

function startTcpdump(filter, bytes) {
  const loopback = process.platform === 'linux' ? 'lo' : 'lo0';
  const options = `-i ${loopback} -n -B 65536 -s ${bytes} --time-stamp-precision=nano -w -`.split(
    ' ',
  );
  return start([findProgram('tcpdump'), ...options, filter], { ready: /listening on/ });
}

/** @returns {Promise<string>} the version of tcpdump */
export async function captureVersion() {
  return (await run([findProgram('tcpdump'), '--version'])).split('\n')[0] ?? '';
}
