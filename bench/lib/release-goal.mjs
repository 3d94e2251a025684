// Whether a release was as close together as it is meant to be.
import { milliseconds } from './print.mjs';

/** Below this many calls we may take `TIMES_WRK` times as long as wrk, which sends from two threads. */
const MANY_CALLS = 1000;
const TIMES_WRK = 2;
/** Over HTTP/2 all requests go out in one write. */
const HTTP2_MS = 0.1;

/**
 * Says for the first bursts and for the later ones whether the goal was reached.
 * @param {'http1' | 'http2'} protocol
 * @param {number} calls
 * @param {ReadonlyMap<string, number>} medians of the spreads in ms, by row of the table
 */
export function releaseGoal(protocol, calls, medians) {
  const { limitMs, text } = goalOf(protocol, calls, medians);
  const results = ['first burst', 'later bursts'].map((which) => {
    const own = medians.get(`ours, ${which}`);
    if (own === undefined || !Number.isFinite(limitMs)) return `${which} not compared`;
    const verdict = own <= limitMs ? 'reached' : 'missed';
    return `${verdict} by the ${which} (${milliseconds(own)} ms)`;
  });
  return `Goal: ${text}: ${results.join(', ')}`;
}

function goalOf(protocol, calls, medians) {
  if (protocol === 'http2') return { limitMs: HTTP2_MS, text: `at most ${HTTP2_MS} ms` };
  const wrk = medians.get('wrk') ?? Number.NaN;
  if (calls < MANY_CALLS) {
    const limitMs = TIMES_WRK * wrk;
    return { limitMs, text: `at most ${TIMES_WRK} times wrk, ${milliseconds(limitMs)} ms` };
  }
  const limitMs = Math.min(wrk, medians.get('h2load') ?? Number.NaN);
  const text = `no longer than the better of wrk and h2load, ${milliseconds(limitMs)} ms`;
  return { limitMs, text };
}
