// Watches a port of the loopback interface with tcpdump.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectionsOf, readPcap } from './pcap.mjs';
import { findProgram, run, start } from './programs.mjs';

/** tcpdump is handed packets in blocks, at the latest after a second; the last ones are waited for. */
const HANDED_OVER_WITHIN_MS = 1_200;

/**
 * Whether packets can be captured here at all.
 * @throws with what to do about it
 */
export async function requireCapture() {
  if (findProgram('tcpdump') === undefined) {
    throw new Error('tcpdump is needed to see the wire: apt-get install tcpdump');
  }
  try {
    const { stop } = await startTcpdump('tcp port 9');
    await stop('SIGINT');
  } catch (error) {
    throw new Error(
      `capturing is not permitted (${error.message}); run as root, or allow it: setcap cap_net_raw+ep "$(command -v tcpdump)"`,
      { cause: error },
    );
  }
}

/**
 * What the wire saw while `work` ran: the connections that sent something, in that order.
 * @template Result
 * @param {number} port of the server
 * @param {() => Promise<Result>} work
 * @param {{ requestsOnly?: boolean }} [options]
 */
export async function watched(port, work, { requestsOnly = false } = {}) {
  const tcpdump = await startTcpdump(requestsOnly ? requestsTo(port) : payloadOf(port));
  try {
    const result = await work();
    await sleep(HANDED_OVER_WITHIN_MS);
    const { stdout, stderr } = await tcpdump.stop('SIGINT');
    const dropped = Number(/(\d+) packets? dropped by kernel/.exec(stderr)?.[1] ?? 0);
    if (dropped > 0) throw new Error(`the capture lost ${dropped} packets`);
    return { result, connections: connectionsOf(readPcap(stdout), port) };
  } finally {
    await tcpdump.stop('SIGKILL');
  }
}

/** "GET " where the payload begins. */
function requestsTo(port) {
  return `tcp dst port ${port} and tcp[((tcp[12]&0xf0)>>2):4] = 0x47455420`;
}

function payloadOf(port) {
  return `tcp port ${port} and (ip[2:2] - ((ip[0]&0xf)<<2) - ((tcp[12]&0xf0)>>2)) > 0`;
}

function startTcpdump(filter) {
  const loopback = process.platform === 'linux' ? 'lo' : 'lo0';
  const options = `-i ${loopback} -n -B 65536 -s 96 --time-stamp-precision=nano -w -`.split(' ');
  return start([findProgram('tcpdump'), ...options, filter], { ready: /listening on/ });
}

/** @returns {Promise<string>} its version */
export async function captureVersion() {
  return (await run([findProgram('tcpdump'), '--version'])).split('\n')[0] ?? '';
}
