// Reads the files that `tcpdump -w` writes: https://www.ietf.org/archive/id/draft-gharris-opsawg-pcap-01.html

/**
 * A packet with payload.
 * @typedef {object} Packet
 * @property {number} atMs wall clock, ms since 1970
 * @property {number} from port
 * @property {number} to port
 * @property {Buffer} payload truncated to what the capture kept
 */

/** The length of the link-layer header, by link type. */
const LINK_HEADER_BYTES = new Map([
  [0, 4], // BSD loopback
  [1, 14], // Ethernet, which Linux uses for its loopback interface
  [113, 16], // Linux cooked
]);
const NANOSECONDS_MAGIC = 0xa1b23c4d;
const MICROSECONDS_MAGIC = 0xa1b2c3d4;

/**
 * @param {Buffer} file
 * @returns {Packet[]} the packets of TCP over IPv4 that have a payload, in order
 * @throws if it is not a pcap file in this machine's byte order, or has an unknown link type
 */
export function readPcap(file) {
  const magic = file.readUInt32LE(0);
  if (magic !== NANOSECONDS_MAGIC && magic !== MICROSECONDS_MAGIC) {
    throw new Error('expected a pcap file in the byte order of this machine');
  }
  const linkBytes = LINK_HEADER_BYTES.get(file.readUInt32LE(20) & 0xffff);
  if (linkBytes === undefined)
    throw new Error(
      `expected one of the link types ${[...LINK_HEADER_BYTES.keys()].join(', ')} in the capture`,
    );
  const unitMs = magic === NANOSECONDS_MAGIC ? 1e-6 : 1e-3;

  const packets = [];
  for (let offset = 24; offset + 16 <= file.length;) {
    const seconds = file.readUInt32LE(offset);
    const fraction = file.readUInt32LE(offset + 4);
    const end = offset + 16 + file.readUInt32LE(offset + 8);
    const segment = readSegment(file.subarray(offset + 16 + linkBytes, end));
    if (segment !== undefined) {
      packets.push({ atMs: seconds * 1000 + fraction * unitMs, ...segment });
    }
    offset = end;
  }
  return packets;
}

/** @param {Buffer} packet */
function readSegment(packet) {
  if (packet.length < 40 || packet[0] >> 4 !== 4 || packet[9] !== 6) return undefined;
  const ipBytes = (packet[0] & 0x0f) * 4;
  const tcpBytes = (packet[ipBytes + 12] >> 4) * 4;
  if (packet.readUInt16BE(2) <= ipBytes + tcpBytes) return undefined;
  return {
    from: packet.readUInt16BE(ipBytes),
    to: packet.readUInt16BE(ipBytes + 2),
    payload: packet.subarray(ipBytes + tcpBytes),
  };
}

/**
 * The times of each connection's first request packet and last answer packet, in ms.
 * @param {readonly Packet[]} packets
 * @param {number} serverPort
 * @returns {{ requestMs: number, answerMs: number | undefined }[]} in the order of the requests
 */
export function connectionsOf(packets, serverPort) {
  const connections = new Map();
  for (const { atMs, from, to } of packets) {
    if (to === serverPort) {
      if (!connections.has(from)) connections.set(from, { requestMs: atMs, answerMs: undefined });
    } else if (from === serverPort) {
      const connection = connections.get(to);
      if (connection !== undefined) connection.answerMs = atMs;
    }
  }
  return [...connections.values()];
}
