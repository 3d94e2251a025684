// What each tool says that its calls took.

/**
 * `byCall`: ms of each call in the order of sending; `quantile`: of all calls, ms, by part from 0 to 1.
 * @typedef {{ byCall?: number[], quantile: (part: 0.5 | 0.99 | 1) => number }} Reading
 */
import { quantile } from './statistics.mjs';

/** @type {Record<string, (output: string) => Reading>} */
export const READERS = { ours: readOurs, oha: readOha, autocannon: readAutocannon };

function readOurs(output) {
  const { invocations } = JSON.parse(output).bursts[0];
  return ofCalls(invocations.map(({ sentAt, receivedAt }) => receivedAt - sentAt));
}

/** oha counts the connecting into a call's duration; its own figure for that is taken off again. */
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

/** It tells no more than percentiles. */
function readAutocannon(output) {
  const { latency } = JSON.parse(output);
  return { quantile: (part) => ({ 0.5: latency.p50, 0.99: latency.p99, 1: latency.max })[part] };
}

function ofCalls(byCall) {
  if (byCall.some((ms) => !Number.isFinite(ms))) throw new Error('a call has no duration');
  return { byCall, quantile: (part) => quantile(byCall, part) };
}
