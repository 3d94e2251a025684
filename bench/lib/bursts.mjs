// Finds the requests of bursts in captured packets.

/** How far apart the wall clocks of the capture and of our command can be, ms. */
const CLOCK_SLACK_MS = 5;

// RFC 9113, sections 3.4, 4.1 and 6.2.
const PREFACE_BYTES = 24;
const FRAME_HEADER_BYTES = 9;
const HEADERS = 1;

/** @typedef {import('./pcap.mjs').Packet} Packet */

/**
 * When each request was sent over HTTP/2, in order.
 * @param {readonly Packet[]} packets that clients sent, untruncated
 * @returns {number[]} ms since 1970
 */
export function http2RequestsMs(packets) {
  const clients = [...new Set(packets.map(({ from }) => from))];
  return clients
    .flatMap((client) => headersSentMs(packets.filter(({ from }) => from === client)))
    .toSorted((one, other) => one - other);
}

/**
 * When each HEADERS frame of a connection was complete.
 * @param {readonly Packet[]} packets
 * @returns {number[]}
 */
function headersSentMs(packets) {
  const bytes = Buffer.concat(packets.map(({ payload }) => payload));
  let [packet, packetEnd] = [0, packets[0].payload.length];
  const times = [];
  for (let offset = PREFACE_BYTES; offset + FRAME_HEADER_BYTES <= bytes.length;) {
    const isRequest = bytes[offset + 3] === HEADERS;
    offset += FRAME_HEADER_BYTES + bytes.readUIntBE(offset, 3);
    while (packetEnd < offset && packet + 1 < packets.length) {
      packet += 1;
      packetEnd += packets[packet].payload.length;
    }
    if (isRequest) times.push(packets[packet].atMs);
  }
  return times;
}

/**
 * The requests of each burst in the run file that our command wrote. A burst of another size, which
 * tests a verdict, is left out.
 * @param {string} output
 * @param {readonly number[]} requestsMs when each request was sent, ms since 1970, in order
 * @param {number} calls
 * @throws if a burst is not complete
 */
export function burstsOfRun(output, requestsMs, calls) {
  return JSON.parse(output)
    .bursts.filter(({ invocations }) => invocations.length === calls)
    .map(({ epoch }) => {
      const sinceRelease = requestsMs.filter((at) => at >= epoch - CLOCK_SLACK_MS);
      return takeBurst(sinceRelease, calls);
    });
}

/**
 * The first requests.
 * @param {readonly number[]} requestsMs in order
 * @param {number} calls
 * @throws if there are fewer
 */
export function takeBurst(requestsMs, calls) {
  if (requestsMs.length < calls) {
    throw new Error(`expected ${calls} requests, captured ${requestsMs.length}`);
  }
  return requestsMs.slice(0, calls);
}
