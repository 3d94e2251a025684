// Reads the durations that each tool reports.

/**
 * Durations in ms.
 * @typedef {object} Reading
 * @property {number[]} [byCall] of each call, in the order of sending
 * @property {(part: 0.5 | 0.99 | 1) => number} quantile of all calls
 */
import { quantile } from './statistics.mjs';

/**
 * Reads the output of each tool.
 * @type {Record<string, (output: string) => Reading>}
 */
export const READERS = { ours: readOurs, oha: readOha, autocannon: readAutocannon };

function readOurs(output) {
  const { invocations } = JSON.parse(output).bursts[0];
  return ofCalls(invocations.map(({ sentAt, receivedAt }) => receivedAt - sentAt));
}

/** oha includes connecting in a call's duration. It reports that time too, so it is subtracted. */
function readOha(output) {
  const [heading, ...lines] = output.trim().split('\n');
  const names = heading.split(',');
  const column = (cells, name) => Number(cells[names.indexOf(name)]) * 1000;
  const calls = lines.map((line) => {
    const cells = line.split(',');
    const connectingMs = column(cells, 'DNS+dialup');
    return {
      sentMs: column(cells, 'request-start') + connectingMs,
      tookMs: column(cells, 'request-duration') - connectingMs,
    };
  });
  const inOrder = calls.toSorted((one, other) => one.sentMs - other.sentMs);
  return ofCalls(inOrder.map(({ tookMs }) => tookMs));
}

/** autocannon reports only percentiles. */
function readAutocannon(output) {
  const { latency } = JSON.parse(output);
  return { quantile: (part) => ({ 0.5: latency.p50, 0.99: latency.p99, 1: latency.max })[part] };
}

function ofCalls(byCall) {
  if (byCall.some((ms) => !Number.isFinite(ms)))
    throw new Error('expected a duration for each call');
  return { byCall, quantile: (part) => quantile(byCall, part) };
}
